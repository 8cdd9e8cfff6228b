import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type ConvolutionOptions, checkConvolution, type WeightLayout } from './convolution-checks.ts';
import { convolutionInput } from './convolution-records.ts';
import { checkSpatialResult, type Spatial, spatial } from './spatial.ts';

/** What the transposed convolutions take. */
export interface ConvTransposeOptions extends ConvolutionOptions {
  /** How much is cut off on both sides. Defaults to 0. */
  readonly padding?: Spatial | undefined;
  /** How much longer than the shortest the result is, at its end: below the stride or the dilation. Defaults to 0. */
  readonly outputPadding?: Spatial | undefined;
}

const layout: WeightLayout = { channels: 0, text: '[in, out / groups, …kernel]' };

function convTranspose(
  name: string,
  rank: number,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  options: ConvTransposeOptions,
): Tensor {
  const checked = checkConvolution(name, rank, layout, input, weight, bias, options);
  const { stride, dilation, kernel } = checked;
  const padding = spatial(name, 'padding', options.padding ?? 0, rank, 0);
  const extra = spatial(name, 'outputPadding', options.outputPadding ?? 0, rank, 0);
  extra.forEach((size, d) => {
    if (size >= stride[d]! && size >= dilation[d]!) {
      throw new ArgumentError(
        `${name}: outputPadding is ${size}, expected less than the stride ${stride[d]} or the dilation ${dilation[d]}`,
      );
    }
  });
  const result = checked.input.map(
    (size, d) => (size - 1) * stride[d]! - 2 * padding[d]! + dilation[d]! * (kernel[d]! - 1) + extra[d]! + 1,
  );
  checkSpatialResult(name, result, input.shape);
  // the gradient of a convolution from the result to the input
  const geometry = { ...checked, padding, input: result, output: checked.input };
  const batch = input.shape.length === rank + 2 ? input : input.unsqueeze(0);
  let output = convolutionInput(batch, weight, geometry);
  if (bias) output = output.add(bias.reshape([-1, ...result.map(() => 1)]));
  return batch === input ? output : output.squeeze(0);
}

/**
 * The transpose of a convolution, which goes the other way: every element of `[N, C, L]` or `[C, L]` adds a multiple of
 * the weight `[C, O / groups, K]` to the result `[N, O, L']`, windows lying `stride` apart, plus a bias `[O]`;
 * `L' = (L - 1) · stride - 2 · padding + dilation · (K - 1) + outputPadding + 1`.
 *
 * Throws a ShapeError when the operands do not fit or nothing would be left, a DTypeError when their dtypes differ, an
 * ArgumentError for settings out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
 */
export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose('convTranspose1d', 1, input, weight, bias, options);
}

/**
 * {@link convTranspose1d} of `[N, C, H, W]` or `[C, H, W]`, with a weight `[C, O / groups, KH, KW]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
 */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose('convTranspose2d', 2, input, weight, bias, options);
}

/**
 * {@link convTranspose1d} of `[N, C, D, H, W]` or `[C, D, H, W]`, with a weight `[C, O / groups, KD, KH, KW]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose3d.html
 */
export function convTranspose3d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose('convTranspose3d', 3, input, weight, bias, options);
}
