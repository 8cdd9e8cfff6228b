import { ArgumentError, ShapeError } from '../errors.ts';
import { scatterKernel } from '../kernels/indexing.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst, integerIndex } from './index-checks.ts';
import { gather } from './indexing.ts';
import { checkPooled } from './pool-windows.ts';
import { checkSpatialResult, type Spatial, spatial } from './spatial.ts';

/** What the inverse of max pooling takes: the settings of the pooling. */
export interface MaxUnpoolOptions {
  /** How far the windows lay apart. Defaults to the kernel's size. */
  readonly stride?: Spatial | undefined;
  /** How far the windows reached beyond both ends. Defaults to 0. */
  readonly padding?: Spatial | undefined;
  /** The size that was pooled (of all dimensions or the spatial ones), as several give the same result. */
  readonly outputSize?: Shape | undefined;
}

interface Placing {
  /** The function that was called, for errors. */
  readonly caller: string;
  /** How many elements a plane of the result has. */
  readonly size: number;
}

const placeOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Placing>({
  name: 'maxUnpool',
  dtype: dtypeOfFirst,
  shape: ([shape], { size }) => shape.with(-1, size),
  forward: (kernels, [x, index], [out], { caller }) => {
    kernels.fill(0, out!);
    scatterKernel(caller, 'set', x.shape.length - 1, index, x, out!);
  },
  vjp: ({ inputs: [{ shape }, index], save }) => {
    const saved = save(index);
    return ([grad]) => [gather(grad!, shape.length - 1, saved()), undefined];
  },
  batch: leadingBatch(),
});

/** The sizes that were pooled: the smallest, or those given, which must have led to the same result. */
function pooledSizes(
  name: string,
  sizes: Shape,
  kernelSize: readonly number[],
  options: MaxUnpoolOptions,
): readonly number[] {
  const rank = sizes.length;
  const stride = options.stride === undefined ? kernelSize : spatial(name, 'stride', options.stride, rank, 1);
  const padding = spatial(name, 'padding', options.padding ?? 0, rank, 0);
  const smallest = sizes.map((size, d) => (size - 1) * stride[d]! - 2 * padding[d]! + kernelSize[d]!);
  const { outputSize } = options;
  if (outputSize === undefined) return smallest;
  const wanted = outputSize.length === rank + 2 ? outputSize.slice(2) : outputSize;
  if (wanted.length !== rank || wanted.some((size, d) => !(Math.abs(size - smallest[d]!) < stride[d]!))) {
    throw new ArgumentError(
      `${name}: outputSize is ${formatShape(outputSize)}, expected sizes less than the stride ` +
        `${formatShape(stride)} away from ${formatShape(smallest)}`,
    );
  }
  return wanted;
}

function maxUnpool(
  name: string,
  rank: number,
  x: Tensor,
  indices: Tensor,
  kernelSize: Spatial,
  options: MaxUnpoolOptions,
): Tensor {
  checkPooled(name, x, rank);
  checkTensor(name, indices, 1);
  const index = integerIndex(name, indices);
  const { shape } = x;
  if (!sameShape(index.shape, shape)) {
    throw new ShapeError(`${name}: the indices are ${formatShape(index.shape)}, expected ${formatShape(shape)}`);
  }
  const output = pooledSizes(name, shape.slice(-rank), spatial(name, 'kernelSize', kernelSize, rank, 1), options);
  checkSpatialResult(name, output, shape);
  const leading = shape.slice(0, -rank);
  const planes = [...leading, sizeOf(shape.slice(-rank))];
  const placed = placeOp([x.reshape(planes), index.reshape(planes)], { caller: name, size: sizeOf(output) });
  return placed.reshape([...leading, ...output]);
}

/**
 * The inverse of {@link maxPool1d} as far as there is one: the maxima at their indices, zeros elsewhere. Where an index
 * comes twice, one of its elements stays.
 *
 * Throws a ShapeError for an input of another rank or indices of another shape, an IndexError for one out of range, a
 * DTypeError unless they are integers, an ArgumentError for an `outputSize` that the pooling cannot have had.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool1d.html
 */
export function maxUnpool1d(x: Tensor, indices: Tensor, kernelSize: Spatial, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool('maxUnpool1d', 1, x, indices, kernelSize, options);
}

/**
 * {@link maxUnpool1d} for {@link maxPool2d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool2d.html
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, kernelSize: Spatial, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool('maxUnpool2d', 2, x, indices, kernelSize, options);
}

/**
 * {@link maxUnpool1d} for {@link maxPool3d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool3d.html
 */
export function maxUnpool3d(x: Tensor, indices: Tensor, kernelSize: Spatial, options: MaxUnpoolOptions = {}): Tensor {
  return maxUnpool('maxUnpool3d', 3, x, indices, kernelSize, options);
}
