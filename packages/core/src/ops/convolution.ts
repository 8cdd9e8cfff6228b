import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type ConvolutionOptions, checkConvolution, type WeightLayout } from './convolution-checks.ts';
import { convolution } from './convolution-records.ts';
import { checkSpatialResult, type Spatial, spatial } from './spatial.ts';

/** What the convolutions take. */
export interface ConvOptions extends ConvolutionOptions {
  /**
   * How many zeros there are on both sides. `'valid'` means none, `'same'` as many as keep the input's size, an odd one
   * at the end. Defaults to 0.
   */
  readonly padding?: Spatial | 'same' | 'valid' | undefined;
}

const layout: WeightLayout = { channels: 1, text: '[out, in / groups, …kernel]' };

/** The zeros before and after each dimension. */
function paddingOf(
  name: string,
  padding: Spatial | 'same' | 'valid',
  stride: readonly number[],
  reach: readonly number[],
): readonly (readonly [number, number])[] {
  if (typeof padding !== 'string')
    return spatial(name, 'padding', padding, reach.length, 0).map((size) => [size, size]);
  if (padding === 'valid') return reach.map(() => [0, 0]);
  if (padding !== 'same') {
    throw new ArgumentError(`${name}: padding is ${JSON.stringify(padding)}, expected numbers, 'same' or 'valid'`);
  }
  if (stride.some((step) => step !== 1)) throw new ArgumentError(`${name}: padding 'same' needs a stride of 1`);
  return reach.map((size) => [Math.floor(size / 2), Math.ceil(size / 2)]);
}

function conv(
  name: string,
  rank: number,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  options: ConvOptions,
): Tensor {
  const checked = checkConvolution(name, rank, layout, input, weight, bias, options);
  const { stride, dilation, kernel } = checked;
  const reach = kernel.map((size, d) => dilation[d]! * (size - 1));
  const padding = paddingOf(name, options.padding ?? 0, stride, reach);
  const output = checked.input.map((size, d) => {
    const [before, after] = padding[d]!;
    return Math.floor((size + before + after - reach[d]! - 1) / stride[d]!) + 1;
  });
  checkSpatialResult(name, output, input.shape);
  const geometry = { ...checked, output, padding: padding.map(([before]) => before) };
  if (input.shape.length === rank + 2) return convolution(input, weight, bias, geometry);
  return convolution(input.unsqueeze(0), weight, bias, geometry).squeeze(0);
}

/**
 * Slides windows over `[N, C, L]` or `[C, L]` and multiplies them by a weight `[O, C / groups, K]`, plus a bias `[O]`:
 * `[N, O, L']` with `L' = ⌊(L + 2 · padding - dilation · (K - 1) - 1) / stride⌋ + 1`.
 *
 * Throws a ShapeError when the operands do not fit or nothing would be left, a DTypeError when their dtypes differ, an
 * ArgumentError for settings out of range, such as padding `'same'` with a stride.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
 */
export function conv1d(input: Tensor, weight: Tensor, bias?: Tensor, options: ConvOptions = {}): Tensor {
  return conv('conv1d', 1, input, weight, bias, options);
}

/**
 * {@link conv1d} over `[N, C, H, W]` or `[C, H, W]`, with a weight `[O, C / groups, KH, KW]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 */
export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor, options: ConvOptions = {}): Tensor {
  return conv('conv2d', 2, input, weight, bias, options);
}

/**
 * {@link conv1d} over `[N, C, D, H, W]` or `[C, D, H, W]`, with a weight `[O, C / groups, KD, KH, KW]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv3d.html
 */
export function conv3d(input: Tensor, weight: Tensor, bias?: Tensor, options: ConvOptions = {}): Tensor {
  return conv('conv3d', 3, input, weight, bias, options);
}
