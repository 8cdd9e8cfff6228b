import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape, wrapDims } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { movedim, squeeze } from '../movement.ts';
import { keptShape } from '../reduced-dims.ts';
import { requireFloat } from '../require-float.ts';
import { convertedForNorm, type NormOptions, vectorNormOf } from '../vector-norm.ts';
import { svdvals } from './svd.ts';

/** Which norm of matrices. */
export type MatrixOrder = 'fro' | 'nuc' | number;

/** What matrixNorm takes. */
export interface MatrixNormOptions extends Omit<NormOptions, 'dim'> {
  /** The dimensions of the rows and the columns. Defaults to the last two. */
  readonly dim?: readonly [number, number] | undefined;
}

/** {@link matrixNorm} in the name of the function that was called. */
export function matrixNormOf(name: string, x: Tensor, ord: MatrixOrder, options: MatrixNormOptions): Tensor {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  const { dim = [-2, -1], keepdim = false, dtype } = options;
  if (x.shape.length < 2)
    throw new ShapeError(`${name}: expected a matrix or a batch of them, got the shape ${formatShape(x.shape)}`);
  const dims = wrapDims(name, dim, x.shape.length);
  if (dims.length !== 2) throw new ArgumentError(`${name}: a matrix has 2 dimensions, got ${formatShape(dim)}`);
  if (ord === 'fro') return vectorNormOf(name, x, 2, { ...options, dim: dims });
  const converted = convertedForNorm(name, x, dtype);
  const [rows, columns] = dims as [number, number];
  switch (ord) {
    case 'nuc':
      return bySingularValues(converted, rows, columns, keepdim, (values) => values.sum({ dim: -1 }));
    case 2:
      return bySingularValues(converted, rows, columns, keepdim, (values) => values.amax({ dim: -1 }));
    case -2:
      return bySingularValues(converted, rows, columns, keepdim, (values) => values.amin({ dim: -1 }));
    case 1:
    case -1:
      return bySums(converted, rows, columns, keepdim, ord);
    case Number.POSITIVE_INFINITY:
    case Number.NEGATIVE_INFINITY:
      return bySums(converted, columns, rows, keepdim, ord);
    default:
      throw new ArgumentError(`${name}: the order must be 'fro', 'nuc', ±1, ±2 or ±Infinity, got ${String(ord)}`);
  }
}

function bySingularValues(
  x: Tensor,
  rows: number,
  columns: number,
  keepdim: boolean,
  reduce: (values: Tensor) => Tensor,
): Tensor {
  const norm = reduce(svdvals(movedim(x, [rows, columns], [-2, -1])));
  return keepdim ? norm.reshape(keptShape(x.shape, [rows, columns])) : norm;
}

/** The greatest or least sum of sizes. */
function bySums(x: Tensor, summed: number, other: number, keepdim: boolean, ord: number): Tensor {
  const sums = x.abs().sum({ dim: summed, keepdim: true });
  const norm = ord > 0 ? sums.amax({ dim: other, keepdim: true }) : sums.amin({ dim: other, keepdim: true });
  return keepdim ? norm : squeeze(norm, [summed, other]);
}

/**
 * A norm of matrices: `'fro'` of their elements, `'nuc'` the sum of their singular values, ±2 the greatest or least of
 * these, ±1 the greatest or least sum of the sizes in a column, ±`Infinity` in a row.
 *
 * Throws a ShapeError for fewer than two dimensions, a DTypeError for integers or a `dtype` that is narrower, an
 * ArgumentError for another order or for dims that are not two, an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html
 */
export function matrixNorm(x: Tensor, ord: MatrixOrder = 'fro', options: MatrixNormOptions = {}): Tensor {
  return matrixNormOf('linalg.matrixNorm', x, ord, options);
}
