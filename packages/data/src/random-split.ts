import { ArgumentError, type Generator, randperm } from '@cotangent/core';
import { type Dataset, Subset } from './dataset.ts';

/** What randomSplit takes. */
export interface RandomSplitOptions {
  /** Where the permutation comes from: the default generator unless given. */
  readonly generator?: Generator | undefined;
}

/**
 * Splits a data set at random into parts that do not overlap. `lengths` are numbers of samples, or fractions that sum up
 * to 1: then each part gets the whole part of its share, and what is left goes one by one to the first parts.
 * https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 *
 * Throws an ArgumentError for lengths that are no whole numbers ≥ 0 or do not sum up to the data set's.
 */
export function randomSplit<T>(
  dataset: Dataset<T>,
  lengths: readonly number[],
  { generator }: RandomSplitOptions = {},
): Subset<T>[] {
  const counts = toCounts(lengths, dataset.length);
  const order = randperm(dataset.length, { generator }).toTypedArray();
  let end = 0;
  return counts.map((count) => {
    const start = end;
    end += count;
    return new Subset(dataset, order.subarray(start, end));
  });
}

function toCounts(lengths: readonly number[], total: number): readonly number[] {
  const list = `[${lengths.join(', ')}]`;
  const sum = lengths.reduce((a, b) => a + b, 0);
  // PyTorch's bound below; above 1 it refuses even the last bit, by which rounding exceeds it in [9 / 28, 18 / 28, 1 / 28]
  if (sum >= 1 - 1e-9 && sum <= 1 + 1e-10) {
    lengths.forEach((fraction, i) => {
      if (!(fraction >= 0 && fraction <= 1))
        throw new ArgumentError(`randomSplit: fraction ${fraction} at index ${i} is outside [0, 1]`);
    });
    const counts = lengths.map((fraction) => Math.floor(total * fraction));
    const rest = total - counts.reduce((a, b) => a + b, 0);
    for (let i = 0; i < rest; i++) counts[i % counts.length]!++;
    return counts;
  }
  lengths.forEach((length, i) => {
    if (!(Number.isInteger(length) && length >= 0)) {
      throw new ArgumentError(
        `randomSplit: expected whole numbers ≥ 0, or fractions that sum up to 1, got ${length} at index ${i} of ${list}`,
      );
    }
  });
  if (sum !== total)
    throw new ArgumentError(`randomSplit: the lengths ${list} sum up to ${sum}, the data set has ${total} samples`);
  return lengths;
}
