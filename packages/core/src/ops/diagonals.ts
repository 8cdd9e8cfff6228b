import { ArgumentError, IndexError, ShapeError } from '../errors.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView, type ViewGeometry } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';

/** Which diagonal of which matrices. */
export interface DiagonalOptions {
  /** 0 is the main diagonal, above it is positive, below it negative. Defaults to 0. */
  readonly offset?: number | undefined;
  /** The dimension of the rows. Defaults to the first, for `diagEmbed` to the last but one. */
  readonly dim1?: number | undefined;
  /** The dimension of the columns. Defaults to the second, for `diagEmbed` to the last. */
  readonly dim2?: number | undefined;
}

interface Diagonal {
  readonly offset: number;
  readonly dim1: number;
  readonly dim2: number;
}

function resolve(name: string, { offset, dim1, dim2 }: Diagonal, rank: number): Diagonal {
  if (!Number.isInteger(offset)) throw new ArgumentError(`${name}: offset ${offset} is not a whole number`);
  const rows = wrapDim(name, dim1, rank);
  const columns = wrapDim(name, dim2, rank);
  if (rows === columns) throw new ArgumentError(`${name}: dim1 and dim2 are both ${rows}; a matrix has two dimensions`);
  return { offset, dim1: rows, dim2: columns };
}

function geometryOf(
  { shape, strides, offset: start }: { shape: Shape; strides: Shape; offset: number },
  { offset, dim1, dim2 }: Diagonal,
): ViewGeometry {
  const rows = shape[dim1]! + Math.min(offset, 0);
  const columns = shape[dim2]! - Math.max(offset, 0);
  const size = Math.max(0, Math.min(rows, columns));
  const kept = (_: number, d: number): boolean => d !== dim1 && d !== dim2;
  return {
    shape: [...shape.filter(kept), size],
    strides: [...strides.filter(kept), strides[dim1]! + strides[dim2]!],
    // where nothing is left, the place of its beginning could lie outside the storage
    offset: size === 0 ? start : start + (offset < 0 ? -offset * strides[dim1]! : offset * strides[dim2]!),
  };
}

const diagonalOp = /* @__PURE__ */ defineView<Diagonal>({
  name: 'diagonal',
  geometry: geometryOf,
  vjp: ({ inputs: [{ shape }], options }) => {
    return ([grad]) => [placeDiagonal(grad!, { ...options, shape })];
  },
});

const placeDiagonalOp = /* @__PURE__ */ defineOp<readonly [Tensor], Diagonal & { readonly shape: Shape }>({
  name: 'placeDiagonal',
  dtype: dtypeOfFirst,
  shape: (_, { shape }) => shape,
  forward: (kernels, [x], [out], options) => {
    kernels.fill(0, out!);
    kernels.copy(x, { ...out!, ...geometryOf(out!, options) });
  },
  vjp: ({ options }) => {
    return ([grad]) => [diagonal(grad!, options)];
  },
  batch: leadingBatch(({ offset, dim1, dim2, shape }, { size }) => ({
    offset,
    dim1: dim1 + 1,
    dim2: dim2 + 1,
    shape: [size, ...shape],
  })),
});

/** Zeros of `shape` with a diagonal. */
function placeDiagonal(x: Tensor, options: Diagonal & { readonly shape: Shape }): Tensor {
  return placeDiagonalOp([x], options);
}

/**
 * A view of a diagonal of each matrix that two dimensions make; they go, and the diagonal is the last one.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError when both are the same.
 * https://docs.pytorch.org/docs/stable/generated/torch.diagonal.html
 */
export function diagonal(x: Tensor, { offset = 0, dim1 = 0, dim2 = 1 }: DiagonalOptions = {}): Tensor {
  checkTensor('diagonal', x, 0);
  return diagonalOp(x, resolve('diagonal', { offset, dim1, dim2 }, x.shape.length));
}

function embedded(name: string, x: Tensor, options: Diagonal): Tensor {
  const { shape } = x;
  if (shape.length === 0) throw new IndexError(`${name}: a 0-d tensor has no last dimension`);
  const { offset, dim1, dim2 } = resolve(name, options, shape.length + 1);
  const size = shape.at(-1)! + Math.abs(offset);
  const outer = shape.slice(0, -1);
  const square = outer.toSpliced(Math.min(dim1, dim2), 0, size).toSpliced(Math.max(dim1, dim2), 0, size);
  return placeDiagonal(x, { offset, dim1, dim2, shape: square });
}

/**
 * Square matrices of zeros with the rows of x (its last dimension) on a diagonal.
 *
 * Throws an IndexError for a dimension out of range or a 0-d tensor, an ArgumentError when both are the same.
 * https://docs.pytorch.org/docs/stable/generated/torch.diag_embed.html
 */
export function diagEmbed(x: Tensor, { offset = 0, dim1 = -2, dim2 = -1 }: DiagonalOptions = {}): Tensor {
  checkTensor('diagEmbed', x, 0);
  return embedded('diagEmbed', x, { offset, dim1, dim2 });
}

/**
 * A copy of a diagonal of a matrix; or of a vector, the square matrix that has it on that diagonal.
 *
 * Throws a ShapeError unless x has one or two dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.diag.html
 */
export function diag(x: Tensor, diagonal = 0): Tensor {
  checkTensor('diag', x, 0);
  const { shape } = x;
  if (shape.length === 1) return embedded('diag', x, { offset: diagonal, dim1: 0, dim2: 1 });
  if (shape.length !== 2)
    throw new ShapeError(`diag: expected a vector or a matrix, got the shape ${formatShape(shape)}`);
  return diagonalOp(x, resolve('diag', { offset: diagonal, dim1: 0, dim2: 1 }, 2)).clone();
}

/**
 * The square matrix with all elements of x, in row-major order, on a diagonal.
 * https://docs.pytorch.org/docs/stable/generated/torch.diagflat.html
 */
export function diagflat(x: Tensor, offset = 0): Tensor {
  checkTensor('diagflat', x, 0);
  return embedded('diagflat', x.reshape([-1]), { offset, dim1: 0, dim2: 1 });
}

/**
 * The sum of the main diagonal of a matrix. Throws a ShapeError for anything else.
 * https://docs.pytorch.org/docs/stable/generated/torch.trace.html
 */
export function trace(x: Tensor): Tensor<[]> {
  checkTensor('trace', x, 0);
  if (x.shape.length !== 2) throw new ShapeError(`trace: expected a matrix, got the shape ${formatShape(x.shape)}`);
  return diagonalOp(x, { offset: 0, dim1: 0, dim2: 1 }).sum() as Tensor<[]>;
}
