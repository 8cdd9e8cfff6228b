import { ArgumentError, ShapeError } from '../errors.ts';
import type { AveragedWindows, PoolWindows } from '../kernels/pooling.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkSpatial, checkSpatialResult, type Spatial, spatial } from './spatial.ts';

/** What all pooling with windows of one size takes. */
export interface PoolOptions {
  /** How far the windows lie apart. Defaults to the kernel's size. */
  readonly stride?: Spatial | undefined;
  /** How far the windows reach beyond both ends: at most half the kernel's size. Defaults to 0. */
  readonly padding?: Spatial | undefined;
  /** Whether a last window may reach beyond the end. Defaults to false. */
  readonly ceilMode?: boolean | undefined;
}

/** Pooling between two sizes of the spatial dimensions. */
export interface Pooling {
  readonly input: Shape;
  readonly output: Shape;
}

/** Windows of one size, with the settings of each spatial dimension. */
export interface SlidingPooling extends Pooling {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;
}

/** Refuses inputs of another rank, and those without elements unless it is the batch that has none. */
export function checkPooled(name: string, input: Tensor, rank: number): void {
  checkSpatial(name, input, rank);
  const channels = input.shape.length - rank - 1;
  if (input.shape[channels] === 0)
    throw new ShapeError(`${name}: dimension ${channels} of the input ${formatShape(input.shape)} is empty`);
}

/** The checked settings of a call, and the size of its result. */
export function checkPooling(
  name: string,
  rank: number,
  input: Tensor,
  kernel: Spatial,
  options: PoolOptions & { readonly dilation?: Spatial | undefined },
): SlidingPooling {
  checkPooled(name, input, rank);
  const kernelSize = spatial(name, 'kernelSize', kernel, rank, 1);
  // an empty list is PyTorch's way to leave the stride out
  const absent = options.stride === undefined || (typeof options.stride === 'object' && options.stride.length === 0);
  const stride = absent ? kernelSize : spatial(name, 'stride', options.stride!, rank, 1);
  const padding = spatial(name, 'padding', options.padding ?? 0, rank, 0);
  const dilation = spatial(name, 'dilation', options.dilation ?? 1, rank, 1);
  padding.forEach((size, d) => {
    if (size > kernelSize[d]! / 2) {
      throw new ArgumentError(`${name}: padding is ${size}, expected at most half the kernelSize ${kernelSize[d]}`);
    }
  });
  const { ceilMode = false } = options;
  const sizes = input.shape.slice(-rank);
  const output = sizes.map((size, d) => {
    const room = size + 2 * padding[d]! - dilation[d]! * (kernelSize[d]! - 1) - 1;
    const steps = room / stride[d]!;
    const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // a window that starts behind the end is none
    return ceilMode && (count - 1) * stride[d]! >= size + padding[d]! ? count - 1 : count;
  });
  checkSpatialResult(name, output, input.shape);
  return { input: sizes, output, kernelSize, stride, padding, dilation, ceilMode };
}

/** The windows of each dimension, cut off at both ends. */
export function slidingWindows({
  input,
  output,
  kernelSize,
  stride,
  padding,
  dilation,
}: SlidingPooling): PoolWindows[] {
  return input.map((size, d) => {
    const step = dilation[d]!;
    const first = Array.from({ length: output[d]! }, (_, i) => i * stride[d]! - padding[d]!);
    return {
      starts: first.map((start) => (start < 0 ? start + Math.ceil(-start / step) * step : start)),
      ends: first.map((start) => Math.min(start + (kernelSize[d]! - 1) * step + 1, size)),
      step,
    };
  });
}

/** As many windows as the result has elements, which divide a dimension as evenly as they can. */
export function adaptiveWindows({ input, output }: Pooling): AveragedWindows[] {
  return input.map((size, d) => {
    const count = output[d]!;
    const indices = Array.from({ length: count }, (_, i) => i);
    const starts = indices.map((i) => Math.floor((i * size) / count));
    const ends = indices.map((i) => Math.ceil(((i + 1) * size) / count));
    return { starts, ends, step: 1, divisors: ends.map((end, i) => end - starts[i]!) };
  });
}
