import { ArgumentError, DTypeError, formatShape, isFloat, type Shape, ShapeError, type Tensor } from '@cotangent/core';
import { resample } from './resample.ts';
import { antialiasedTaps, areaTaps, cubicTaps, linearTaps, nearestTaps, type Resampling, type Tap } from './taps.ts';

/** How elements between those of the input come about. */
export type InterpolationMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area';

/** What Upsample takes. */
export interface UpsampleOptions {
  /** The sizes of the result after the channels, or one for all of them. */
  readonly size?: number | readonly number[] | undefined;
  /** By what the sizes are multiplied: one number for each, or one for all. Excludes `size`. */
  readonly scaleFactor?: number | readonly number[] | undefined;
  /** Defaults to `'nearest'`. */
  readonly mode?: InterpolationMode | undefined;
  /** Whether the corner elements of input and output coincide, not the outer edges. Defaults to false. */
  readonly alignCorners?: boolean | undefined;
  /** Whether the scale follows from the (whole) size of the result, not from `scaleFactor` itself. */
  readonly recomputeScaleFactor?: boolean | undefined;
}

/** What interpolate takes. */
export interface InterpolateOptions extends UpsampleOptions {
  /** For `bilinear` and `bicubic`: whether a smaller result takes in all elements of the input. Defaults to false. */
  readonly antialias?: boolean | undefined;
}

/** How many dimensions after the channels a mode is for. */
const ranks: Readonly<Record<InterpolationMode, readonly number[]>> = {
  nearest: [1, 2, 3],
  'nearest-exact': [1, 2, 3],
  area: [1, 2, 3],
  linear: [1],
  bilinear: [2],
  bicubic: [2],
  trilinear: [3],
};

/**
 * `[N, C, …]` with other sizes after the channels, `size` or `scaleFactor` times the old ones, in one of these modes:
 * `nearest` (the element before), `nearest-exact`, `linear`, `bilinear` and `trilinear` (by distance), `bicubic`, `area`
 * (the mean of all elements that the new one overlaps).
 *
 * Throws a ShapeError for an input with too few or too many dimensions for the mode, or a size below 1; an ArgumentError
 * unless exactly one of `size` and `scaleFactor` is given, for a list of another length than there are dimensions, an
 * unknown mode, and options that the mode does not have; a DTypeError for integers, except uint8 in the nearest modes.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
export function interpolate(x: Tensor, options: InterpolateOptions): Tensor {
  const { mode = 'nearest', alignCorners, antialias = false } = options;
  checkMode(x, mode, options);
  const { sizes, scaleFactors } = targets(x.shape.slice(2), mode, options);
  const round = x.dtype === 'float64' ? (value: number): number => value : Math.fround;
  let result = x;
  for (const [i, outSize] of sizes.entries()) {
    const inSize = x.shape[i + 2]!;
    const scaleFactor = scaleFactors?.[i];
    // PyTorch's linear modes copy when the size stays, whatever scale factor led to it
    if (inSize === outSize && (scaleFactor === undefined || (isLinear(mode) && !antialias))) continue;
    const resampling = { inSize, outSize, scaleFactor, alignCorners: alignCorners ?? false, round };
    result = resample(result, i + 2, tapsOf(mode, antialias, resampling));
  }
  return result === x ? x.clone() : result;
}

function isLinear(mode: InterpolationMode): boolean {
  return mode === 'linear' || mode === 'bilinear' || mode === 'trilinear';
}

function tapsOf(mode: InterpolationMode, antialias: boolean, resampling: Resampling): readonly Tap[] {
  switch (mode) {
    case 'nearest':
    case 'nearest-exact':
      return nearestTaps(resampling, mode === 'nearest-exact');
    case 'linear':
    case 'bilinear':
    case 'trilinear':
      return antialias ? antialiasedTaps(resampling, 'linear') : linearTaps(resampling);
    case 'bicubic':
      return antialias ? antialiasedTaps(resampling, 'cubic') : cubicTaps(resampling);
    case 'area':
      return areaTaps(resampling);
    default:
      return mode satisfies never;
  }
}

function checkMode(x: Tensor, mode: InterpolationMode, { alignCorners, antialias = false }: InterpolateOptions): void {
  if (!Object.hasOwn(ranks, mode)) {
    const known = Object.keys(ranks).join(', ');
    throw new ArgumentError(`interpolate: unknown mode ${JSON.stringify(mode)}: expected one of ${known}`);
  }
  const nearest = mode === 'nearest' || mode === 'nearest-exact';
  if (alignCorners !== undefined && (nearest || mode === 'area')) {
    throw new ArgumentError(`interpolate: alignCorners means nothing for mode ${mode}`);
  }
  if (antialias && mode !== 'bilinear' && mode !== 'bicubic') {
    throw new ArgumentError(`interpolate: antialias is for modes bilinear and bicubic, got ${mode}`);
  }
  if (!ranks[mode].includes(x.ndim - 2)) {
    const expected = ranks[mode].map((rank) => rank + 2).join(', ');
    throw new ShapeError(
      `interpolate: ${formatShape(x.shape)} has ${x.ndim} dimensions, mode ${mode} takes ${expected}`,
    );
  }
  if (!isFloat(x.dtype) && !(nearest && x.dtype === 'uint8')) {
    throw new DTypeError(`interpolate: expected a float tensor, got ${x.dtype}`);
  }
}

/** The sizes to reach, and the factors by which coordinates scale where they do not follow from those. */
function targets(
  shape: Shape,
  mode: InterpolationMode,
  { size, scaleFactor, recomputeScaleFactor = false }: InterpolateOptions,
): { sizes: Shape; scaleFactors: readonly number[] | undefined } {
  if ((size === undefined) === (scaleFactor === undefined)) {
    throw new ArgumentError('interpolate: exactly one of size and scaleFactor must be given');
  }
  if (size !== undefined && recomputeScaleFactor) {
    throw new ArgumentError('interpolate: recomputeScaleFactor means nothing with a size');
  }
  const factors = scaleFactor === undefined ? undefined : listOf('scaleFactor', scaleFactor, shape.length);
  const sizes = factors?.map((factor, i) => Math.floor(shape[i]! * factor)) ?? listOf('size', size!, shape.length);
  if (![...sizes, ...shape].every((length) => Number.isInteger(length) && length > 0)) {
    throw new ShapeError(
      `interpolate: cannot go from ${formatShape(shape)} to ${formatShape(sizes)}: sizes must be ≥ 1`,
    );
  }
  return { sizes, scaleFactors: recomputeScaleFactor || mode === 'area' ? undefined : factors };
}

function listOf(what: string, given: number | readonly number[], rank: number): readonly number[] {
  if (typeof given === 'number') return new Array<number>(rank).fill(given);
  if (given.length !== rank) {
    throw new ArgumentError(
      `interpolate: ${what} has ${given.length} elements for ${rank} dimensions after the channels`,
    );
  }
  return given;
}
