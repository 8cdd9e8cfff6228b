import { ArgumentError, IndexError, ShapeError } from '../errors.ts';
import { checkedSlice } from '../index-items.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { putAt } from './advanced-index.ts';
import type { DiagonalOptions } from './diagonals.ts';
import { indexVector } from './mask-indices.ts';
import { sliceRange } from './slice-range.ts';
import { wrapSliced } from './wrap-sliced.ts';

function checkSlice(name: string, source: Tensor, expected: Shape): void {
  checkTensor(name, source, 1);
  if (sameShape(source.shape, expected)) return;
  throw new ShapeError(
    `${name}: the source is ${formatShape(source.shape)}, expected ${formatShape(expected)}, the shape of the slice`,
  );
}

/** An index tensor for one dimension of x. */
function along(x: Tensor, dim: number, index: Tensor): (Tensor | undefined)[] {
  return x.shape.map((_, d) => (d === dim ? index : undefined));
}

/**
 * A copy of x with `source` in place of what {@link select} gives.
 *
 * Throws an IndexError for an index or a dimension out of range, a ShapeError unless the source has the shape of the
 * slice. https://docs.pytorch.org/docs/stable/generated/torch.select_scatter.html
 */
export function selectScatter(x: Tensor, source: Tensor, dim: number, index: number): Tensor {
  const name = 'selectScatter';
  checkTensor(name, x, 0);
  const wrapped = wrapSliced(name, dim, x.shape);
  const size = x.shape[wrapped]!;
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(`${name}: index ${index} is outside [${-size}, ${size}), the range of dimension ${wrapped}`);
  }
  checkSlice(name, source, x.shape.toSpliced(wrapped, 1));
  const place = indexVector(x, 1, () => index).reshape([]);
  return putAt(name, x, along(x, wrapped, place), source.to(x.dtype));
}

/** Which slice sliceScatter writes to. */
export interface SliceScatterOptions {
  /** Defaults to 0. */
  readonly dim?: number | undefined;
  /** Defaults to the beginning; negative ones count from the end. */
  readonly start?: number | null | undefined;
  /** Defaults to the end; negative ones count from there. */
  readonly end?: number | null | undefined;
  /** Defaults to 1. */
  readonly step?: number | undefined;
}

/**
 * A copy of x with `source` in place of the elements from `start` up to `end` along `dim`, each `step`-th.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for bounds that are no whole numbers or
 * a step that is no positive one, a ShapeError unless the source has the shape of the slice.
 * https://docs.pytorch.org/docs/stable/generated/torch.slice_scatter.html
 */
export function sliceScatter(x: Tensor, source: Tensor, options: SliceScatterOptions = {}): Tensor {
  const name = 'sliceScatter';
  checkTensor(name, x, 0);
  const { dim = 0, start = null, end = null, step = 1 } = options;
  const wrapped = wrapSliced(name, dim, x.shape);
  const range = sliceRange(checkedSlice(name, start, end, step), x.shape[wrapped]!);
  checkSlice(name, source, x.shape.with(wrapped, range.length));
  const places = indexVector(x, range.length, (i) => range.start + i * range.step);
  return putAt(name, x, along(x, wrapped, places), source.to(x.dtype));
}

/**
 * A copy of x with `source` in place of what {@link diagonal} gives.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for the same one twice or an offset that is no
 * whole number, a ShapeError unless the source has the shape of the diagonal.
 * https://docs.pytorch.org/docs/stable/generated/torch.diagonal_scatter.html
 */
export function diagonalScatter(x: Tensor, source: Tensor, options: DiagonalOptions = {}): Tensor {
  const name = 'diagonalScatter';
  checkTensor(name, x, 0);
  const { offset = 0, dim1 = 0, dim2 = 1 } = options;
  const [row, column] = [wrapDim(name, dim1, x.shape.length), wrapDim(name, dim2, x.shape.length)];
  if (row === column) throw new ArgumentError(`${name}: dim1 and dim2 are both ${row}`);
  if (!Number.isInteger(offset)) throw new ArgumentError(`${name}: the offset ${offset} is not a whole number`);
  const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)];
  const length = Math.max(0, Math.min(x.shape[row]! - down, x.shape[column]! - right));
  const rest = x.shape.filter((_, d) => d !== row && d !== column);
  checkSlice(name, source, [...rest, length]);
  const advanced = along(
    x,
    row,
    indexVector(x, length, (i) => down + i),
  );
  advanced[column] = indexVector(x, length, (i) => right + i);
  return putAt(name, x, advanced, source.to(x.dtype), { place: rest.length });
}
