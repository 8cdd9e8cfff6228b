import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { lu as luKernel } from '../../kernels/decompositions/lu.ts';
import { permutation } from '../../kernels/decompositions/permutation.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cat } from '../joining.ts';
import { matmul } from '../matmul.ts';
import { productDType } from '../product-operands.ts';
import { tril, triu } from '../triangles.ts';
import { type Checked, checkInfo, checkMatrices, checkSquare, singular } from './checks.ts';
import { identityLike } from './identity.ts';
import type { CheckErrorsOptions } from './inverse.ts';
import type { SolveOptions } from './solve.ts';
import { solveTriangular, solveWithTriangle } from './solve-triangular.ts';

const permutationOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor]>({
  name: 'permutation',
  dtype: ([, factors]) => factors.dtype,
  shape: ([pivots, factors]) => [...pivots.slice(0, -1), factors.at(-2)!, factors.at(-2)!],
  forward: (_, [pivots], [out]) => {
    if (!permutation(pivots, out!)) throw new ArgumentError('permutation: a pivot is outside of the rows');
  },
  batch: leadingBatch(),
});

const luFactorOp = /* @__PURE__ */ defineOp<readonly [Tensor], Checked>({
  name: 'linalg.luFactor',
  outputs: ([{ shape, dtype }]) => {
    const [m, n] = shape.slice(-2) as [number, number];
    return [
      { shape, dtype },
      { shape: [...shape.slice(0, -2), Math.min(m, n)], dtype: 'int32' },
      { shape: shape.slice(0, -2), dtype: 'int32' },
    ];
  },
  forward: (_, [x], [factors, pivots, info], options) => {
    luKernel(x, factors!, pivots!, info!);
    checkInfo(options, info!, singular);
  },
  vjp: ({ outputs: [factors, pivots], save }) => {
    const [savedFactors, savedPivots] = [save(factors!), save(pivots!)];
    return ([grad]) => [
      grad && matmul(permutationOp([savedPivots(), savedFactors()], undefined), luGradient(savedFactors(), grad)),
    ];
  },
  batch: leadingBatch(),
});

/** The gradient of `L · U`, whose square parts make a square matrix; the rest is solved for with these. */
function luGradient(factors: Tensor, grad: Tensor): Tensor {
  const [m, n] = factors.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const square = (x: Tensor): Tensor => x.narrow(-2, 0, k).narrow(-1, 0, k);
  const [corner, gradCorner] = [square(factors), square(grad)];
  let ofLower = matmul(tril(corner, -1).add(identityLike(corner, k)).mT, tril(gradCorner, -1));
  let ofUpper = matmul(triu(gradCorner), triu(corner).mT);
  if (m < n) ofLower = ofLower.sub(matmul(grad.narrow(-1, k, n - k), factors.narrow(-1, k, n - k).mT));
  if (m > n) ofUpper = ofUpper.sub(matmul(factors.narrow(-2, k, m - k).mT, grad.narrow(-2, k, m - k)));
  const byLower = (x: Tensor): Tensor => solveTriangular(corner.mT, x, { upper: true, unitriangular: true });
  const byUpper = (x: Tensor): Tensor => solveTriangular(corner.mT, x, { upper: false, left: false });
  const ofSquare = byUpper(byLower(tril(ofLower, -1).add(triu(ofUpper))));
  if (m < n) return cat([ofSquare, byLower(grad.narrow(-1, k, n - k))], { dim: -1 });
  if (m > n) return cat([ofSquare, byUpper(grad.narrow(-2, k, m - k))], { dim: -2 });
  return ofSquare;
}

/**
 * The factors of {@link lu} in one matrix, the unit diagonal of `L` left out, and the exchanges of rows: row `i` was
 * exchanged with row `pivots[i]`, both counted from 1.
 *
 * Throws a ShapeError for fewer than two dimensions, a DTypeError for integers, an ArgumentError for a singular matrix.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.lu_factor.html
 */
export function luFactor(x: Tensor): { LU: Tensor; pivots: Tensor } {
  checkMatrices('linalg.luFactor', x);
  const [LU, pivots] = luFactorOp([x], { checked: 'linalg.luFactor' }) as [Tensor, Tensor];
  return { LU, pivots };
}

/**
 * As {@link luFactor}, but a singular matrix is not refused: `info` has its first pivot that is 0, counted from 1, and 0
 * for the others. https://docs.pytorch.org/docs/stable/generated/torch.linalg.lu_factor_ex.html
 */
export function luFactorEx(
  x: Tensor,
  { checkErrors = false }: CheckErrorsOptions = {},
): { LU: Tensor; pivots: Tensor; info: Tensor } {
  checkMatrices('linalg.luFactorEx', x);
  const options = { checked: checkErrors ? 'linalg.luFactorEx' : undefined };
  const [LU, pivots, info] = luFactorOp([x], options) as [Tensor, Tensor, Tensor];
  return { LU, pivots, info };
}

/**
 * `P · L · U` of matrices `[…, m, n]`: a permutation of rows, a lower triangular matrix with ones on its diagonal and an
 * upper triangular one.
 *
 * Throws a ShapeError for fewer than two dimensions, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.lu.html
 */
export function lu(x: Tensor): { P: Tensor; L: Tensor; U: Tensor } {
  checkMatrices('linalg.lu', x);
  const [LU, pivots] = luFactorOp([x], { checked: undefined }) as [Tensor, Tensor];
  const [m, n] = x.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const L = tril(LU.narrow(-1, 0, k), -1).add(identityLike(x, m, k));
  return { P: permutationOp([pivots, LU.detach()], undefined), L, U: triu(LU.narrow(-2, 0, k)) };
}

/** What luSolve takes. */
export interface LuSolveOptions extends SolveOptions {
  /** Whether to solve with the transposed matrix. Defaults to false. */
  readonly adjoint?: boolean | undefined;
}

/**
 * Solves `a · x = b` with the factors of `a` that {@link luFactor} gives, `b` of matrices `[…, n, k]`.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats, an ArgumentError
 * for a pivot that is no row. https://docs.pytorch.org/docs/stable/generated/torch.linalg.lu_solve.html
 */
export function luSolve(
  factors: Tensor,
  pivots: Tensor,
  b: Tensor,
  { left = true, adjoint = false }: LuSolveOptions = {},
): Tensor {
  const name = 'linalg.luSolve';
  checkSquare(name, factors);
  checkTensor(name, pivots, 1);
  if (pivots.dtype !== 'int32') throw new DTypeError(`${name}: the pivots are ${pivots.dtype}, expected int32`);
  if (pivots.shape.at(-1) !== factors.shape.at(-1))
    throw new ShapeError(`${name}: ${formatShape(pivots.shape)} are no pivots of ${formatShape(factors.shape)}`);
  checkMatrices(name, b, 2);
  productDType(name, factors, b);
  if (!left) return luSolve(factors, pivots, b.mT, { adjoint: !adjoint }).mT;
  const exchange = permutationOp([pivots, factors.detach()], undefined);
  if (adjoint) {
    const halfway = solveWithTriangle(name, factors.mT, b, { upper: false });
    return matmul(exchange, solveWithTriangle(name, factors.mT, halfway, { upper: true, unitriangular: true }));
  }
  const halfway = solveWithTriangle(name, factors, matmul(exchange.mT, b), { upper: false, unitriangular: true });
  return solveWithTriangle(name, factors, halfway, { upper: true });
}
