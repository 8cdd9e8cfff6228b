import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape, sizeOf, wrapDims } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { inv } from './inverse.ts';
import { solve } from './solve.ts';

/** What tensorinv takes. */
export interface TensorinvOptions {
  /** How many of the first dimensions are the rows. Defaults to 2. */
  readonly ind?: number | undefined;
}

/**
 * The inverse of x as a matrix whose rows are its first `ind` dimensions and whose columns are the others, in the shape
 * that has these exchanged.
 *
 * Throws an ArgumentError unless `ind` is positive, a ShapeError unless the matrix is square, and as {@link inv}.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.tensorinv.html
 */
export function tensorinv(x: Tensor, { ind = 2 }: TensorinvOptions = {}): Tensor {
  checkTensor('linalg.tensorinv', x, 0);
  if (!Number.isInteger(ind) || ind <= 0)
    throw new ArgumentError(`linalg.tensorinv: ind must be a positive whole number, got ${ind}`);
  const [rows, columns] = [x.shape.slice(0, ind), x.shape.slice(ind)];
  const size = sizeOf(rows);
  if (size !== sizeOf(columns))
    throw new ShapeError(`linalg.tensorinv: ${formatShape(rows)} and ${formatShape(columns)} make no square matrix`);
  return inv(x.reshape([size, size])).reshape([...columns, ...rows]);
}

/** What tensorsolve takes. */
export interface TensorsolveOptions {
  /** Dimensions of `a` that are moved to the end first. */
  readonly dims?: readonly number[] | undefined;
}

/**
 * The `x` with `tensordot(a, x, { dims: x.ndim }) = b`: the first dimensions of `a` are those of `b`.
 *
 * Throws a ShapeError unless `a` makes a square matrix that fits `b`, and as {@link solve}.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.tensorsolve.html
 */
export function tensorsolve(a: Tensor, b: Tensor, { dims = [] }: TensorsolveOptions = {}): Tensor {
  checkTensor('linalg.tensorsolve', a, 0);
  checkTensor('linalg.tensorsolve', b, 1);
  const last = wrapDims('linalg.tensorsolve', dims, a.shape.length);
  const order = [...a.shape.keys()].filter((d) => !last.includes(d));
  const moved = last.length === 0 ? a : a.permute([...order, ...last]);
  const unknowns = moved.shape.slice(b.shape.length);
  const size = sizeOf(unknowns);
  if (size !== sizeOf(moved.shape.slice(0, b.shape.length)) || size !== sizeOf(b.shape))
    throw new ShapeError(
      `linalg.tensorsolve: ${formatShape(moved.shape)} makes no square matrix that fits ${formatShape(b.shape)}`,
    );
  return solve(moved.reshape([size, size]), b.reshape([size])).reshape(unknowns);
}
