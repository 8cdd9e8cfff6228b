import { ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { pickAt, putAt } from './advanced-index.ts';
import { checkBool, checkSource } from './index-checks.ts';
import { maskIndices } from './mask-indices.ts';

/** Both seen as one dimension, after broadcasting. */
function flattened(name: string, x: Tensor, mask: Tensor): { flat: Tensor; places: Tensor; shape: readonly number[] } {
  const shape = broadcastShapes(name, x.shape, mask.shape);
  const [places] = maskIndices(mask.expand(shape).flatten());
  return { flat: x.expand(shape).flatten(), places: places!, shape };
}

/**
 * The elements where `mask` holds, as a vector; x and the mask broadcast.
 *
 * Throws a DTypeError unless the mask is bool. https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  checkTensor('maskedSelect', x, 0);
  checkBool('maskedSelect', mask);
  const { flat, places } = flattened('maskedSelect', x, mask);
  return pickAt('maskedSelect', flat, [places]);
}

/**
 * A copy of x, broadcast with the mask, with the elements of `source`, in order, where the mask holds. Further elements
 * of the source are left over.
 *
 * Throws a DTypeError unless the mask is bool and the source of the dtype of x, a ShapeError when the source has too
 * few elements. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter_.html
 */
export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  checkTensor('maskedScatter', x, 0);
  checkBool('maskedScatter', mask);
  checkSource('maskedScatter', x, source);
  const { flat, places, shape } = flattened('maskedScatter', x, mask);
  const count = sizeOf(places.shape);
  if (sizeOf(source.shape) < count) {
    throw new ShapeError(
      `maskedScatter: the mask holds ${count} times, but the source ${formatShape(source.shape)} has fewer elements`,
    );
  }
  return putAt('maskedScatter', flat, [places], source.flatten().narrow(0, 0, count)).reshape(shape);
}
