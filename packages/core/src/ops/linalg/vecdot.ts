import { ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { broadcastShapes, formatShape, wrapDim } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { productDType } from '../product-operands.ts';
import { requireFloat } from '../require-float.ts';

/** What vecdot takes. */
export interface VecdotOptions {
  /** The dimension summed over, of what both broadcast to. Defaults to the last. */
  readonly dim?: number | undefined;
}

/**
 * Sums of products along a dimension of two float tensors that broadcast.
 *
 * Throws a ShapeError when they do not, a DTypeError when the dtypes differ or are no floats, an IndexError
 * for a dimension out of range. https://docs.pytorch.org/docs/stable/generated/torch.linalg.vecdot.html
 */
export function vecdot(x: Tensor, y: Tensor, { dim = -1 }: VecdotOptions = {}): Tensor {
  checkTensor('linalg.vecdot', x, 0);
  checkTensor('linalg.vecdot', y, 1);
  requireFloat('linalg.vecdot', x.dtype);
  productDType('linalg.vecdot', x, y);
  const vectors = x.shape.length === 1 && y.shape.length === 1;
  if (vectors && x.shape[0] !== y.shape[0])
    throw new ShapeError(`linalg.vecdot: ${formatShape(x.shape)} and ${formatShape(y.shape)} differ in length`);
  const shape = broadcastShapes('linalg.vecdot', x.shape, y.shape);
  return x.mul(y).sum({ dim: wrapDim('linalg.vecdot', dim, shape.length) });
}
