import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { integersLike, readElements } from '../op/allocate.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { indexSelect } from './row-indexing.ts';
import { wrapSliced } from './wrap-sliced.ts';

/** `repeats` has at least as many entries as x has dimensions. */
function repeated(name: string, x: Tensor, repeats: Shape): Tensor {
  for (const times of repeats) {
    if (!Number.isInteger(times) || times < 0) {
      throw new ArgumentError(`${name}: expected whole numbers ≥ 0, got ${formatShape(repeats)}`);
    }
  }
  const shape = [...new Array<number>(repeats.length - x.shape.length).fill(1), ...x.shape];
  // each repeated dimension gets one of size 1 before it, which expands
  const apart = shape.flatMap((size, d) => (repeats[d] === 1 ? [size] : [1, size]));
  const spread = shape.flatMap((size, d) => (repeats[d] === 1 ? [size] : [repeats[d]!, size]));
  return x
    .reshape(apart)
    .expand(spread)
    .clone()
    .reshape(shape.map((size, d) => size * repeats[d]!));
}

/**
 * A copy that has x `repeats[i]` times along dimension `i`; further entries in front are new dimensions.
 *
 * Throws a ShapeError for fewer entries than dimensions, an ArgumentError for one that is no whole number ≥ 0.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
 */
export function repeat(x: Tensor, repeats: Shape): Tensor {
  checkTensor('repeat', x, 0);
  if (repeats.length < x.shape.length) {
    throw new ShapeError(`repeat: ${formatShape(repeats)} has fewer entries than ${formatShape(x.shape)} dimensions`);
  }
  return repeated('repeat', x, repeats);
}

/**
 * {@link repeat} that takes fewer entries than dimensions too: they count for the last ones.
 *
 * Throws an ArgumentError for an entry that is no whole number ≥ 0.
 * https://docs.pytorch.org/docs/stable/generated/torch.tile.html
 */
export function tile(x: Tensor, dims: Shape): Tensor {
  checkTensor('tile', x, 0);
  const missing = Math.max(0, x.shape.length - dims.length);
  return repeated('tile', x, [...new Array<number>(missing).fill(1), ...dims]);
}

/** Where {@link repeatInterleave} repeats. */
export interface RepeatInterleaveOptions {
  /** The dimension whose slices are repeated. Without it, x is flattened. */
  readonly dim?: number | undefined;
  /** How many slices there will be, where that is known; another number is an error. */
  readonly outputSize?: number | undefined;
}

/** Each place as often as `counts` says, which has one entry for all, or one for each. */
function placesRepeated(repeats: Tensor, size?: number): number[] {
  if (repeats.dtype !== 'int32') throw new DTypeError(`repeatInterleave: repeats are ${repeats.dtype}, expected int32`);
  const { shape } = repeats;
  if (shape.length > 1)
    throw new ShapeError(`repeatInterleave: repeats must have one dimension, got the shape ${formatShape(shape)}`);
  const counts = readElements(repeats);
  const one = counts.length === 1 && size !== undefined;
  if (!one && size !== undefined && counts.length !== size) {
    throw new ShapeError(`repeatInterleave: ${counts.length} repeats do not fit a dimension of size ${size}`);
  }
  const places: number[] = [];
  for (let i = 0; i < (size ?? counts.length); i++) {
    const count = counts[one ? 0 : i]!;
    if (count < 0) throw new ArgumentError(`repeatInterleave: repeats must not be negative, got ${count}`);
    for (let k = 0; k < count; k++) places.push(i);
  }
  return places;
}

function checkOutputSize(outputSize: number | undefined, size: number): void {
  if (outputSize !== undefined && outputSize !== size)
    throw new ArgumentError(`repeatInterleave: outputSize is ${outputSize}, but the repeats add up to ${size}`);
}

/**
 * A copy with each slice along `dim` repeated: a number of times, or as often as an int32 vector says for each. Called
 * with the vector alone, the places that it repeats.
 *
 * Throws a DTypeError unless the repeats are integers, a ShapeError when they do not fit the dimension, an
 * ArgumentError for negative ones, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html
 */
export function repeatInterleave(repeats: Tensor): Tensor;
export function repeatInterleave(x: Tensor, repeats: number | Tensor, options?: RepeatInterleaveOptions): Tensor;
export function repeatInterleave(
  x: Tensor,
  repeats?: number | Tensor,
  { dim, outputSize }: RepeatInterleaveOptions = {},
): Tensor {
  checkTensor('repeatInterleave', x, 0);
  if (repeats === undefined) {
    if (x.shape.length === 0)
      throw new ShapeError('repeatInterleave: repeats alone must be a vector, got a 0-d tensor');
    return integersLike(x, placesRepeated(x));
  }
  const input = dim === undefined ? x.reshape([sizeOf(x.shape)]) : x;
  const along = wrapSliced('repeatInterleave', dim ?? 0, input.shape);
  const size = input.shape[along]!;
  if (isTensor(repeats)) {
    const places = placesRepeated(repeats, size);
    checkOutputSize(outputSize, places.length);
    return indexSelect(input, along, integersLike(x, places));
  }
  if (!Number.isInteger(repeats) || repeats < 0)
    throw new ArgumentError(`repeatInterleave: repeats must be a whole number ≥ 0, got ${repeats}`);
  checkOutputSize(outputSize, size * repeats);
  const spread = input.unsqueeze(along + 1).expand(input.shape.toSpliced(along + 1, 0, repeats));
  return spread.clone().reshape(input.shape.with(along, size * repeats));
}
