import { ArgumentError, type Tensor, tensor } from '@cotangent/core';
import { parseCsv } from './csv.ts';

/** Images of handwritten digits with their classes. */
export interface Digits {
  /** `[n, 64]`, float32: 8 × 8 pixels, row by row, whole numbers from 0 (paper) to 16 (ink). */
  readonly images: Tensor<[number, 64]>;
  /** `[n]`, int32: the digit, 0 to 9. */
  readonly labels: Tensor<[number]>;
}

const pixels = 64;
const brightest = 16;
const classes = 10;

/**
 * Reads the handwritten digits of `@cotangent/data/digits.csv`: 64 pixel columns, then `target`.
 *
 * Throws an ArgumentError for a text that is not such a table or a value out of range, naming line and column.
 */
export function parseDigits(csv: string): Digits {
  const { columns, rows, values } = parseCsv(csv);
  if (columns.length !== pixels + 1 || columns.at(-1) !== 'target') {
    throw new ArgumentError(
      `parseDigits: line 1: expected ${pixels} pixel columns and target, got ${columns.length} columns ending in ${columns.at(-1)}`,
    );
  }
  const images = new Float32Array(rows * pixels);
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns.length;
    for (let column = 0; column < columns.length; column++) {
      const value = values[from + column]!;
      const largest = column < pixels ? brightest : classes - 1;
      if (!(Number.isInteger(value) && value >= 0 && value <= largest)) {
        throw new ArgumentError(
          `parseDigits: line ${row + 2}, column ${column + 1} (${columns[column]}): expected a whole number from 0 to ${largest}, got ${value}`,
        );
      }
      if (column < pixels) images[row * pixels + column] = value;
      else labels[row] = value;
    }
  }
  return { images: tensor(images).reshape([rows, pixels]) as Tensor<[number, 64]>, labels: tensor(labels) };
}
