import { ArgumentError } from '@cotangent/core';
import { checkPositive } from './checks.ts';
import type { Sampler } from './samplers.ts';

/** What BatchSampler takes. */
export interface BatchSamplerOptions {
  /** How many indices make a batch. */
  readonly batchSize: number;
  /** Whether a last batch with fewer indices is left out. Defaults to false. */
  readonly dropLast?: boolean | undefined;
}

/** A sampler's indices in lists (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler). */
export class BatchSampler implements Iterable<readonly number[]> {
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly #sampler: Iterable<number>;

  /** Throws an ArgumentError unless `batchSize` is a whole number ≥ 1. */
  constructor(sampler: Iterable<number>, { batchSize, dropLast = false }: BatchSamplerOptions) {
    checkPositive('BatchSampler', 'batchSize', batchSize);
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.#sampler = sampler;
  }

  /** How many batches an iteration gives. Throws an ArgumentError when the sampler does not know its length. */
  get length(): number {
    const { length } = this.#sampler as Partial<Sampler>;
    if (length === undefined) throw new ArgumentError('BatchSampler: the sampler has no length');
    return this.dropLast ? Math.floor(length / this.batchSize) : Math.ceil(length / this.batchSize);
  }

  /** Draws the next order. */
  *[Symbol.iterator](): Iterator<readonly number[]> {
    let batch: number[] = [];
    for (const index of this.#sampler) {
      batch.push(index);
      if (batch.length === this.batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}
