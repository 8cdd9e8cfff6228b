import { filledLike } from '../../op/allocate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { where } from '../conditional.ts';
import { checkMatrices, checkSquare } from './checks.ts';
import { invEx } from './inverse.ts';
import { type MatrixOrder, matrixNormOf } from './matrix-norm.ts';
import { svdvals } from './svd.ts';

/**
 * The condition number of matrices: the norm of order `p` times that of the inverse, `Infinity` for singular ones;
 * without an order, and with 2, the greatest singular value by the least, with -2 the inverse of that.
 *
 * Throws a ShapeError for fewer than two dimensions, or unless the matrices are square for other orders than ±2, a
 * DTypeError for integers, an ArgumentError for an order that is none of {@link matrixNorm}'s.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.cond.html
 */
export function cond(x: Tensor, p: MatrixOrder = 2): Tensor {
  checkMatrices('linalg.cond', x);
  if (p !== 2 && p !== -2) checkSquare('linalg.cond', x);
  if (x.shape.at(-1) === 0 || x.shape.at(-2) === 0) return filledLike(x, 0, x.dtype, x.shape.slice(0, -2));
  if (p === 2 || p === -2) {
    const values = svdvals(x);
    const [greatest, least] = [values.select(-1, 0), values.select(-1, -1)];
    return p === 2 ? greatest.div(least) : least.div(greatest);
  }
  const norm = matrixNormOf('linalg.cond', x, p, {});
  const { inverse, info } = invEx(x);
  return where(info.eq(0), norm.mul(matrixNormOf('linalg.cond', inverse, p, {})), Number.POSITIVE_INFINITY);
}
