import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView } from '../op/define-view.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { part } from './operands.ts';
import type { SliceRange } from './slice-range.ts';

interface SliceOf extends SliceRange {
  readonly dim: number;
}

interface SelectOf {
  readonly dim: number;
  readonly index: number;
}

/** Zeros with a tensor written to a slice: the gradient of taking one. */
const placeSliceOp = /* @__PURE__ */ defineOp<readonly [Tensor], SliceOf & { readonly shape: Shape }>({
  name: 'placeSlice',
  dtype: ([x]) => x.dtype,
  shape: (_, { shape }) => shape,
  forward: (kernels, [x], [out], { dim, start, step }) => {
    kernels.fill(0, out!);
    kernels.copy(x, part(out!, dim, start, x.shape, step));
  },
  vjp: ({ options }) => {
    return ([grad]) => [sliceOp(grad!, options)];
  },
  batch: leadingBatch((slice, { size }) => ({ ...slice, dim: slice.dim + 1, shape: [size, ...slice.shape] })),
});

type View<Options> = (x: Tensor, options: Options) => Tensor;

/* @__NO_SIDE_EFFECTS__ */
function sliceView(name: string): View<SliceOf> {
  return defineView<SliceOf>({
    name,
    geometry: ({ shape, strides, offset }, { dim, start, length, step }) => ({
      shape: shape.with(dim, length),
      strides: strides.with(dim, strides[dim]! * step),
      offset: offset + start * strides[dim]!,
    }),
    vjp: ({ inputs: [{ shape }], options: { dim, start, length, step } }) => {
      return ([grad]) => [placeSliceOp([grad!], { dim, start, length, step, shape })];
    },
  });
}

/** A slice of consecutive elements. */
export const narrowOp: View<SliceOf> = /* @__PURE__ */ sliceView('narrow');

/** A slice as indexing takes it. */
export const sliceOp: View<SliceOf> = /* @__PURE__ */ sliceView('slice');

/** What stands at one index of a dimension, without that dimension. */
export const selectOp: View<SelectOf> = /* @__PURE__ */ defineView<SelectOf>({
  name: 'select',
  geometry: ({ shape, strides, offset }, { dim, index }) => ({
    shape: shape.toSpliced(dim, 1),
    strides: strides.toSpliced(dim, 1),
    offset: offset + index * strides[dim]!,
  }),
  vjp: ({ inputs: [{ shape }], options: { dim, index } }) => {
    return ([grad]) => [placeSliceOp([grad!.unsqueeze(dim)], { dim, start: index, length: 1, step: 1, shape })];
  },
});
