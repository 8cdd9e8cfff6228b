import { ArgumentError, ShapeError } from '../errors.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView, type ViewGeometry } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { part } from './operands.ts';

/** Windows over one dimension. */
export interface Windows {
  readonly dim: number;
  /** How many elements a window has. */
  readonly size: number;
  /** From one window to the next. */
  readonly step: number;
  /** From one element of a window to the next. */
  readonly dilation: number;
}

/** How many windows fit into `length` elements; below 1 when not even one does. */
export function countWindows(length: number, { size, step, dilation }: Omit<Windows, 'dim'>): number {
  return Math.floor((length - dilation * (size - 1) - 1) / step) + 1;
}

function geometryOf(
  { shape, strides, offset }: { shape: Shape; strides: Shape; offset: number },
  windows: Windows,
): ViewGeometry {
  const { dim, size, step, dilation } = windows;
  return {
    shape: [...shape.with(dim, countWindows(shape[dim]!, windows)), size],
    strides: [...strides.with(dim, strides[dim]! * step), strides[dim]! * dilation],
    offset,
  };
}

const windowsOp = /* @__PURE__ */ defineView<Windows>({
  name: 'windows',
  geometry: geometryOf,
  vjp: ({ inputs: [{ shape }], options }) => {
    const length = shape[options.dim]!;
    return ([grad]) => [addWindows(grad!, { ...options, length })];
  },
});

const addWindowsOp = /* @__PURE__ */ defineOp<readonly [Tensor], Windows & { readonly length: number }>({
  name: 'addWindows',
  dtype: dtypeOfFirst,
  shape: ([shape], { dim, length }) => shape.slice(0, -1).with(dim, length),
  forward: (kernels, [x], [out], options) => {
    kernels.fill(0, out!);
    const { dim, size } = options;
    const windows = { ...out!, ...geometryOf(out!, options) };
    const last = x.shape.length - 1;
    // one window, or one element of each, at a time: so none is added to twice; the first windows come first either way
    const byWindow = x.shape[dim]! < size;
    const along = byWindow ? dim : last;
    const count = x.shape[along]!;
    for (let i = 0; i < count; i++) {
      const at = byWindow ? i : count - 1 - i;
      const shape = x.shape.with(along, 1);
      kernels.accumulate(part(x, along, at, shape), part(windows, along, at, shape));
    }
  },
  vjp: ({ options }) => {
    return ([grad]) => [windowsOf(grad!, options)];
  },
  batch: leadingBatch(({ dim, ...rest }) => ({ ...rest, dim: dim + 1 })),
});

/** A view of the windows over a dimension, which counts them then; their elements are a new last dimension. */
export function windowsOf(x: Tensor, windows: Windows): Tensor {
  return windowsOp(x, windows);
}

/** The inverse of {@link windowsOf}: zeros, of size `length` along the dimension, plus the elements of all windows. */
export function addWindows(x: Tensor, windows: Windows & { readonly length: number }): Tensor {
  return addWindowsOp([x], windows);
}

/**
 * A view of all parts of `size` elements along `dim` that begin `step` apart; they are a new last dimension.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError unless `size` is a whole number ≥ 0 and `step`
 * one ≥ 1, a ShapeError when the dimension is smaller than `size`.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unfold.html
 */
export function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  checkTensor('unfold', x, 0);
  const wrapped = wrapDim('unfold', dim, x.shape.length);
  if (!Number.isInteger(size) || size < 0)
    throw new ArgumentError(`unfold: size must be a whole number ≥ 0, got ${size}`);
  if (!Number.isInteger(step) || step < 1)
    throw new ArgumentError(`unfold: step must be a whole number ≥ 1, got ${step}`);
  const length = x.shape.length === 0 ? 1 : x.shape[wrapped]!;
  if (size > length) {
    throw new ShapeError(
      `unfold: no part of ${size} elements fits into dimension ${wrapped} of ${formatShape(x.shape)}, which has ${length}`,
    );
  }
  if (x.shape.length === 0) return x.reshape([1]).narrow(0, 0, size);
  return windowsOp(x, { dim: wrapped, size, step, dilation: 1 });
}
