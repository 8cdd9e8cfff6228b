import { ShapeError } from '../errors.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { formatShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { join } from './joining.ts';
import { constantPadNd } from './padding.ts';
import { listOf } from './tensor-list.ts';

/** Applies `one` to a tensor, or to each of a list. */
function each(name: string, x: Tensor | readonly Tensor[], one: (x: Tensor) => Tensor): Tensor | Tensor[] {
  if (isTensor(x)) return one(x);
  return [...x].map((item, i) => {
    checkTensor(name, item, i);
    return one(item);
  });
}

function oneDimension(x: Tensor): Tensor {
  return x.shape.length === 0 ? x.reshape([1]) : x;
}

function twoDimensions(x: Tensor): Tensor {
  return x.shape.length < 2 ? oneDimension(x).unsqueeze(0) : x;
}

function threeDimensions(x: Tensor): Tensor {
  return x.shape.length < 3 ? twoDimensions(x).unsqueeze(-1) : x;
}

/**
 * A 0-d tensor as a view of shape `[1]`; others as they are. Takes several tensors too.
 * https://docs.pytorch.org/docs/stable/generated/torch.atleast_1d.html
 */
export function atleast1d(x: Tensor): Tensor;
export function atleast1d(tensors: readonly Tensor[]): Tensor[];
export function atleast1d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast1d', x, oneDimension);
}

/**
 * A vector as a view of shape `[1, n]`, a 0-d tensor as one of `[1, 1]`; others as they are. Takes several tensors too.
 * https://docs.pytorch.org/docs/stable/generated/torch.atleast_2d.html
 */
export function atleast2d(x: Tensor): Tensor;
export function atleast2d(tensors: readonly Tensor[]): Tensor[];
export function atleast2d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast2d', x, twoDimensions);
}

/**
 * A matrix as a view of shape `[n, m, 1]`, a vector as one of `[1, n, 1]`, a 0-d tensor as one of `[1, 1, 1]`; others
 * as they are. Takes several tensors too.
 * https://docs.pytorch.org/docs/stable/generated/torch.atleast_3d.html
 */
export function atleast3d(x: Tensor): Tensor;
export function atleast3d(tensors: readonly Tensor[]): Tensor[];
export function atleast3d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast3d', x, threeDimensions);
}

/** Vectors one after the other, others side by side. */
function beside(name: string, list: readonly Tensor[]): Tensor {
  const tensors = list.map(oneDimension);
  return join(name, tensors, tensors[0]!.shape.length === 1 ? 0 : 1);
}

/**
 * Tensors side by side: along dimension 1, vectors and 0-d tensors along dimension 0.
 *
 * Throws a ShapeError for shapes that do not fit, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.hstack.html
 */
export function hstack(tensors: Iterable<Tensor>): Tensor {
  return beside('hstack', listOf('hstack', tensors));
}

/**
 * Tensors one below the other: along dimension 0, vectors and 0-d tensors as rows.
 *
 * Throws a ShapeError for shapes that do not fit, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.vstack.html
 */
export function vstack(tensors: Iterable<Tensor>): Tensor {
  return join('vstack', listOf('vstack', tensors).map(twoDimensions), 0);
}

/** {@link vstack}. https://docs.pytorch.org/docs/stable/generated/torch.row_stack.html */
export function rowStack(tensors: Iterable<Tensor>): Tensor {
  return join('rowStack', listOf('rowStack', tensors).map(twoDimensions), 0);
}

/**
 * Tensors one behind the other: along dimension 2, as {@link atleast3d} makes them.
 *
 * Throws a ShapeError for shapes that do not fit, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.dstack.html
 */
export function dstack(tensors: Iterable<Tensor>): Tensor {
  return join('dstack', listOf('dstack', tensors).map(threeDimensions), 2);
}

/**
 * {@link hstack} with vectors and 0-d tensors as columns.
 *
 * Throws a ShapeError for shapes that do not fit, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.column_stack.html
 */
export function columnStack(tensors: Iterable<Tensor>): Tensor {
  const list = listOf('columnStack', tensors);
  return beside(
    'columnStack',
    list.map((x) => (x.shape.length < 2 ? x.reshape([sizeOf(x.shape), 1]) : x)),
  );
}

/**
 * A matrix with the given matrices one after the other on its diagonal, and zeros elsewhere. Vectors and 0-d tensors
 * count as rows.
 *
 * Throws a ShapeError for more than two dimensions, an ArgumentError for an empty list.
 * https://docs.pytorch.org/docs/stable/generated/torch.block_diag.html
 */
export function blockDiag(tensors: Iterable<Tensor>): Tensor {
  const blocks = listOf('blockDiag', tensors).map(twoDimensions);
  for (const { shape } of blocks) {
    if (shape.length > 2) throw new ShapeError(`blockDiag: expected matrices, got the shape ${formatShape(shape)}`);
  }
  const width = blocks.reduce((sum, { shape }) => sum + shape[1]!, 0);
  let start = 0;
  const rows = blocks.map((block) => {
    const before = start;
    start += block.shape[1]!;
    return constantPadNd(block, [before, width - start]);
  });
  return join('blockDiag', rows, 0);
}
