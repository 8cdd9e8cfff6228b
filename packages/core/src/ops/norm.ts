import { ArgumentError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { clampMin, where } from './conditional.ts';
import { matrixNormOf } from './linalg/matrix-norm.ts';
import { elementNorm, type NormOptions, vectorNormOf } from './vector-norm.ts';

/**
 * `linalg.vectorNorm` of order `p`; `'fro'`, the Frobenius norm, is that of order 2, `'nuc'` the nuclear norm of a
 * matrix, as `linalg.matrixNorm` has it.
 *
 * Throws as those. https://docs.pytorch.org/docs/stable/generated/torch.norm.html
 */
export function norm(x: Tensor, p: number | 'fro' | 'nuc' = 'fro', options: NormOptions = {}): Tensor {
  return p === 'nuc' ? nuclearNorm(x, options) : elementNorm(x, p, options);
}

function nuclearNorm(x: Tensor, options: NormOptions): Tensor {
  checkTensor('norm', x, 0);
  const { dim = x.shape.map((_, d) => d) } = options;
  const dims = typeof dim === 'number' ? [dim] : dim;
  if (dims.length !== 2)
    throw new ShapeError(`norm: the nuclear norm is that of 2 dimensions, got ${formatShape(dims)}`);
  return matrixNormOf('norm', x, 'nuc', { ...options, dim: dims as [number, number] });
}

/**
 * The `p`-norm of `x − y`, which broadcast, over all elements.
 *
 * Throws a ShapeError when they do not broadcast, and as `linalg.vectorNorm`.
 * https://docs.pytorch.org/docs/stable/generated/torch.dist.html
 */
export function dist(x: Tensor, y: Tensor, p = 2): Tensor {
  checkTensor('dist', x, 0);
  checkTensor('dist', y, 1);
  broadcastShapes('dist', x.shape, y.shape);
  return vectorNormOf('dist', x.sub(y), p, {});
}

/**
 * x with each slice along `dim` whose `p`-norm exceeds `maxnorm` scaled down to it.
 *
 * Throws an ArgumentError unless `p` is positive and `maxnorm` not negative, a ShapeError for fewer than two
 * dimensions, and as `linalg.vectorNorm`. https://docs.pytorch.org/docs/stable/generated/torch.renorm.html
 */
export function renorm(x: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  checkTensor('renorm', x, 0);
  if (!(p > 0)) throw new ArgumentError(`renorm: p must be positive, got ${p}`);
  if (!(maxnorm >= 0)) throw new ArgumentError(`renorm: maxnorm must not be negative, got ${maxnorm}`);
  if (x.shape.length < 2) throw new ShapeError(`renorm: expected at least 2 dimensions, got ${formatShape(x.shape)}`);
  const kept = wrapDim('renorm', dim, x.shape.length);
  const others = x.shape.flatMap((_, d) => (d === kept ? [] : [d]));
  const normsOf = (slices: Tensor): Tensor => vectorNormOf('renorm', slices, p, { dim: others, keepdim: true });
  const long = normsOf(x.detach()).gt(maxnorm);
  // the norms of other slices, which may be NaN, must not reach the gradient
  const slices = x.maskedFill(long.logicalNot(), 0);
  // 1e-7 as in PyTorch, which never divides by 0
  return where(long, slices.mul(normsOf(slices).add(1e-7).reciprocal().mul(maxnorm)), x);
}

/** What `normalize` takes. */
export interface NormalizeOptions {
  /** The order of the norm. Defaults to 2. */
  readonly p?: number | undefined;
  /** What the norm is taken over. Defaults to dimension 1. */
  readonly dim?: number | readonly number[] | undefined;
  /** The least that is divided by. Defaults to 1e-12. */
  readonly eps?: number | undefined;
}

/**
 * x divided by its norm along `dim`, or by `eps` where that is greater.
 *
 * Throws as `linalg.vectorNorm`. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(x: Tensor, { p = 2, dim = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor {
  return x.div(clampMin(vectorNormOf('normalize', x, p, { dim, keepdim: true }), eps));
}
