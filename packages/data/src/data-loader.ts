import { ArgumentError, type Generator } from '@cotangent/core';
import { BatchSampler } from './batch-sampler.ts';
import { type Collated, defaultCollate } from './collate.ts';
import type { Dataset } from './dataset.ts';
import { drawSeed, RandomSampler, SequentialSampler } from './samplers.ts';

/** What DataLoader takes. */
export interface DataLoaderOptions<T, B> {
  /** How many samples make a batch. Defaults to 1. */
  readonly batchSize?: number | undefined;
  /** Whether each epoch has its own random order. Defaults to false. */
  readonly shuffle?: boolean | undefined;
  /** The indices of an epoch, in place of `shuffle`. */
  readonly sampler?: Iterable<number> | undefined;
  /** The indices of each batch, in place of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  readonly batchSampler?: Iterable<readonly number[]> | undefined;
  /** Whether a last batch with fewer samples is left out. Defaults to false. */
  readonly dropLast?: boolean | undefined;
  /** Where random numbers come from: the default generator unless given. */
  readonly generator?: Generator | undefined;
  /** Makes a batch of samples: {@link defaultCollate} unless given. */
  readonly collate?: ((samples: Awaited<T>[]) => B) | undefined;
}

/**
 * A data set in batches (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader): `for … of` gives
 * one epoch. With the same seed the order is PyTorch's (`num_workers=0`).
 *
 * `for await … of` gives the same batches; then the samples may be promises, which are awaited together for each batch.
 */
export class DataLoader<T, B = Collated<Awaited<T>>> implements Iterable<B>, AsyncIterable<B> {
  readonly dataset: Dataset<T>;
  readonly batchSampler: Iterable<readonly number[]>;
  readonly #generator: Generator | undefined;
  readonly #collate: ((samples: Awaited<T>[]) => B) | undefined;

  /**
   * Throws an ArgumentError for a `batchSize` below 1, for `sampler` together with `shuffle`, for `batchSampler` together
   * with any option it replaces, and for shuffling a data set without samples.
   */
  constructor(dataset: Dataset<T>, options: DataLoaderOptions<T, B> = {}) {
    const { batchSize = 1, shuffle = false, sampler, batchSampler, dropLast = false, generator, collate } = options;
    if (sampler && shuffle) throw new ArgumentError('DataLoader: sampler and shuffle exclude each other');
    if (batchSampler && (batchSize !== 1 || shuffle || sampler || dropLast)) {
      throw new ArgumentError('DataLoader: batchSampler excludes batchSize, shuffle, sampler and dropLast');
    }
    this.dataset = dataset;
    this.#generator = generator;
    this.#collate = collate;
    this.batchSampler =
      batchSampler ??
      new BatchSampler(
        sampler ?? (shuffle ? new RandomSampler(dataset, { generator }) : new SequentialSampler(dataset)),
        {
          batchSize,
          dropLast,
        },
      );
  }

  /** How many batches an epoch has. Throws an ArgumentError when the sampler does not know its length. */
  get length(): number {
    const { length } = this.batchSampler as Partial<BatchSampler>;
    if (length === undefined) throw new ArgumentError('DataLoader: the batch sampler has no length');
    return length;
  }

  /** Begins an epoch. Its batches throw an ArgumentError when samples are promises. */
  [Symbol.iterator](): IterableIterator<B> {
    this.#drawBaseSeed();
    return this.#batches();
  }

  /** Begins an epoch whose samples may be promises. */
  [Symbol.asyncIterator](): AsyncIterableIterator<B> {
    this.#drawBaseSeed();
    return this.#asyncBatches();
  }

  /** PyTorch draws a seed for worker processes when an epoch begins, also without workers. */
  #drawBaseSeed(): void {
    drawSeed(this.#generator);
  }

  *#batches(): IterableIterator<B> {
    for (const indices of this.batchSampler) {
      const whole = this.#wholeBatch(indices);
      if (whole !== undefined) {
        yield whole;
        continue;
      }
      const samples = indices.map((index) => this.dataset.get(index));
      if (samples.some(isPromise)) {
        throw new ArgumentError('DataLoader: the samples are promises; iterate with for await … of');
      }
      yield this.#join(samples as Awaited<T>[]);
    }
  }

  async *#asyncBatches(): AsyncIterableIterator<B> {
    for (const indices of this.batchSampler) {
      yield this.#wholeBatch(indices) ?? this.#join(await Promise.all(indices.map((index) => this.dataset.get(index))));
    }
  }

  #wholeBatch(indices: readonly number[]): B | undefined {
    return this.#collate ? undefined : (this.dataset.getBatch?.(indices) as B | undefined);
  }

  #join(samples: Awaited<T>[]): B {
    return this.#collate ? this.#collate(samples) : (defaultCollate(samples) as B);
  }
}

function isPromise(x: unknown): boolean {
  return typeof (x as { then?: unknown } | undefined | null)?.then === 'function';
}
