import type { Tensor } from '../tensor/tensor.ts';
import { averagePool } from './averaging.ts';
import type { PoolOptions } from './pool-windows.ts';
import type { Spatial } from './spatial.ts';

/** What the pooling of averages takes. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether the zeros beyond the ends count. Defaults to true. */
  readonly countIncludePad?: boolean | undefined;
  /** What the sums are divided by in place of the number of elements. */
  readonly divisorOverride?: number | undefined;
}

/**
 * The averages of windows that slide over `[N, C, L]` or `[C, L]`; what lies beyond the ends counts as 0, or not at all
 * with `countIncludePad: false`. Integers are divided towards zero.
 *
 * Throws a ShapeError for an input of another rank or without elements, or when nothing would be left, an ArgumentError
 * for settings out of range, such as a padding above half the kernel's size, a DTypeError for bools.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
 */
export function avgPool1d(x: Tensor, kernelSize: Spatial, options: AvgPoolOptions = {}): Tensor {
  return averagePool('avgPool1d', 1, x, kernelSize, options);
}

/**
 * {@link avgPool1d} over the last two dimensions of `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
 */
export function avgPool2d(x: Tensor, kernelSize: Spatial, options: AvgPoolOptions = {}): Tensor {
  return averagePool('avgPool2d', 2, x, kernelSize, options);
}

/**
 * {@link avgPool1d} over the last three dimensions of `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool3d.html
 */
export function avgPool3d(x: Tensor, kernelSize: Spatial, options: AvgPoolOptions = {}): Tensor {
  return averagePool('avgPool3d', 3, x, kernelSize, options);
}
