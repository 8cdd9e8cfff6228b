import { cat, formatShape, isFloat, type Shape, ShapeError, type Tensor, zeros } from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { Module } from '../module.ts';

/** How strongly localResponseNorm normalises. */
export interface LocalResponseNormOptions {
  /** What the mean square is multiplied by. Defaults to 1e-4. */
  readonly alpha?: number | undefined;
  /** The exponent. Defaults to 0.75. */
  readonly beta?: number | undefined;
  /** What is added before that. Defaults to 1. */
  readonly k?: number | undefined;
}

/**
 * `x / (k + alpha · m)^beta` for `[N, C, …]`, where m is the mean square of `size` neighbouring channels (those beyond
 * the first and the last count as 0).
 *
 * Throws a ShapeError for an input of fewer than three dimensions, an ArgumentError for a size that is no whole number
 * above 0. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html
 */
export function localResponseNorm<S extends Shape>(
  x: Tensor<S>,
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {},
): Tensor<S> {
  if (x.ndim < 3) {
    throw new ShapeError(`localResponseNorm: the input has shape ${formatShape(x.shape)}, expected [N, C, …]`);
  }
  checkCount('localResponseNorm', 'size', size);
  if (x.numel() === 0) return x;
  const input: Tensor = x;
  const [batch, channels, ...rest] = input.shape as readonly [number, number, ...number[]];
  const beyond = (count: number): Tensor => zeros([batch, count, ...rest], { dtype: x.dtype });
  const squares = cat([beyond(Math.floor(size / 2)), input.square(), beyond(Math.floor((size - 1) / 2))], { dim: 1 });
  let total = squares.narrow(1, 0, channels);
  for (let i = 1; i < size; i++) total = total.add(squares.narrow(1, i, channels));
  // PyTorch's mean of integers is an integer
  const mean = isFloat(x.dtype) ? total.div(size) : total.div(size, { roundingMode: 'floor' });
  return input.div(mean.mul(alpha).add(k).pow(beta)) as Tensor<S>;
}

/**
 * {@link localResponseNorm} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export class LocalResponseNorm extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  /** Throws an ArgumentError for a size that is no whole number above 0. */
  constructor(size: number, { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {}) {
    super();
    checkCount('LocalResponseNorm', 'size', size);
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return localResponseNorm(x, this.size, this);
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${this.alpha}, beta=${this.beta}, k=${this.k}`;
  }
}
