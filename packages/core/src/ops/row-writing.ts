import { ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, sameShape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { putAt } from './advanced-index.ts';
import { checkSource, checkVector, integerIndex } from './index-checks.ts';
import { scatterOp } from './scatter-records.ts';

/**
 * A copy of x with slice `i` of `source` along `dim` in place of slice `index[i]`. Where an index comes twice, one of
 * its slices stays.
 *
 * Throws a DTypeError unless the index is of integers and the source of the dtype of x, a ShapeError when they do not
 * fit, an IndexError naming the first index out of range (negative ones are).
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html
 */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const caller = 'indexCopy';
  checkTensor(caller, x, 0);
  const wrapped = wrapDim(caller, dim, x.shape.length);
  const indices = integerIndex(caller, index);
  checkVector(caller, indices);
  checkSource(caller, x, source);
  const target = x.shape.length === 0 ? x.reshape([1]) : x;
  const rows = source.shape.length === 0 && target.shape.length === 1 ? source.reshape([1]) : source;
  const count = sizeOf(indices.shape);
  const expected = target.shape.with(wrapped, count);
  if (!sameShape(rows.shape, expected)) {
    throw new ShapeError(
      `indexCopy: the source is ${formatShape(source.shape)}, expected ${formatShape(expected)} ` +
        `for the index ${formatShape(indices.shape)} along dimension ${wrapped} of ${formatShape(x.shape)}`,
    );
  }
  const places = indices.reshape(expected.map((_, d) => (d === wrapped ? count : 1))).expand(expected);
  return scatterOp([target, places, rows], { dim: wrapped, caller }).reshape(x.shape);
}

/**
 * A copy of x with one value in all slices along `dim` that the index names; negative indices count from the end.
 *
 * Throws a DTypeError unless the index is of integers, a ShapeError when it has several dimensions or the value has
 * any, an IndexError naming the first index out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html
 */
export function indexFill(x: Tensor, dim: number, index: Tensor, value: Tensor | number): Tensor {
  const caller = 'indexFill';
  checkTensor(caller, x, 0);
  const wrapped = wrapDim(caller, dim, x.shape.length);
  const indices = integerIndex(caller, index);
  checkVector(caller, indices);
  const filling = typeof value === 'number' ? filledLike(x, value, x.dtype, []) : value;
  checkTensor(caller, filling, 3);
  if (filling.shape.length > 0)
    throw new ShapeError(`indexFill: the value must be 0-d, got ${formatShape(filling.shape)}`);
  const target = x.shape.length === 0 ? x.reshape([1]) : x;
  const advanced = target.shape.map((_, d) => (d === wrapped ? indices : undefined));
  return putAt(caller, target, advanced, filling.to(x.dtype)).reshape(x.shape);
}
