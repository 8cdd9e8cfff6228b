import { ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { pickAt, putAt } from './advanced-index.ts';
import type { IndexPutOptions } from './at.ts';
import { checkSource, integerIndex } from './index-checks.ts';

/**
 * The elements at indices into x seen as one dimension, in the shape of the index; negative ones count from the end.
 *
 * Throws a DTypeError unless the index is of integers, an IndexError naming the first index out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.take.html
 */
export function take<B extends Shape>(x: Tensor, index: Tensor<B>): Tensor<B> {
  checkTensor('take', x, 0);
  return pickAt('take', x.flatten(), [integerIndex('take', index)]) as Tensor<B>;
}

/**
 * A copy of x with the elements of `source` written (or added, with `accumulate`) at indices into x seen as one
 * dimension; negative ones count from the end. Where an index comes twice, one of its elements stays, or all are added.
 *
 * Throws a DTypeError unless the index is of integers and the source of the dtype of x, a ShapeError unless source and
 * index have as many elements, an IndexError naming the first index out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.put_.html
 */
export function put(x: Tensor, index: Tensor, source: Tensor, options: IndexPutOptions = {}): Tensor {
  checkTensor('put', x, 0);
  const indices = integerIndex('put', index);
  checkSource('put', x, source);
  if (sizeOf(indices.shape) !== sizeOf(source.shape)) {
    throw new ShapeError(
      `put: the source ${formatShape(source.shape)} must have as many elements as the index ${formatShape(indices.shape)}`,
    );
  }
  const { accumulate = false } = options;
  return putAt('put', x.flatten(), [indices], source.reshape(indices.shape), { accumulate }).reshape(x.shape);
}
