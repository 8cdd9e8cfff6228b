import { IndexError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { narrowOp, selectOp } from './slice-views.ts';
import { wrapSliced } from './wrap-sliced.ts';

function narrowed(name: string, x: Tensor, dim: number, start: number, length: number): Tensor {
  checkTensor(name, x, 0);
  const wrapped = wrapSliced(name, dim, x.shape);
  const size = x.shape[wrapped]!;
  const first = start < 0 ? start + size : start;
  if (!Number.isInteger(length) || length < 0)
    throw new IndexError(`${name}: length ${length} is not a whole number ≥ 0`);
  if (!Number.isInteger(start) || first < 0 || first > size) {
    throw new IndexError(`${name}: start ${start} is outside [${-size}, ${size}]`);
  }
  if (first + length > size) {
    throw new IndexError(`${name}: ${length} elements from ${first} exceed the size ${size} of dimension ${wrapped}`);
  }
  return narrowOp(x, { dim: wrapped, start: first, length, step: 1 });
}

/**
 * The part of `length` elements from `start` along `dim`, as a view; a negative `start` counts from the end.
 *
 * Throws an IndexError when the part does not lie within the dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.narrow.html
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  return narrowed('narrow', x, dim, start, length);
}

/** {@link narrow} as a copy. https://docs.pytorch.org/docs/stable/generated/torch.narrow_copy.html */
export function narrowCopy(x: Tensor, dim: number, start: number, length: number): Tensor {
  return narrowed('narrowCopy', x, dim, start, length).clone();
}

/**
 * The slice at `index` of `dim`, as a view without that dimension; a negative index counts from the end.
 *
 * Throws an IndexError for an index or a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.select.html
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  checkTensor('select', x, 0);
  const wrapped = wrapSliced('select', dim, x.shape);
  const size = x.shape[wrapped]!;
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(
      `select: index ${index} is outside [${-size}, ${size - 1}], the range of dimension ${wrapped}`,
    );
  }
  return selectOp(x, { dim: wrapped, index: index < 0 ? index + size : index });
}
