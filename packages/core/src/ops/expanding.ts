import { ArgumentError, ShapeError } from '../errors.ts';
import { defineView } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { listOf } from './tensor-list.ts';

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

/**
 * x expanded to the shape of `other`. Throws a ShapeError when the shapes do not fit.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html
 */
export function expandAs(x: Tensor, other: Tensor): Tensor {
  checkTensor('expandAs', x, 0);
  checkTensor('expandAs', other, 1);
  return expandOp(x, { shape: expandedShape('expandAs', x.shape, other.shape) });
}

/**
 * The inverse of {@link expand}: sums over the dimensions that `size` has as 1, or not at all. x itself where it has
 * that size.
 *
 * Throws a ShapeError unless x has a shape that `size` broadcasts to.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.sum_to_size.html
 */
export function sumToSize(x: Tensor, size: Shape): Tensor {
  checkTensor('sumToSize', x, 0);
  const extra = x.shape.length - size.length;
  const target = (d: number): number => (d < extra ? 1 : size[d - extra]!);
  if (extra < 0 || x.shape.some((length, d) => target(d) !== length && target(d) !== 1))
    throw new ShapeError(`sumToSize: ${formatShape(size)} does not broadcast to ${formatShape(x.shape)}`);
  const dim = x.shape.map((_, d) => d).filter((d) => d < extra || target(d) !== x.shape[d]);
  return dim.length === 0 ? x : x.sum({ dim, keepdim: true }).reshape(size);
}

/**
 * Views of all tensors in the shape they broadcast to. Throws a ShapeError when they do not.
 * https://docs.pytorch.org/docs/stable/generated/torch.broadcast_tensors.html
 */
export function broadcastTensors(tensors: Iterable<Tensor>): Tensor[] {
  const list = listOf('broadcastTensors', tensors);
  const shape = list.reduce<Shape>((common, x) => broadcastShapes('broadcastTensors', common, x.shape), []);
  return list.map((x) => expandOp(x, { shape }));
}

/** How {@link meshgrid} lays out its result. */
export interface MeshgridOptions {
  /**
   * `'ij'`: dimension `i` is that of tensor `i`. `'xy'`: the first two are exchanged, as images have it. Defaults to
   * `'ij'`.
   */
  readonly indexing?: 'ij' | 'xy' | undefined;
}

/**
 * The coordinates of a grid: one view per vector (or 0-d tensor), in the shape that has a dimension for each of them.
 *
 * Throws a ShapeError for more than one dimension, an ArgumentError for an empty list, tensors of several dtypes or
 * an unknown indexing. https://docs.pytorch.org/docs/stable/generated/torch.meshgrid.html
 */
export function meshgrid(tensors: Iterable<Tensor>, { indexing = 'ij' }: MeshgridOptions = {}): Tensor[] {
  const list = listOf('meshgrid', tensors);
  if (indexing !== 'ij' && indexing !== 'xy')
    throw new ArgumentError(`meshgrid: unknown indexing ${String(indexing)}; expected ij or xy`);
  for (const { shape, dtype } of list) {
    if (shape.length > 1) throw new ShapeError(`meshgrid: expected vectors, got the shape ${formatShape(shape)}`);
    if (dtype !== list[0]!.dtype)
      throw new ArgumentError(`meshgrid: expected one dtype, got ${list[0]!.dtype} and ${dtype}`);
  }
  const sizes = list.map(({ shape }) => shape[0] ?? 1);
  const grids = list.map((x, i) => {
    const along = sizes.map((size, d) => (d === i ? size : 1));
    return expandOp(x.reshape(along), { shape: sizes });
  });
  return indexing === 'xy' && list.length > 1 ? grids.map((grid) => grid.transpose(0, 1)) : grids;
}
