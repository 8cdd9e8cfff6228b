import type { Tensor } from '../src/index.ts';
import { type Sample, type Samples, samples } from './samples.ts';

/** All operations with their samples. */
export const everyOperation = Object.entries(samples) as [string, Samples][];

export const outputsOf = ({ run }: Sample, inputs: readonly Tensor[]): Tensor[] => {
  const result = run(...inputs);
  return Array.isArray(result) ? [...(result as Tensor[])] : [result as Tensor];
};

/** Two calls of these differ by design. */
export const isRandom = (name: string): boolean => name === 'bernoulli' || name === 'multinomial';

export const values = (x: Tensor): number[] => [...x.toTypedArray()];
