import { ArgumentError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

function checkImages(name: string, x: Tensor, factor: number): void {
  checkTensor(name, x, 0);
  if (x.shape.length < 3)
    throw new ShapeError(`${name}: expected images […, C, H, W], got the shape ${formatShape(x.shape)}`);
  if (!Number.isInteger(factor) || factor < 1)
    throw new ArgumentError(`${name}: the factor must be a whole number ≥ 1, got ${factor}`);
}

/** `dims` of the last dimensions, behind as many as the images' batch has. */
function behind(batch: readonly number[], dims: readonly number[]): number[] {
  return [...batch.map((_, d) => d), ...dims.map((d) => batch.length + d)];
}

/**
 * Channels spread over pixels: `[…, C · r², H, W]` gives `[…, C, H · r, W · r]` for the upscale factor `r`.
 *
 * Throws a ShapeError below three dimensions or when the channels do not divide by `r²`, an ArgumentError unless `r` is
 * a positive whole number. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  checkImages('pixelShuffle', x, upscaleFactor);
  const r = upscaleFactor;
  const batch = x.shape.slice(0, -3);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  if (channels % r ** 2 !== 0)
    throw new ShapeError(`pixelShuffle: ${channels} channels of ${formatShape(x.shape)} do not divide by ${r}²`);
  return x
    .reshape([...batch, channels / r ** 2, r, r, height, width])
    .permute(behind(batch, [0, 3, 1, 4, 2]))
    .clone()
    .reshape([...batch, channels / r ** 2, height * r, width * r]);
}

/**
 * The inverse of {@link pixelShuffle}: `[…, C, H · r, W · r]` gives `[…, C · r², H, W]` for the downscale factor `r`.
 *
 * Throws a ShapeError below three dimensions or when height or width do not divide by `r`, an ArgumentError unless `r`
 * is a positive whole number.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  checkImages('pixelUnshuffle', x, downscaleFactor);
  const r = downscaleFactor;
  const batch = x.shape.slice(0, -3);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  if (height % r !== 0 || width % r !== 0)
    throw new ShapeError(`pixelUnshuffle: height and width of ${formatShape(x.shape)} do not divide by ${r}`);
  return x
    .reshape([...batch, channels, height / r, r, width / r, r])
    .permute(behind(batch, [0, 2, 4, 1, 3]))
    .clone()
    .reshape([...batch, channels * r ** 2, height / r, width / r]);
}

/**
 * The channels (dimension 1) of several groups in turn: the first of each group, then the second of each, …
 *
 * Throws a ShapeError below three dimensions or when the channels do not divide into `groups`, an ArgumentError unless
 * that is a positive whole number. https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  checkImages('channelShuffle', x, groups);
  const [batch, channels, ...image] = x.shape as [number, number, ...number[]];
  if (channels % groups !== 0)
    throw new ShapeError(`channelShuffle: ${channels} channels do not divide into ${groups} groups`);
  return x
    .reshape([batch, groups, channels / groups, ...image])
    .transpose(1, 2)
    .clone()
    .reshape(x.shape);
}
