import { ArgumentError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { MaxPooled } from './max-pool.ts';
import { defineAveragePool, defineMaxPool } from './pool-records.ts';
import { adaptiveWindows, checkPooled, type Pooling } from './pool-windows.ts';
import { requireFloat } from './require-float.ts';
import { checkSpatial } from './spatial.ts';

/** The sizes that adaptive pooling gives: one for all spatial dimensions, or one for each, where `null` keeps it. */
export type AdaptiveSize = number | readonly (number | null | undefined)[];

/** What the adaptive pooling of maxima takes. */
export interface AdaptiveMaxPoolOptions<Indices extends boolean | undefined = boolean | undefined> {
  /** Whether the indices are given too, as the second of two tensors. Defaults to false. */
  readonly returnIndices?: Indices;
}

function adaptivePooling(name: string, rank: number, { shape }: Tensor, outputSize: AdaptiveSize): Pooling {
  const input = shape.slice(-rank);
  const output =
    typeof outputSize === 'number' ? input.map(() => outputSize) : outputSize.map((size, d) => size ?? input[d]!);
  if (output.length !== rank || output.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new ArgumentError(
      `${name}: outputSize is ${formatShape(output)}, expected ${rank === 1 ? 'a whole number' : `${rank} whole numbers`} ≥ 0`,
    );
  }
  return { input, output };
}

const adaptiveAvgPoolOp = /* @__PURE__ */ defineAveragePool('adaptiveAvgPool', adaptiveWindows);

function adaptiveAvgPool(name: string, rank: number, x: Tensor, outputSize: AdaptiveSize): Tensor {
  checkSpatial(name, x, rank);
  requireFloat(name, x.dtype);
  const pooling = adaptivePooling(name, rank, x, outputSize);
  // one window holds all there is
  if (pooling.output.every((size) => size === 1))
    return x.mean({ dim: pooling.output.map((_, d) => d - rank), keepdim: true });
  return adaptiveAvgPoolOp([x], pooling);
}

/**
 * The averages of as many windows as `outputSize` says, which divide the last dimension of `[N, C, L]` or `[C, L]` as
 * evenly as they can: from `⌊i · L / size⌋` to `⌈(i + 1) · L / size⌉`.
 *
 * Throws a ShapeError for an input of another rank or with an empty spatial dimension, an ArgumentError for sizes that
 * are no whole numbers, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool('adaptiveAvgPool1d', 1, x, outputSize);
}

/**
 * {@link adaptiveAvgPool1d} over the last two dimensions of `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool('adaptiveAvgPool2d', 2, x, outputSize);
}

/**
 * {@link adaptiveAvgPool1d} over the last three dimensions of `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool3d.html
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool('adaptiveAvgPool3d', 3, x, outputSize);
}

const adaptiveMaxPoolOp = /* @__PURE__ */ defineMaxPool('adaptiveMaxPool', adaptiveWindows);

function adaptiveMaxPool<Indices extends boolean | undefined>(
  name: string,
  rank: number,
  x: Tensor,
  outputSize: AdaptiveSize,
  { returnIndices }: AdaptiveMaxPoolOptions<Indices>,
): MaxPooled<Indices> {
  checkPooled(name, x, rank);
  requireFloat(name, x.dtype);
  const [values, indices] = adaptiveMaxPoolOp([x], adaptivePooling(name, rank, x, outputSize));
  return (returnIndices ? [values, indices] : values) as MaxPooled<Indices>;
}

/**
 * The maxima of the windows of {@link adaptiveAvgPool1d}; with `returnIndices`, these and their indices (int32) along
 * the spatial dimensions.
 *
 * Throws as {@link adaptiveAvgPool1d}, and when there are no channels.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
 */
export function adaptiveMaxPool1d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool('adaptiveMaxPool1d', 1, x, outputSize, options);
}

/**
 * {@link adaptiveMaxPool1d} over the last two dimensions of `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
 */
export function adaptiveMaxPool2d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool('adaptiveMaxPool2d', 2, x, outputSize, options);
}

/**
 * {@link adaptiveMaxPool1d} over the last three dimensions of `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool3d.html
 */
export function adaptiveMaxPool3d<Indices extends boolean | undefined = undefined>(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): MaxPooled<Indices> {
  return adaptiveMaxPool('adaptiveMaxPool3d', 3, x, outputSize, options);
}
