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

function exchanged(name: string, x: Tensor, dim0: number, dim1: number): Tensor {
  checkTensor(name, x, 0);
  const rank = x.shape.length;
  return transposeOp(x, { dim0: wrapDim(name, dim0, rank), dim1: wrapDim(name, dim1, rank) });
}

/**
 * Exchanges two dimensions. Throws an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  return exchanged('transpose', x, dim0, dim1);
}

/** {@link transpose}, as NumPy calls it. https://docs.pytorch.org/docs/stable/generated/torch.swapaxes.html */
export function swapaxes(x: Tensor, axis0: number, axis1: number): Tensor {
  return exchanged('swapaxes', x, axis0, axis1);
}

/** {@link transpose}. https://docs.pytorch.org/docs/stable/generated/torch.swapdims.html */
export function swapdims(x: Tensor, dim0: number, dim1: number): Tensor {
  return exchanged('swapdims', x, dim0, dim1);
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

function matricesTransposed(name: string, x: Tensor): Tensor {
  checkTensor(name, x, 0);
  if (x.shape.length === 1)
    throw new ShapeError(`${name}: expected a matrix or a batch of matrices, got ${formatShape(x.shape)}`);
  return x.shape.length === 0 ? x : transpose(x, -2, -1);
}

/**
 * A matrix, or each of a batch, transposed; a 0-d tensor as it is. Throws a ShapeError for a vector.
 * https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.mT
 */
export function mT(x: Tensor): Tensor {
  return matricesTransposed('mT', x);
}

/**
 * A matrix transposed; a 0-d tensor as it is. Throws a ShapeError for anything else.
 * https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.H
 */
export function H(x: Tensor): Tensor {
  checkTensor('H', x, 0);
  if (x.shape.length !== 0 && x.shape.length !== 2)
    throw new ShapeError(`H: expected a matrix, got ${formatShape(x.shape)}`);
  return x.shape.length === 0 ? x : transpose(x, 0, 1);
}

/** {@link mT}. https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.mH */
export function mH(x: Tensor): Tensor {
  return matricesTransposed('mH', x);
}

/**
 * {@link mT}: of real numbers, transposed is adjoint. Throws a ShapeError for a vector.
 * https://docs.pytorch.org/docs/stable/generated/torch.adjoint.html
 */
export function adjoint(x: Tensor): Tensor {
  return matricesTransposed('adjoint', x);
}

function moved(
  name: string,
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  checkTensor(name, x, 0);
  const rank = x.shape.length;
  const from = wrapDims(name, typeof source === 'number' ? [source] : source, rank);
  const to = wrapDims(name, typeof destination === 'number' ? [destination] : destination, rank);
  if (from.length !== to.length) {
    throw new ShapeError(`${name}: ${formatShape(from)} cannot move to ${formatShape(to)}: the lists differ in length`);
  }
  const rest = x.shape.map((_, d) => d).filter((d) => !from.includes(d));
  const order = x.shape.map((_, d) => (to.includes(d) ? from[to.indexOf(d)]! : rest.shift()!));
  return permuteOp(x, { dims: order });
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
  return moved('movedim', x, source, destination);
}

/** {@link movedim}, as NumPy calls it. https://docs.pytorch.org/docs/stable/generated/torch.moveaxis.html */
export function moveaxis(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  return moved('moveaxis', x, source, destination);
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
