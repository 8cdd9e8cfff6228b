import { ShapeError } from '../errors.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { contiguousStrides, formatShape, isContiguous, type Shape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The requested shape with its −1 filled in, checked against the elements there are. */
function resolveShape(name: string, requested: Shape, shape: Shape): Shape {
  const size = sizeOf(shape);
  const resolved = requested.slice();
  let known = 1;
  let unknown = -1;
  for (let d = 0; d < resolved.length; d++) {
    const wanted = resolved[d]!;
    if (wanted === -1) {
      if (unknown >= 0) throw new ShapeError(`${name}: only one size of ${formatShape(requested)} can be -1`);
      unknown = d;
    } else if (!Number.isInteger(wanted) || wanted < 0) {
      throw new ShapeError(
        `${name}: ${formatShape(requested)} is not a shape: sizes are whole numbers ≥ 0, or once -1`,
      );
    } else {
      known *= wanted;
    }
  }
  if (unknown < 0 ? known === size : known > 0 && size % known === 0) {
    if (unknown >= 0) resolved[unknown] = size / known;
    return resolved;
  }
  if (unknown >= 0 && known === 0 && size === 0) {
    throw new ShapeError(
      `${name}: -1 is ambiguous in ${formatShape(requested)}: any size fits a tensor without elements`,
    );
  }
  throw new ShapeError(
    `${name}: ${formatShape(shape)} has ${size} elements, which ${formatShape(requested)} cannot hold` +
      (unknown < 0 ? `: it has ${known}` : ''),
  );
}

/** The strides with which the same elements, in the same order, are seen as `target`; `undefined` without any. */
function viewStrides(shape: Shape, strides: Shape, target: Shape): Shape | undefined {
  if (isContiguous(shape, strides) || sizeOf(shape) === 0) return contiguousStrides(target);
  const out = new Array<number>(target.length);
  let to = target.length - 1;
  let step = strides.at(-1)!;
  let block = 1;
  for (let from = shape.length - 1; from >= 0; from--) {
    block *= shape[from]!;
    const joins = from > 0 && (shape[from - 1] === 1 || strides[from - 1] === block * step);
    if (joins) continue;
    // dimensions up to here lie evenly spaced in memory: those of the target must divide them among themselves
    let covered = 1;
    for (; to >= 0 && (covered < block || target[to] === 1); to--) {
      out[to] = covered * step;
      covered *= target[to]!;
    }
    if (covered !== block) return undefined;
    step = strides[from - 1] ?? 1;
    block = 1;
  }
  return out;
}

const viewOp = /* @__PURE__ */ defineView<{ readonly shape: Shape }>({
  name: 'view',
  geometry: (x, { shape }) => {
    const strides = viewStrides(x.shape, x.strides, shape);
    if (strides) return { shape, strides, offset: x.offset };
    throw new ShapeError(
      `view: ${formatShape(x.shape)} with strides ${formatShape(x.strides)} cannot be seen as ${formatShape(shape)} ` +
        'without a copy; use reshape, which copies when it must, or contiguous() before',
    );
  },
  vjp: ({ inputs: [{ shape }] }) => {
    return ([grad]) => [grad!.reshape(shape)];
  },
});

/**
 * The same elements, in the same order, seen in another shape; one size may be −1.
 *
 * Throws a ShapeError when the shape does not hold the elements, or when the strides do not allow it without a copy.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html
 */
export function view(x: Tensor, shape: Shape): Tensor {
  checkTensor('view', x, 0);
  return viewOp(x, { shape: resolveShape('view', shape, x.shape) });
}

/**
 * {@link view} in the shape of `other`. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view_as.html
 */
export function viewAs(x: Tensor, other: Tensor): Tensor {
  checkTensor('viewAs', x, 0);
  checkTensor('viewAs', other, 1);
  return viewOp(x, { shape: resolveShape('viewAs', other.shape, x.shape) });
}

const cloneOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'clone',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out]) => kernels.copy(x, out!),
  vjp: () => (grads) => grads,
  batch: leadingBatch(),
});

/** A row-major copy with storage of its own; gradients flow back to the original. */
export function clone(x: Tensor): Tensor {
  return cloneOp([x], undefined);
}

/** The same elements in row-major order without gaps: the tensor itself where they are, otherwise a copy. */
export function contiguous(x: Tensor): Tensor {
  checkTensor('contiguous', x, 0);
  return isContiguous(x.shape, x.strides) ? x : clone(x);
}

function toShape(x: Tensor, shape: Shape): Tensor {
  const viewable = isContiguous(x.shape, x.strides) || viewStrides(x.shape, x.strides, shape);
  return viewOp(viewable ? x : clone(x), { shape });
}

/**
 * The same elements, in row-major order, in another shape; one size may be −1. A view where the strides allow it,
 * otherwise a copy.
 *
 * Throws a ShapeError when the shape does not hold the elements.
 * https://docs.pytorch.org/docs/stable/generated/torch.reshape.html
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensor('reshape', x, 0);
  return toShape(x, resolveShape('reshape', shape, x.shape));
}

/**
 * {@link reshape} to the shape of `other`.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html
 */
export function reshapeAs(x: Tensor, other: Tensor): Tensor {
  checkTensor('reshapeAs', x, 0);
  checkTensor('reshapeAs', other, 1);
  return toShape(x, resolveShape('reshapeAs', other.shape, x.shape));
}

/** All elements as a vector, a view where possible. https://docs.pytorch.org/docs/stable/generated/torch.ravel.html */
export function ravel(x: Tensor): Tensor {
  checkTensor('ravel', x, 0);
  return toShape(x, [sizeOf(x.shape)]);
}

/**
 * Makes the dimensions `startDim` to `endDim` one; a 0-d tensor becomes one of shape `[1]`.
 *
 * Throws an IndexError for a dimension out of range, a ShapeError when `startDim` comes after `endDim`.
 * https://docs.pytorch.org/docs/stable/generated/torch.flatten.html
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  checkTensor('flatten', x, 0);
  const { shape } = x;
  const start = wrapDim('flatten', startDim, shape.length);
  const end = wrapDim('flatten', endDim, shape.length);
  if (start > end) throw new ShapeError(`flatten: startDim ${startDim} comes after endDim ${endDim}`);
  const joined = sizeOf(shape.slice(start, end + 1));
  return toShape(x, [...shape.slice(0, start), joined, ...shape.slice(end + 1)]);
}

/**
 * Splits the dimension `dim` into dimensions of the given sizes, one of which may be −1.
 *
 * Throws an IndexError for a dimension out of range, a ShapeError unless the sizes multiply to that of `dim`.
 * https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html
 */
export function unflatten(x: Tensor, dim: number, sizes: Shape): Tensor {
  checkTensor('unflatten', x, 0);
  const wrapped = wrapDim('unflatten', dim, x.shape.length);
  if (x.shape.length === 0) throw new ShapeError('unflatten: a 0-d tensor has no dimension to split');
  const split = resolveShape(`unflatten: dim ${wrapped} of ${formatShape(x.shape)}`, sizes, [x.shape[wrapped]!]);
  return toShape(x, x.shape.toSpliced(wrapped, 1, ...split));
}
