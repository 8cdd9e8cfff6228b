import { ArgumentError, DTypeError, IndexError, ShapeError } from '../errors.ts';
import { readElements } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { clampMin, maskedFill } from './conditional.ts';
import { checkTable, type EmbeddingOptions, limitNorms, lookUp } from './embedding-table.ts';
import { max } from './extremum.ts';
import { integerIndex } from './index-checks.ts';
import { indexVector } from './mask-indices.ts';
import { addIntoZeros } from './row-records.ts';

/** What embeddingBag takes. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Where in the input each bag begins, when the input has one dimension. */
  readonly offsets?: Tensor | undefined;
  /** What becomes of the rows of a bag. Defaults to `'mean'`. */
  readonly mode?: 'sum' | 'mean' | 'max' | undefined;
  /** What each row is multiplied by, in the shape of the input; for `'sum'` alone. */
  readonly perSampleWeights?: Tensor | undefined;
  /** Whether the offsets end with where the last bag ends. Defaults to false. */
  readonly includeLastOffset?: boolean | undefined;
}

/** Indices in a row, and where in it each bag begins; the last number is where the last bag ends. */
interface Bags {
  readonly index: Tensor;
  readonly starts: readonly number[];
}

const caller = 'embeddingBag';

/**
 * Sums, means or maxima of the rows of a table (`weight`, `[rows, width]`) in each bag of indices: the rows of an input
 * with two dimensions, or the parts of a vector that begin at `offsets`. Shape `[bags, width]`; an empty bag gives
 * zeros. The row `paddingIdx` takes no part.
 *
 * Throws as {@link embedding}; an ArgumentError for offsets that are missing, not in order, or beyond the input, for
 * `perSampleWeights` unless `mode` is sum, `scaleGradByFreq` when it is max, or an unknown `mode`; a ShapeError or
 * DTypeError for offsets or weights that do not fit the input and the table.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html
 */
export function embeddingBag(input: Tensor, weight: Tensor, options: EmbeddingBagOptions = {}): Tensor {
  const paddingIdx = checkTable(caller, input, weight, options);
  const { mode = 'mean', maxNorm, normType = 2, scaleGradByFreq = false } = options;
  const bags = bagsOf(integerIndex(caller, input), options);
  const factors = factorsOf(input, weight, options);
  if (mode === 'max' && scaleGradByFreq) throw new ArgumentError(`${caller}: scaleGradByFreq does not go with max`);
  if (maxNorm !== undefined) limitNorms(caller, weight, bags.index, maxNorm, normType);
  const lookup = { caller, paddingIdx, scaleGradByFreq };
  switch (mode) {
    case 'sum':
    case 'mean':
      return totals(lookUp(weight, bags.index, lookup), bags, paddingIdx, factors, mode);
    case 'max': {
      const places = padded(bags);
      const there = places.ge(0);
      const index = bags.index.at(clampMin(places, 0));
      const rows = lookUp(weight, index.flatten(), lookup).reshape([...index.shape, weight.shape[1]!]);
      return maxima(rows, paddingIdx === undefined ? there : there.logicalAnd(index.ne(paddingIdx)));
    }
    default:
      throw new ArgumentError(
        `${caller}: unknown mode ${JSON.stringify(mode satisfies never)}: expected sum, mean or max`,
      );
  }
}

function bagsOf(input: Tensor, { offsets, includeLastOffset = false }: EmbeddingBagOptions): Bags {
  if (input.shape.length === 2) {
    if (offsets)
      throw new ArgumentError(`${caller}: an input of 2 dimensions has a bag in each row; offsets go with vectors`);
    const [count, length] = input.shape as [number, number];
    return { index: input.flatten(), starts: Array.from({ length: count + 1 }, (_, bag) => bag * length) };
  }
  if (input.shape.length !== 1)
    throw new ShapeError(`${caller}: the input must have 1 or 2 dimensions, got ${formatShape(input.shape)}`);
  if (offsets === undefined) throw new ArgumentError(`${caller}: offsets are needed for an input of 1 dimension`);
  const places = integerIndex(caller, offsets);
  if (places.shape.length !== 1)
    throw new ShapeError(`${caller}: the offsets must have 1 dimension, got ${formatShape(places.shape)}`);
  const length = input.shape[0]!;
  const starts = [...readElements(places)];
  if (!includeLastOffset) starts.push(length);
  checkStarts(starts, length);
  return { index: input, starts };
}

function checkStarts(starts: readonly number[], length: number): void {
  if (starts.length === 0) throw new ArgumentError(`${caller}: includeLastOffset needs at least 1 offset`);
  if (starts.length > 1 && starts[0] !== 0)
    throw new ArgumentError(`${caller}: the first offset must be 0, got ${starts[0]}`);
  for (let i = 0; i < starts.length; i++) {
    if (starts[i]! > length)
      throw new IndexError(`${caller}: offset ${starts[i]} is beyond the ${length} elements of the input`);
    if (i > 0 && starts[i]! < starts[i - 1]!)
      throw new ArgumentError(`${caller}: offset ${starts[i]} comes after ${starts[i - 1]}; they must be in order`);
  }
}

function factorsOf(input: Tensor, weight: Tensor, { perSampleWeights, mode }: EmbeddingBagOptions): Tensor | undefined {
  if (perSampleWeights === undefined) return undefined;
  checkTensor(caller, perSampleWeights, 2);
  if (mode !== 'sum') throw new ArgumentError(`${caller}: perSampleWeights go with the mode sum alone`);
  if (!sameShape(perSampleWeights.shape, input.shape)) {
    throw new ShapeError(
      `${caller}: perSampleWeights are ${formatShape(perSampleWeights.shape)}, expected the shape of the input, ` +
        formatShape(input.shape),
    );
  }
  if (perSampleWeights.dtype !== weight.dtype)
    throw new DTypeError(`${caller}: perSampleWeights are ${perSampleWeights.dtype}, the weight is ${weight.dtype}`);
  return perSampleWeights.flatten();
}

function totals(
  rows: Tensor,
  { index, starts }: Bags,
  paddingIdx: number | undefined,
  factors: Tensor | undefined,
  mode: 'sum' | 'mean',
): Tensor {
  const count = starts.length - 1;
  // what lies behind the last bag is in none
  const used = starts.at(-1)!;
  let bag = 0;
  const bagOf = indexVector(index, used, (i) => {
    while (i >= starts[bag + 1]!) bag++;
    return bag;
  });
  const scaled = factors ? rows.mul(factors.unsqueeze(1)) : rows;
  const padding = paddingIdx === undefined ? undefined : index.eq(paddingIdx);
  const parts = padding ? maskedFill(scaled, padding.unsqueeze(1), 0) : scaled;
  const total = addIntoZeros(parts.narrow(0, 0, used), 0, bagOf, [count, rows.shape[1]!]);
  // nobody else has them
  for (const each of [parts, scaled, rows]) each.dispose();
  if (mode === 'sum') return total;
  const ones = (padding ? padding.logicalNot() : index.eq(index)).to(rows.dtype);
  const sizes = addIntoZeros(ones.narrow(0, 0, used), 0, bagOf, [count]);
  return total.div(clampMin(sizes, 1).unsqueeze(1));
}

/** For each bag a row of places in the input, as long as the largest bag; -1 where it is over. */
function padded({ index, starts }: Bags): Tensor {
  const count = starts.length - 1;
  let longest = 0;
  for (let bag = 0; bag < count; bag++) longest = Math.max(longest, starts[bag + 1]! - starts[bag]!);
  const places = indexVector(index, count * longest, (i) => {
    const bag = Math.floor(i / longest);
    const place = starts[bag]! + (i % longest);
    return place < starts[bag + 1]! ? place : -1;
  });
  return places.reshape([count, longest]);
}

/** The greatest of each bag's rows that take part: `[bags, longest, width]` to `[bags, width]`. */
function maxima(rows: Tensor, there: Tensor): Tensor {
  const [count, longest, width] = rows.shape as [number, number, number];
  if (longest === 0) return rows.reshape([0, width]).sum({ dim: 0 }).expand([count, width]);
  const parts = maskedFill(rows, there.logicalNot().unsqueeze(2), Number.NEGATIVE_INFINITY);
  const { values } = max(parts, { dim: 1 });
  // nobody else has them
  parts.dispose();
  rows.dispose();
  return maskedFill(values, there.any({ dim: 1 }).logicalNot().unsqueeze(1), 0);
}
