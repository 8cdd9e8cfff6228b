import { ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { gatherOp } from './gather-records.ts';
import { integerIndex } from './index-checks.ts';

/**
 * The elements at `index` along `dim`: `out[i][j] = x[index[i][j]][j]` for dimension 0. The index has as many
 * dimensions as x, and may be smaller in the others.
 *
 * Throws a DTypeError unless the index is of integers, a ShapeError when it does not fit, an IndexError naming the
 * first index out of range (negative ones are). https://docs.pytorch.org/docs/stable/generated/torch.gather.html
 */
export function gather<B extends Shape>(x: Tensor, dim: number, index: Tensor<B>): Tensor<B> {
  checkTensor('gather', x, 0);
  return gatherOp([x, integerIndex('gather', index)], {
    dim: wrapDim('gather', dim, x.shape.length),
    caller: 'gather',
  }) as Tensor<B>;
}

/**
 * {@link gather} with an index that broadcasts against x in all dimensions but `dim`; without `dim` both are flattened.
 *
 * Throws as {@link gather}. https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html
 */
export function takeAlongDim(x: Tensor, index: Tensor, dim?: number): Tensor {
  checkTensor('takeAlongDim', x, 0);
  const indices = integerIndex('takeAlongDim', index);
  const caller = 'takeAlongDim';
  if (dim === undefined) return gatherOp([x.flatten(), indices.flatten()], { dim: 0, caller });
  const wrapped = wrapDim('takeAlongDim', dim, x.shape.length);
  if (x.shape.length !== indices.shape.length) {
    throw new ShapeError(
      `takeAlongDim: the index ${formatShape(indices.shape)} must have as many dimensions as the input ${formatShape(x.shape)}`,
    );
  }
  if (x.shape.length === 0) return gatherOp([x, indices], { dim: 0, caller });
  const common = broadcastShapes('takeAlongDim', x.shape.with(wrapped, 1), indices.shape.with(wrapped, 1));
  const input = x.expand(common.with(wrapped, x.shape[wrapped]!));
  const places = indices.expand(common.with(wrapped, indices.shape[wrapped]!));
  return gatherOp([input, places], { dim: wrapped, caller });
}
