import { DTypeError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineMaxPool } from './pool-records.ts';
import { checkPooling, type PoolOptions, slidingWindows } from './pool-windows.ts';
import type { Spatial } from './spatial.ts';

/** What the pooling of maxima takes. */
export interface MaxPoolOptions<Indices extends boolean | undefined = boolean | undefined> extends PoolOptions {
  /** How far the elements of a window lie apart. Defaults to 1. */
  readonly dilation?: Spatial | undefined;
  /** Whether the indices are given too, as the second of two tensors. Defaults to false. */
  readonly returnIndices?: Indices;
}

/** The maxima, or with `returnIndices` these and their places among the spatial dimensions, counted row-major. */
export type MaxPooled<Indices extends boolean | undefined> = Indices extends true ? [Tensor, Tensor] : Tensor;

const maxPoolOp = /* @__PURE__ */ defineMaxPool('maxPool', slidingWindows);

function maxPool<Indices extends boolean | undefined>(
  name: string,
  rank: number,
  x: Tensor,
  kernelSize: Spatial,
  options: MaxPoolOptions<Indices>,
): MaxPooled<Indices> {
  const pooling = checkPooling(name, rank, x, kernelSize, options);
  if (x.dtype === 'bool') throw new DTypeError(`${name}: bool tensors have no maxima; convert them`);
  const [values, indices] = maxPoolOp([x], pooling);
  return (options.returnIndices ? [values, indices] : values) as MaxPooled<Indices>;
}

/**
 * The maxima of windows that slide over `[N, C, L]` or `[C, L]`; what lies beyond the ends counts as -∞. A NaN is the
 * maximum of its window. The gradient goes to the first maximum alone.
 *
 * With `returnIndices`, the maxima and their indices (int32) along the spatial dimensions.
 *
 * Throws a ShapeError for an input of another rank or without elements, or when nothing would be left, an ArgumentError
 * for settings out of range, such as a padding above half the kernel's size, a DTypeError for bools.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 */
export function maxPool1d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  kernelSize: Spatial,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool('maxPool1d', 1, x, kernelSize, options);
}

/**
 * {@link maxPool1d} over the last two dimensions of `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 */
export function maxPool2d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  kernelSize: Spatial,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool('maxPool2d', 2, x, kernelSize, options);
}

/**
 * {@link maxPool1d} over the last three dimensions of `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool3d.html
 */
export function maxPool3d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  kernelSize: Spatial,
  options: MaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return maxPool('maxPool3d', 3, x, kernelSize, options);
}
