import { ArgumentError, ShapeError } from '../../errors.ts';
import { filledLike, readElements } from '../../op/allocate.ts';
import { wholeBatch } from '../../op/batch.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { productDType } from '../product-operands.ts';
import { checkMatrices } from './checks.ts';
import { matrixRank, pinv } from './pinv.ts';
import { solutionShape } from './solve.ts';
import { svdvals } from './svd.ts';

const drivers = ['gels', 'gelsy', 'gelsd', 'gelss'] as const;

/** What lstsq takes. */
export interface LstsqOptions {
  /** Which singular values count as 0, relative to the greatest: by default as in {@link matrixRank}. */
  readonly rcond?: number | undefined;
  /**
   * Which of LAPACK's routines to be like in what the result says beside the solution. `'gels'` assumes full rank.
   * Defaults to `'gelsy'`.
   */
  readonly driver?: (typeof drivers)[number] | undefined;
}

/** What lstsq gives. Whatever a driver does not tell is empty. */
export interface Lstsq {
  readonly solution: Tensor;
  /** Sums of squares of `a · x − b`, where there are more equations than unknowns and the rank is full; not of gelsy. */
  readonly residuals: Tensor;
  /** The rank of each matrix, as int32; not of gels. */
  readonly rank: Tensor;
  /** The singular values of each matrix, of gelsd and gelss. */
  readonly singularValues: Tensor;
}

/**
 * The `x` for which the sum of squares of `a · x − b` is least, and the least of these where there are several: of
 * matrices `[…, m, n]` and `[…, m, k]`, or of one vector `[m]`, or one for each matrix.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats, an ArgumentError
 * for an unknown driver or when an element is not finite.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html
 */
export function lstsq(a: Tensor, b: Tensor, { rcond, driver = 'gelsy' }: LstsqOptions = {}): Lstsq {
  const name = 'linalg.lstsq';
  checkMatrices(name, a);
  checkTensor(name, b, 1);
  productDType(name, a, b);
  if (!drivers.includes(driver))
    throw new ArgumentError(`${name}: driver must be one of ${drivers.join(', ')}, got ${String(driver)}`);
  if (b.shape.length === 0) throw new ShapeError(`${name}: ${formatShape(a.shape)} and a 0-d tensor make no system`);
  const isVector = b.shape.length === 1 || sameShape(b.shape, a.shape.slice(0, -1));
  const right = isVector ? b.unsqueeze(-1) : b;
  solutionShape(name, [...a.shape.slice(0, -1), a.shape.at(-2)!], right.shape);
  const none = filledLike(a, 0, a.dtype, [0]);
  const [rows, unknowns] = a.shape.slice(-2) as [number, number];
  const solution = matmul(pinv(a, { rtol: driver === 'gels' ? 0 : rcond }), right);
  const rank = driver === 'gels' ? filledLike(a, 0, 'int32', [0]) : matrixRank(a, { rtol: rcond });
  const hasResiduals =
    rows > unknowns && driver !== 'gelsy' && readElements(wholeBatch(rank)).every((count) => count === unknowns);
  return {
    solution: isVector ? solution.squeeze(-1) : solution,
    residuals: hasResiduals ? matmul(a, solution).sub(right).square().sum({ dim: -2 }) : none,
    rank,
    singularValues: driver === 'gelsd' || driver === 'gelss' ? svdvals(a.detach()) : none,
  };
}
