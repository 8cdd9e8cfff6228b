import json from '../spec.json' with { type: 'json' };

/** What every framework runs: sizes, optimizers, seeds, and how long to measure. */
export const spec = json;

/** A workload that trains a network on batches of recorded samples. */
export interface Training {
  readonly batch: number;
  readonly batches: number;
  /** Names of the samples and of their classes. */
  readonly x: string;
  readonly y: string;
  /** How many samples further the next batch starts. Defaults to its size. */
  readonly xBatchStride?: number;
  readonly smoothing: number;
  readonly opt: string;
  readonly lr: number;
  readonly momentum?: number;
  /** The losses of the first and of this step are compared. */
  readonly checkSteps: number;
}

/** Training of a network of dense layers. */
export interface MlpTraining extends Training {
  readonly dims: readonly number[];
  readonly act: string;
}

export type MlpName = 'W1' | 'W2' | 'W3' | 'W4';

export const workloads = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8', 'W9', 'W10', 'W11'] as const;
export type WorkloadName = (typeof workloads)[number];

/** Whether there is a workload of this name. */
export function isWorkload(name: string): name is WorkloadName {
  return (workloads as readonly string[]).includes(name);
}
