import { ArgumentError, Generator, getDefaultGenerator, multinomial, randint, randperm, tensor } from '@cotangent/core';
import { checkPositive } from './checks.ts';

/** Indices in the order in which samples are wanted; a new order for each iteration. */
export interface Sampler extends Iterable<number> {
  /** How many indices an iteration gives. */
  readonly length: number;
}

/** Where random numbers come from. */
export interface GeneratorOptions {
  /** Where random numbers come from: the default generator unless given. */
  readonly generator?: Generator | undefined;
}

/** 0, 1, 2 … (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler). */
export class SequentialSampler implements Sampler {
  readonly #source: { readonly length: number };

  constructor(dataSource: { readonly length: number }) {
    this.#source = dataSource;
  }

  get length(): number {
    return this.#source.length;
  }

  /** Draws the next order. */
  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.#source.length; i++) yield i;
  }
}

/** What RandomSampler takes. */
export interface RandomSamplerOptions extends GeneratorOptions {
  /** Whether an index may come twice. Defaults to false. */
  readonly replacement?: boolean | undefined;
  /** How many to draw: the length of the data set unless given. */
  readonly numSamples?: number | undefined;
}

/**
 * Indices in random order (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler), PyTorch's
 * order for the same seed. Without a generator of its own each iteration seeds a new one from the default generator.
 */
export class RandomSampler implements Sampler {
  readonly #source: { readonly length: number };
  readonly #replacement: boolean;
  readonly #numSamples: number | undefined;
  readonly #generator: Generator | undefined;

  /** Throws an ArgumentError when there is nothing to draw from or `numSamples` is not a whole number ≥ 1. */
  constructor(
    dataSource: { readonly length: number },
    { replacement = false, numSamples, generator }: RandomSamplerOptions = {},
  ) {
    if (numSamples !== undefined) checkPositive('RandomSampler', 'numSamples', numSamples);
    checkPositive('RandomSampler', 'the length of the data set', dataSource.length);
    this.#source = dataSource;
    this.#replacement = replacement;
    this.#numSamples = numSamples;
    this.#generator = generator;
  }

  get length(): number {
    return this.#numSamples ?? this.#source.length;
  }

  /** Draws the next order. */
  *[Symbol.iterator](): Iterator<number> {
    const count = this.length;
    const n = this.#source.length;
    const generator = this.#generator ?? new Generator().manualSeed(drawSeed());
    if (this.#replacement) {
      // PyTorch draws 32 at a time
      for (let left = count; left > 0; left -= 32) {
        yield* randint(0, n, [Math.min(left, 32)], { generator }).toTypedArray();
      }
      return;
    }
    for (let left = count; left >= n; left -= n) yield* randperm(n, { generator }).toTypedArray();
    // drawn even when nothing is left to take from it: PyTorch's generator moves on as well
    yield* randperm(n, { generator })
      .toTypedArray()
      .subarray(0, count % n);
  }
}

/**
 * The given indices in random order
 * (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler).
 */
export class SubsetRandomSampler implements Sampler {
  readonly #indices: readonly number[];
  readonly #generator: Generator | undefined;

  constructor(indices: Iterable<number>, { generator }: GeneratorOptions = {}) {
    this.#indices = [...indices];
    this.#generator = generator;
  }

  get length(): number {
    return this.#indices.length;
  }

  /** Draws the next order. */
  *[Symbol.iterator](): Iterator<number> {
    for (const i of randperm(this.#indices.length, { generator: this.#generator }).toTypedArray())
      yield this.#indices[i]!;
  }
}

/** What WeightedRandomSampler takes. */
export interface WeightedRandomSamplerOptions extends GeneratorOptions {
  /** Whether an index may come twice. Defaults to true. */
  readonly replacement?: boolean | undefined;
}

/**
 * Indices drawn with probabilities in proportion to their weights, which need not sum up to 1
 * (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler).
 */
export class WeightedRandomSampler implements Sampler {
  readonly length: number;
  readonly #weights: Float64Array;
  readonly #replacement: boolean;
  readonly #generator: Generator | undefined;

  /**
   * Throws an ArgumentError for a weight that is negative or not finite, for `numSamples` below 1, and without
   * replacement for more than there are weights above 0.
   */
  constructor(
    weights: Iterable<number>,
    numSamples: number,
    { replacement = true, generator }: WeightedRandomSamplerOptions = {},
  ) {
    checkPositive('WeightedRandomSampler', 'numSamples', numSamples);
    this.length = numSamples;
    this.#weights = Float64Array.from(weights);
    let positive = 0;
    this.#weights.forEach((weight, i) => {
      if (!(weight >= 0 && weight < Infinity)) {
        throw new ArgumentError(`WeightedRandomSampler: weights must be finite and ≥ 0, got ${weight} at index ${i}`);
      }
      if (weight > 0) positive++;
    });
    if (positive === 0) throw new ArgumentError('WeightedRandomSampler: no weight is above 0');
    if (!replacement && numSamples > positive) {
      throw new ArgumentError(
        `WeightedRandomSampler: cannot draw ${numSamples} without replacement from ${positive} weights above 0`,
      );
    }
    this.#replacement = replacement;
    this.#generator = generator;
  }

  /** Draws the next order. */
  *[Symbol.iterator](): Iterator<number> {
    const drawn = multinomial(tensor(this.#weights), this.length, {
      replacement: this.#replacement,
      generator: this.#generator,
    });
    yield* drawn.toTypedArray();
  }
}

/** What `torch.empty((), dtype=torch.int64).random_()` draws: an integer in [0, 2⁶³). */
export function drawSeed(generator: Generator = getDefaultGenerator()): bigint {
  return BigInt.asUintN(63, generator.random64());
}
