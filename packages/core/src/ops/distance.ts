import { getDefaultDtype, isFloat, resultType } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { filledLike, integersLike } from '../op/allocate.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { matmul } from './matmul.ts';
import { productDType } from './product-operands.ts';
import { requireFloat } from './require-float.ts';
import { indexSelect } from './row-indexing.ts';
import { vectorNormOf } from './vector-norm.ts';

/** What distances take. */
export interface DistanceOptions {
  /** The order of the norm: from 0 to `Infinity`. Defaults to 2. */
  readonly p?: number | undefined;
}

/** What cdist takes. */
export interface CdistOptions extends DistanceOptions {
  /**
   * Whether distances of order 2 come from a product of matrices, which is faster and takes less memory, but is inexact
   * for rows that are close to one another. Defaults to doing so beyond 25 rows.
   */
  readonly computeMode?:
    | 'use_mm_for_euclid_dist_if_necessary'
    | 'use_mm_for_euclid_dist'
    | 'donot_use_mm_for_euclid_dist'
    | undefined;
}

function checkOrder(name: string, p: number): void {
  if (!(p >= 0)) throw new ArgumentError(`${name}: p must not be negative, got ${p}`);
}

/** The root of what rounding may have made negative; no slope where it is 0. */
const rootOp = /* @__PURE__ */ defineElementwise({
  name: 'cdistRoot',
  promotion: 'float',
  formula: (square) => e.where(e.le(square, 0), 0, e.sqrt(e.where(e.le(square, 0), 1, square))),
});

/**
 * The distances `[…, p, r]` between the rows of matrices `[…, p, m]` and `[…, r, m]`, whose batches broadcast. Where a
 * distance is 0, so is its gradient.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are no floats, an
 * ArgumentError for a negative `p` or an unknown mode.
 * https://docs.pytorch.org/docs/stable/generated/torch.cdist.html
 */
export function cdist(
  a: Tensor,
  b: Tensor,
  { p = 2, computeMode = 'use_mm_for_euclid_dist_if_necessary' }: CdistOptions = {},
): Tensor {
  checkTensor('cdist', a, 0);
  checkTensor('cdist', b, 1);
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-1))
    throw new ShapeError(
      `cdist: ${formatShape(a.shape)} and ${formatShape(b.shape)} are no matrices with rows of one length`,
    );
  requireFloat('cdist', a.dtype);
  productDType('cdist', a, b);
  checkOrder('cdist', p);
  const batch = broadcastShapes('cdist', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [rows, columns, length] = [a.shape.at(-2)!, b.shape.at(-2)!, a.shape.at(-1)!];
  if (length === 0) return filledLike(a, 0, a.dtype, [...batch, rows, columns]);
  if (p === 2 && byProduct(computeMode, Math.max(rows, columns))) {
    const squares = a
      .square()
      .sum({ dim: -1, keepdim: true })
      .add(b.square().sum({ dim: -1 }).unsqueeze(-2));
    return rootOp(squares.sub(matmul(a, b.mT).mul(2)));
  }
  return vectorNormOf('cdist', a.unsqueeze(-2).sub(b.unsqueeze(-3)), p, { dim: -1 });
}

function byProduct(mode: NonNullable<CdistOptions['computeMode']>, rows: number): boolean {
  switch (mode) {
    case 'use_mm_for_euclid_dist_if_necessary':
      return rows > 25;
    case 'use_mm_for_euclid_dist':
      return true;
    case 'donot_use_mm_for_euclid_dist':
      return false;
    default:
      throw new ArgumentError(`cdist: unknown computeMode ${String(mode satisfies never)}`);
  }
}

/**
 * The distances between the rows of a matrix `[n, m]`: that of row `i` and each later row `j`, one after the other. Where
 * a distance is 0, so is its gradient.
 *
 * Throws a ShapeError unless x is a matrix, a DTypeError for integers, an ArgumentError for a negative `p`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pdist.html
 */
export function pdist(x: Tensor, { p = 2 }: DistanceOptions = {}): Tensor {
  checkTensor('pdist', x, 0);
  if (x.shape.length !== 2) throw new ShapeError(`pdist: expected a matrix, got the shape ${formatShape(x.shape)}`);
  requireFloat('pdist', x.dtype);
  checkOrder('pdist', p);
  const [rows, length] = x.shape as readonly [number, number];
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      firsts.push(i);
      seconds.push(j);
    }
  }
  if (length === 0) return filledLike(x, 0, x.dtype, [firsts.length]);
  const differences = indexSelect(x, 0, integersLike(x, firsts)).sub(indexSelect(x, 0, integersLike(x, seconds)));
  return vectorNormOf('pdist', differences, p, { dim: 1 });
}

/** What pairwiseDistance takes. */
export interface PairwiseDistanceOptions {
  /** The order of the norm. Defaults to 2. */
  readonly p?: number | undefined;
  /** What is added to each difference. Defaults to 1e-6. */
  readonly eps?: number | undefined;
  /** Whether the last dimension stays, with size 1. Defaults to false. */
  readonly keepdim?: boolean | undefined;
}

/**
 * The `p`-norm of `a − b + eps` along the last dimension of two tensors that broadcast.
 *
 * Throws a ShapeError when they do not.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html
 */
export function pairwiseDistance(
  a: Tensor,
  b: Tensor,
  { p = 2, eps = 1e-6, keepdim = false }: PairwiseDistanceOptions = {},
): Tensor {
  checkTensor('pairwiseDistance', a, 0);
  checkTensor('pairwiseDistance', b, 1);
  broadcastShapes('pairwiseDistance', a.shape, b.shape);
  const difference = a.sub(b);
  // a whole eps would leave integers what they are
  const floats = isFloat(difference.dtype) ? difference : difference.to(getDefaultDtype());
  return vectorNormOf('pairwiseDistance', floats.add(eps), p, { dim: -1, keepdim });
}

/** What cosineSimilarity takes. */
export interface CosineSimilarityOptions {
  /** The dimension of the vectors. Defaults to 1. */
  readonly dim?: number | undefined;
  /** The least length that is divided by. Defaults to 1e-8. */
  readonly eps?: number | undefined;
}

/** At least `eps`; the gradient passes all the same, as in PyTorch. */
const atLeastOp = /* @__PURE__ */ defineElementwise({
  name: 'atLeast',
  promotion: 'float',
  scalars: 1,
  formula: (length, eps) => e.maximum(length, eps),
  gradient: ([grad]) => [grad],
});

/**
 * The cosine of the angle between vectors along `dim` of two float tensors that broadcast.
 *
 * Throws a ShapeError when they do not broadcast, a DTypeError when both are integers, an IndexError for a dimension out
 * of range. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html
 */
export function cosineSimilarity(a: Tensor, b: Tensor, { dim = 1, eps = 1e-8 }: CosineSimilarityOptions = {}): Tensor {
  checkTensor('cosineSimilarity', a, 0);
  checkTensor('cosineSimilarity', b, 1);
  const dtype = resultType([a, b]);
  requireFloat('cosineSimilarity', dtype);
  const shape = broadcastShapes('cosineSimilarity', a.shape, b.shape);
  const along = wrapDim('cosineSimilarity', dim, shape.length);
  const unit = (x: Tensor): Tensor => {
    const vectors = x.to(dtype).expand(shape);
    return vectors.div(atLeastOp(vectorNormOf('cosineSimilarity', vectors, 2, { dim: along, keepdim: true }), eps));
  };
  return unit(a).mul(unit(b)).sum({ dim: along });
}
