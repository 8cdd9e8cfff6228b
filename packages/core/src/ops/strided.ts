import { ArgumentError, GradientError, IndexError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView, type ViewGeometry } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';

/** Past the last element that a geometry reads. */
function endOf({ shape, strides, offset }: ViewGeometry): number {
  if (shape.includes(0)) return offset;
  return shape.reduce((end, size, d) => end + (size - 1) * strides[d]!, offset) + 1;
}

/** A geometry relative to where a tensor begins, and the strides of that tensor. */
interface Relative extends ViewGeometry {
  readonly of: Shape;
}

/** Whether the elements of a tensor of some shape lie alike with both strides. */
function lieAlike(shape: Shape, strides: Shape, others: Shape): boolean {
  return shape.every((size, d) => size === 1 || strides[d] === others[d]);
}

const asStridedOp = /* @__PURE__ */ defineView<Relative>({
  name: 'asStrided',
  geometry: (x, { shape, strides, offset, of }) => {
    // after a write in place, the view is made again of a gradient, which lies in order
    if (!lieAlike(x.shape, x.strides, of)) {
      throw new GradientError(
        `asStrided: no gradient goes through a view of ${formatShape(x.shape)} with strides ${formatShape(of)} that was ` +
          'written to; make the view of contiguous()',
      );
    }
    return { shape, strides, offset: x.offset + offset };
  },
  vjp: ({ inputs: [{ shape, strides }], options }) => {
    // both may see elements that the other does not: the gradient goes by way of all of them
    const first = Math.min(0, options.offset);
    const own = { shape, strides, offset: -first };
    const view = { shape: options.shape, strides: options.strides, offset: options.offset - first };
    const size = Math.max(endOf(own), endOf(view));
    return ([grad]) => [seenIn(addStridedOp([grad!], { ...view, size }), own)];
  },
});

interface Strided extends ViewGeometry {
  readonly size: number;
}

const addStridedOp = /* @__PURE__ */ defineOp<readonly [Tensor], Strided>({
  name: 'addStrided',
  dtype: dtypeOfFirst,
  shape: (_, { size }) => [size],
  forward: (kernels, [x], [out], { shape, strides, offset }) => {
    kernels.fill(0, out!);
    kernels.accumulate(x, { ...out!, shape, strides, offset });
  },
  vjp: ({ options: { shape, strides, offset } }) => {
    return ([grad]) => [stridedOf(grad!, { shape, strides, offset })];
  },
  batch: (call) => {
    const { shape, strides, offset, size } = call.options;
    const batch = { shape: [call.size, ...shape], strides: [size, ...strides], offset, size: call.size * size };
    const all = call.op(batchAll(call), batch) as Tensor;
    return all.reshape([call.size, size]);
  },
});

/** A geometry over the elements of a tensor in row-major order, wherever they lie. */
function stridedOf(x: Tensor, { shape, strides, offset }: ViewGeometry): Tensor {
  const flat = x.contiguous();
  return asStridedOp(flat, { shape, strides, offset, of: flat.strides });
}

/** The elements at a geometry; one that it has several times is shared among its places. */
function seenIn(flat: Tensor, geometry: ViewGeometry): Tensor {
  const seen = stridedOf(flat, geometry);
  if (!mayOverlap(geometry)) return seen;
  const ones = filledLike(flat, 1, flat.dtype, geometry.shape);
  const counts = addStridedOp([ones], { ...geometry, size: flat.shape[0]! });
  return seen.div(stridedOf(counts, geometry));
}

/** Whether several places may hold the same element: unless each dimension steps over all of the smaller ones. */
function mayOverlap({ shape, strides }: ViewGeometry): boolean {
  const order = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  order.sort((a, b) => strides[a]! - strides[b]!);
  let reach = 0;
  for (const d of order) {
    if (strides[d]! <= reach) return true;
    reach += (shape[d]! - 1) * strides[d]!;
  }
  return false;
}

/**
 * A view of the storage of x with any sizes and strides, from `storageOffset` on (where x begins, unless given).
 * Gradients of an element that it shows several times are summed.
 *
 * Throws an ArgumentError unless there is one stride ≥ 0 for each size, an IndexError when it leaves the storage.
 * https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html
 */
export function asStrided(x: Tensor, size: Shape, stride: Shape, storageOffset: number = x.offset): Tensor {
  checkTensor('asStrided', x, 0);
  if (size.length !== stride.length) {
    throw new ArgumentError(`asStrided: ${formatShape(size)} and ${formatShape(stride)} differ in length`);
  }
  if ([...size, ...stride, storageOffset].some((one) => !Number.isInteger(one) || one < 0)) {
    throw new ArgumentError(
      `asStrided: sizes ${formatShape(size)}, strides ${formatShape(stride)} and offset ${storageOffset} must be whole numbers ≥ 0`,
    );
  }
  const geometry = { shape: size.slice(), strides: stride.slice(), offset: storageOffset };
  if (endOf(geometry) > x.storage.length) {
    throw new IndexError(
      `asStrided: sizes ${formatShape(size)} with strides ${formatShape(stride)} from ${storageOffset} need ` +
        `${endOf(geometry)} elements, the storage has ${x.storage.length}`,
    );
  }
  return asStridedOp(x, { ...geometry, offset: storageOffset - x.offset, of: x.strides });
}
