import { ArgumentError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { relu } from './activation.ts';
import { averagePool } from './averaging.ts';
import { type Spatial, spatial } from './spatial.ts';

/** What the pooling of norms takes. */
export interface LpPoolOptions {
  /** How far the windows lie apart. Defaults to the kernel's size. */
  readonly stride?: Spatial | undefined;
  /** Whether a last window may reach beyond the end. Defaults to false. */
  readonly ceilMode?: boolean | undefined;
}

function lpPool(
  name: string,
  rank: number,
  x: Tensor,
  normType: number,
  kernelSize: Spatial,
  { stride, ceilMode }: LpPoolOptions,
): Tensor {
  checkTensor(name, x, 0);
  // PyTorch divides by it
  if (normType === 0 || Number.isNaN(normType)) throw new ArgumentError(`${name}: normType is ${normType}`);
  const size = sizeOf(spatial(name, 'kernelSize', kernelSize, rank, 1));
  const averages = averagePool(name, rank, x.pow(normType), kernelSize, { stride, ceilMode });
  // a sum of odd powers may be negative, and has no root then
  return averages
    .sign()
    .mul(relu(averages.abs()))
    .mul(size)
    .pow(1 / normType);
}

/**
 * `(Σ x^p)^(1/p)` over windows of `[N, C, L]` or `[C, L]`, p being `normType`. Powers keep their sign, as in PyTorch: a
 * negative sum gives NaN. A window that `ceilMode` cuts off counts as if its average went on.
 *
 * Throws as {@link avgPool1d}, and an ArgumentError for a norm of 0.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool1d.html
 */
export function lpPool1d(x: Tensor, normType: number, kernelSize: Spatial, options: LpPoolOptions = {}): Tensor {
  return lpPool('lpPool1d', 1, x, normType, kernelSize, options);
}

/**
 * {@link lpPool1d} over the last two dimensions of `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool2d.html
 */
export function lpPool2d(x: Tensor, normType: number, kernelSize: Spatial, options: LpPoolOptions = {}): Tensor {
  return lpPool('lpPool2d', 2, x, normType, kernelSize, options);
}

/**
 * {@link lpPool1d} over the last three dimensions of `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool3d.html
 */
export function lpPool3d(x: Tensor, normType: number, kernelSize: Spatial, options: LpPoolOptions = {}): Tensor {
  return lpPool('lpPool3d', 3, x, normType, kernelSize, options);
}
