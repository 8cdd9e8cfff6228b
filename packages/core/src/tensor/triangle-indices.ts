import { type DTypeLike, toDType } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { create } from './creation.ts';
import type { Tensor } from './tensor.ts';

/** Which part of a matrix. */
export interface TriangleIndicesOptions {
  /** The diagonal where the part ends: 0 is the main one, above it is positive. Defaults to 0. */
  readonly offset?: number | undefined;
  /** Defaults to int32. */
  readonly dtype?: DTypeLike | undefined;
}

function indices(
  name: string,
  rows: number,
  columns: number,
  { offset = 0, dtype = 'int32' }: TriangleIndicesOptions,
  takes: (distance: number) => boolean,
): Tensor<[2, number]> {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0))
    throw new ArgumentError(`${name}: expected whole numbers ≥ 0 of rows and columns, got ${rows} and ${columns}`);
  if (!Number.isInteger(offset)) throw new ArgumentError(`${name}: offset ${offset} is not a whole number`);
  if (toDType(dtype) !== 'int32') throw new DTypeError(`${name}: indices are int32, not ${dtype}`);
  const places: [row: number, column: number][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (takes(column - row - offset)) places.push([row, column]);
  }
  return create(name, [2, places.length], { dtype }, 'int32', (elements) => {
    places.forEach(([row, column], i) => {
      elements[i] = row;
      elements[places.length + i] = column;
    });
  }) as Tensor<[2, number]>;
}

/**
 * Rows and columns of the elements on and below a diagonal of a matrix, in row-major order: `[2, n]`, int32.
 *
 * Throws an ArgumentError for negative sizes, a DTypeError for another dtype.
 * https://docs.pytorch.org/docs/stable/generated/torch.tril_indices.html
 */
export function trilIndices(rows: number, columns: number, options: TriangleIndicesOptions = {}): Tensor<[2, number]> {
  return indices('trilIndices', rows, columns, options, (distance) => distance <= 0);
}

/**
 * Rows and columns of the elements on and above a diagonal of a matrix, in row-major order: `[2, n]`, int32.
 *
 * Throws an ArgumentError for negative sizes, a DTypeError for another dtype.
 * https://docs.pytorch.org/docs/stable/generated/torch.triu_indices.html
 */
export function triuIndices(rows: number, columns: number, options: TriangleIndicesOptions = {}): Tensor<[2, number]> {
  return indices('triuIndices', rows, columns, options, (distance) => distance >= 0);
}
