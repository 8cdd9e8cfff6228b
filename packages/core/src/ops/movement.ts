import { ShapeError } from '../errors.ts';
import { defineView } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, wrapDim, wrapDims } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

function pick(list: Shape, dims: readonly number[]): Shape {
  const out = new Array<number>(dims.length);
  for (let d = 0; d < dims.length; d++) out[d] = list[dims[d]!]!;
  return out;
}

const permuteOp = /* @__PURE__ */ defineView<{ readonly dims: readonly number[] }>({
  name: 'permute',
  geometry: ({ shape, strides, offset }, { dims }) => ({
    shape: pick(shape, dims),
    strides: pick(strides, dims),
    offset,
  }),
  vjp: ({ options: { dims } }) => {
    return ([grad]) => [grad!.permute(dims.map((_, d) => dims.indexOf(d)))];
  },
});

/**
 * Orders the dimensions anew: dimension `i` of the result is dimension `dims[i]` of x.
 *
 * Throws a ShapeError unless every dimension is named, an ArgumentError for one given twice, an IndexError for one out
 * of range. https://docs.pytorch.org/docs/stable/generated/torch.permute.html
 */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  checkTensor('permute', x, 0);
  if (dims.length !== x.shape.length) {
    throw new ShapeError(`permute: ${formatShape(dims)} does not name each dimension of ${formatShape(x.shape)} once`);
  }
  return permuteOp(x, { dims: wrapDims('permute', dims, dims.length) });
}

function swapped(list: Shape, i: number, j: number): Shape {
  if (list.length === 0) return list;
  const out = list.slice();
  out[i] = list[j]!;
  out[j] = list[i]!;
  return out;
}

const transposeOp = /* @__PURE__ */ defineView<{ readonly dim0: number; readonly dim1: number }>({
  name: 'transpose',
  geometry: ({ shape, strides, offset }, { dim0, dim1 }) => ({
    shape: swapped(shape, dim0, dim1),
    strides: swapped(strides, dim0, dim1),
    offset,
  }),
  vjp: ({ options: { dim0, dim1 } }) => {
    return ([grad]) => [grad!.transpose(dim0, dim1)];
  },
});

/**
 * Exchanges two dimensions. Throws an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  checkTensor('transpose', x, 0);
  const rank = x.shape.length;
  return transposeOp(x, { dim0: wrapDim('transpose', dim0, rank), dim1: wrapDim('transpose', dim1, rank) });
}

/**
 * A matrix transposed; vectors and 0-d tensors as they are. Throws a ShapeError beyond two dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.t.html
 */
export function t(x: Tensor): Tensor {
  checkTensor('t', x, 0);
  if (x.shape.length > 2)
    throw new ShapeError(`t: expected at most 2 dimensions, got ${formatShape(x.shape)}; use mT or permute`);
  return transpose(x, 0, -1);
}

/**
 * A matrix, or each of a batch, transposed. Throws a ShapeError below two dimensions.
 * https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.mT
 */
export function mT(x: Tensor): Tensor {
  checkTensor('mT', x, 0);
  if (x.shape.length < 2)
    throw new ShapeError(`mT: expected a matrix or a batch of matrices, got ${formatShape(x.shape)}`);
  return transpose(x, -2, -1);
}

/**
 * Moves dimensions to other places; the others stay in order.
 *
 * Throws a ShapeError unless as many destinations as sources are given, and as {@link permute}.
 * https://docs.pytorch.org/docs/stable/generated/torch.movedim.html
 */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  checkTensor('movedim', x, 0);
  const rank = x.shape.length;
  const from = wrapDims('movedim', typeof source === 'number' ? [source] : source, rank);
  const to = wrapDims('movedim', typeof destination === 'number' ? [destination] : destination, rank);
  if (from.length !== to.length) {
    throw new ShapeError(`movedim: ${formatShape(from)} cannot move to ${formatShape(to)}: the lists differ in length`);
  }
  const rest = x.shape.map((_, d) => d).filter((d) => !from.includes(d));
  const order = x.shape.map((_, d) => (to.includes(d) ? from[to.indexOf(d)]! : rest.shift()!));
  return permuteOp(x, { dims: order });
}

/** `requested` with every −1 replaced by the size there is. */
function expandedShape(name: string, shape: Shape, requested: Shape): Shape {
  const extra = requested.length - shape.length;
  const refusal = (reason: string): ShapeError =>
    new ShapeError(`${name}: cannot expand ${formatShape(shape)} to ${formatShape(requested)}: ${reason}`);
  if (extra < 0) throw refusal('it has fewer dimensions');
  const out = requested.slice();
  for (let d = 0; d < out.length; d++) {
    const size = d < extra ? undefined : shape[d - extra]!;
    const wanted = out[d]!;
    if (wanted === -1) {
      if (size === undefined) throw refusal(`dimension ${d} is new, so -1 is no size for it`);
      out[d] = size;
    } else if (!Number.isInteger(wanted) || wanted < 0) {
      throw refusal('sizes are whole numbers ≥ 0, or -1');
    } else if (size !== undefined && size !== wanted && size !== 1) {
      throw refusal(`dimension ${d} has size ${size}, and only size 1 can repeat`);
    }
  }
  return out;
}

const expandOp = /* @__PURE__ */ defineView<{ readonly shape: Shape }>({
  name: 'expand',
  geometry: (x, { shape }) => {
    const extra = shape.length - x.shape.length;
    const strides = new Array<number>(shape.length).fill(0);
    for (let d = extra; d < shape.length; d++) if (x.shape[d - extra] === shape[d]) strides[d] = x.strides[d - extra]!;
    return { shape, strides, offset: x.offset };
  },
  // the engine sums over what was repeated
  vjp: () => (grads) => grads,
});

/**
 * Repeats dimensions of size 1, and adds new ones in front, without copying; −1 keeps a size.
 *
 * Throws a ShapeError when the shapes do not fit.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  checkTensor('expand', x, 0);
  return expandOp(x, { shape: expandedShape('expand', x.shape, shape) });
}

/** {@link expand}. https://docs.pytorch.org/docs/stable/generated/torch.broadcast_to.html */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensor('broadcastTo', x, 0);
  return expandOp(x, { shape: expandedShape('broadcastTo', x.shape, shape) });
}

const squeezeOp = /* @__PURE__ */ defineView<{ readonly dims: readonly number[] }>({
  name: 'squeeze',
  geometry: ({ shape, strides, offset }, { dims }) => {
    const rest: number[] = [];
    for (let d = 0; d < shape.length; d++) if (!dims.includes(d)) rest.push(d);
    return { shape: pick(shape, rest), strides: pick(strides, rest), offset };
  },
  vjp: ({ inputs: [{ shape }] }) => {
    return ([grad]) => [grad!.reshape(shape)];
  },
});

/**
 * Drops dimensions of size 1: all of them, or those named. A named one of another size stays.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html
 */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  checkTensor('squeeze', x, 0);
  const { shape } = x;
  const named =
    dim === undefined ? undefined : wrapDims('squeeze', typeof dim === 'number' ? [dim] : dim, shape.length);
  const dims: number[] = [];
  for (let d = 0; d < shape.length; d++) if (shape[d] === 1 && (!named || named.includes(d))) dims.push(d);
  return squeezeOp(x, { dims });
}

const unsqueezeOp = /* @__PURE__ */ defineView<{ readonly dim: number }>({
  name: 'unsqueeze',
  geometry: ({ shape, strides, offset }, { dim }) => ({
    shape: shape.toSpliced(dim, 0, 1),
    strides: strides.toSpliced(dim, 0, dim < shape.length ? shape[dim]! * strides[dim]! : 1),
    offset,
  }),
  vjp: ({ options: { dim } }) => {
    return ([grad]) => [grad!.squeeze(dim)];
  },
});

/**
 * Adds a dimension of size 1 at `dim`; −1 puts it last. Throws an IndexError for a place out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  checkTensor('unsqueeze', x, 0);
  return unsqueezeOp(x, { dim: wrapDim('unsqueeze', dim, x.shape.length + 1) });
}
