import { ArgumentError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { floorDivide, remainder } from './arithmetic.ts';
import { integerIndex } from './index-checks.ts';

/**
 * The coordinates, one tensor per dimension, of places in a tensor of the given shape that are counted in row-major
 * order, such as `argmax` without `dim` gives.
 *
 * Throws a DTypeError unless the places are integers, an ArgumentError for what is no shape.
 * https://docs.pytorch.org/docs/stable/generated/torch.unravel_index.html
 */
export function unravelIndex(indices: Tensor, shape: number | Shape): Tensor[] {
  checkTensor('unravelIndex', indices, 0);
  const places = integerIndex('unravelIndex', indices);
  const sizes = typeof shape === 'number' ? [shape] : shape;
  if (sizes.some((size) => !Number.isInteger(size) || size < 0))
    throw new ArgumentError(`unravelIndex: ${formatShape(sizes)} is not a shape: sizes are whole numbers ≥ 0`);
  return sizes.map((size, d) => remainder(floorDivide(places, sizeOf(sizes.slice(d + 1))), size));
}
