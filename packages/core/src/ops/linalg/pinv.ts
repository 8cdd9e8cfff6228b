import { filledLike } from '../../op/allocate.ts';
import { defineComposite } from '../../op/define-composite.ts';
import { noGrad } from '../../op/grad-mode.ts';
import { isTensor } from '../../op/record.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { clampMin, where } from '../conditional.ts';
import { matmul } from '../matmul.ts';
import { checkMatrices, checkSquare } from './checks.ts';
import { eigh, eigvalsh } from './eigh.ts';
import { svd, svdvals } from './svd.ts';

/** Which singular values count as 0: those not greater than the greater of two tolerances. */
export interface ToleranceOptions {
  /** Absolute. Defaults to 0. */
  readonly atol?: number | Tensor | undefined;
  /**
   * Relative to the greatest singular value. Defaults to the dtype's epsilon times the larger dimension, or to 0 where
   * `atol` is given.
   */
  readonly rtol?: number | Tensor | undefined;
  /** Whether the matrix is symmetric, and its lower half alone is read. Defaults to false. */
  readonly hermitian?: boolean | undefined;
}

/** One tolerance for each matrix, in a dimension of size 1; `sizes` are those of singular values. */
function toleranceOf(x: Tensor, sizes: Tensor, { atol, rtol }: ToleranceOptions): Tensor {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const epsilon = x.dtype === 'float64' ? Number.EPSILON : 2 ** -23;
  const noAbsolute = atol === undefined || (typeof atol === 'number' && !(atol > 0));
  const relative = rtol ?? (noAbsolute ? epsilon * Math.max(m, n) : 0);
  const column = (value: number | Tensor): number | Tensor => (isTensor(value) ? value.unsqueeze(-1) : value);
  const scaled = sizes.amax({ dim: -1, keepdim: true }).mul(column(relative));
  return clampMin(scaled, column(atol ?? 0));
}

const pinvOp = /* @__PURE__ */ defineComposite<readonly [Tensor], ToleranceOptions>({
  name: 'linalg.pinv',
  forward: ([x], options) => {
    const [m, n] = x.shape.slice(-2) as [number, number];
    if (m === 0 || n === 0) return filledLike(x, 0, x.dtype, [...x.shape.slice(0, -2), n, m]);
    if (options.hermitian) {
      const { eigenvalues, eigenvectors } = eigh(x);
      const sizes = eigenvalues.abs();
      const inverses = where(sizes.gt(toleranceOf(x, sizes, options)), eigenvalues.reciprocal(), 0);
      return matmul(eigenvectors, inverses.unsqueeze(-1).mul(eigenvectors.mT));
    }
    const { U, S, Vh } = svd(x, { fullMatrices: false });
    const inverses = where(S.gt(toleranceOf(x, S, options)), S.reciprocal(), 0);
    return matmul(Vh.mT, inverses.unsqueeze(-1).mul(U.mT));
  },
  vjp: ({ inputs: [x], outputs: [out], save }) => {
    const [savedX, savedOut] = [save(x), save(out!)];
    return ([grad]) => [pinvGradient(savedX(), savedOut(), grad!)];
  },
});

/**
 * G. Golub, V. Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems (1973), in the order
 * of products that keeps them small.
 */
function pinvGradient(x: Tensor, inverse: Tensor, grad: Tensor): Tensor {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const [transposed, gradT] = [inverse.mT, grad.mT];
  if (m <= n) {
    const k = matmul(gradT, inverse);
    const kt = matmul(k, transposed);
    return kt
      .sub(matmul(inverse, k).mT)
      .sub(matmul(matmul(x, inverse), kt))
      .add(matmul(matmul(transposed, inverse), gradT.sub(matmul(k, x))));
  }
  const k = matmul(inverse, gradT);
  const tk = matmul(transposed, k);
  return tk
    .sub(matmul(k, inverse).mT)
    .add(matmul(matmul(gradT.sub(matmul(x, k)), inverse), transposed))
    .sub(matmul(matmul(tk, inverse), x));
}

/**
 * The pseudo-inverse `[…, n, m]` of matrices `[…, m, n]`. Its derivatives are those of PyTorch: right where the rank
 * stays.
 *
 * Throws a ShapeError for fewer than two dimensions, or a `hermitian` matrix that is not square, a DTypeError for
 * integers, an ArgumentError when an element is not finite.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.pinv.html
 */
export function pinv(x: Tensor, options: ToleranceOptions = {}): Tensor {
  if (options.hermitian) checkSquare('linalg.pinv', x);
  else checkMatrices('linalg.pinv', x);
  return pinvOp([x], options);
}

/**
 * How many singular values of a matrix, or of each of a batch, do not count as 0, as int32.
 *
 * Throws as {@link pinv}. https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_rank.html
 */
export function matrixRank(x: Tensor, options: ToleranceOptions = {}): Tensor {
  if (options.hermitian) checkSquare('linalg.matrixRank', x);
  else checkMatrices('linalg.matrixRank', x);
  if (x.shape.at(-1) === 0 || x.shape.at(-2) === 0) return filledLike(x, 0, 'int32', x.shape.slice(0, -2));
  return noGrad(() => {
    const sizes = options.hermitian ? eigvalsh(x).abs() : svdvals(x);
    return sizes.gt(toleranceOf(x, sizes, options)).sum({ dim: -1 });
  });
}
