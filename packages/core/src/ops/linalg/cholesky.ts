import { cholesky as choleskyKernel } from '../../kernels/decompositions/cholesky.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { tril } from '../triangles.ts';
import { type Checked, checkInfo, checkSquare } from './checks.ts';
import type { CheckErrorsOptions } from './inverse.ts';
import { solveTriangular } from './solve-triangular.ts';

const notPositive = (order: number): string =>
  `is not positive definite: its leading minor of order ${order} is not positive`;

const choleskyOp = /* @__PURE__ */ defineOp<readonly [Tensor], Checked>({
  name: 'linalg.cholesky',
  outputs: ([{ shape, dtype }]) => [
    { shape, dtype },
    { shape: shape.slice(0, -2), dtype: 'int32' },
  ],
  forward: (_, [x], [out, info], options) => {
    choleskyKernel(x, out!, info!);
    checkInfo(options, info!, notPositive);
  },
  vjp: ({ outputs: [out], save }) => {
    const saved = save(out!);
    return ([grad]) => [grad && choleskyGradient(saved(), grad)];
  },
  batch: leadingBatch(),
});

/** I. Murray, Differentiation of the Cholesky decomposition (2016), eq. 10: symmetric, as the matrix is. */
function choleskyGradient(lower: Tensor, grad: Tensor): Tensor {
  const half = tril(matmul(lower.mT, grad));
  const symmetric = half.add(tril(half, -1).mT).div(2);
  const left = solveTriangular(lower.mT, symmetric, { upper: true });
  return solveTriangular(lower, left, { upper: false, left: false });
}

/** What cholesky takes. */
export interface CholeskyOptions {
  /** Whether the factor is the upper triangular one, `Lᵀ`. Defaults to false. */
  readonly upper?: boolean | undefined;
}

/** {@link cholesky} and its `info`, in the name of the function that was called. */
function run(name: string, x: Tensor, upper: boolean, checked: boolean): [Tensor, Tensor] {
  checkSquare(name, x);
  const [lower, info] = choleskyOp([upper ? x.mT : x], { checked: checked ? name : undefined }) as [Tensor, Tensor];
  return [upper ? lower.mT : lower, info];
}

/**
 * The lower triangular matrix `L` with `L · Lᵀ = x`, of symmetric positive definite matrices `[…, n, n]`; only their
 * lower halves are read, with `upper` the upper ones.
 *
 * Throws a ShapeError unless they are square, a DTypeError for integers, an ArgumentError for one that is not positive
 * definite. https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky.html
 */
export function cholesky(x: Tensor, { upper = false }: CholeskyOptions = {}): Tensor {
  return run('linalg.cholesky', x, upper, true)[0];
}

/**
 * As {@link cholesky}, but a matrix that is not positive definite is not refused: `info` has the order of the first of
 * its leading minors that is not positive, and 0 for the others.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky_ex.html
 */
export function choleskyEx(
  x: Tensor,
  { upper = false, checkErrors = false }: CholeskyOptions & CheckErrorsOptions = {},
): { L: Tensor; info: Tensor } {
  const [L, info] = run('linalg.choleskyEx', x, upper, checkErrors);
  return { L, info };
}
