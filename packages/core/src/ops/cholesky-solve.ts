import type { Tensor } from '../tensor/tensor.ts';
import { checkSquare } from './linalg/checks.ts';
import type { CholeskyOptions } from './linalg/cholesky.ts';
import { identityLike } from './linalg/identity.ts';
import { solveWithTriangle } from './linalg/solve-triangular.ts';

/**
 * Solves `a · x = b`, where `factor` is a Cholesky factor of `a`: lower triangular, or upper when the option says so.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats.
 * https://docs.pytorch.org/docs/stable/generated/torch.cholesky_solve.html
 */
export function choleskySolve(b: Tensor, factor: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  checkSquare('choleskySolve', factor, 1);
  return solveBoth('choleskySolve', b, factor, upper);
}

function solveBoth(name: string, b: Tensor, factor: Tensor, upper: boolean): Tensor {
  const lower = upper ? factor.mT : factor;
  const halfway = solveWithTriangle(name, lower, b, { upper: false });
  return solveWithTriangle(name, lower.mT, halfway, { upper: true });
}

/**
 * The inverse of a matrix from its Cholesky factor: lower triangular, or upper when the option says so.
 *
 * Throws a ShapeError unless it is square, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.cholesky_inverse.html
 */
export function choleskyInverse(factor: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  checkSquare('choleskyInverse', factor);
  return solveBoth('choleskyInverse', identityLike(factor, factor.shape.at(-1)!), factor, upper);
}
