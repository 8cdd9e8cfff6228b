import { ArgumentError } from '@cotangent/core';

/** A table of numbers. */
export interface Table {
  /** The names in the first line. */
  readonly columns: readonly string[];
  /** How many lines follow the first. */
  readonly rows: number;
  /** All values, row by row. */
  readonly values: Float64Array;
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads comma-separated numbers under a line of column names. Lines end in LF or CRLF; the last may be empty.
 *
 * Throws an ArgumentError for an empty text, a line with too few or too many fields and a field that is no number, naming
 * line and column (both from 1).
 */
export function parseCsv(text: string): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const [header] = lines;
  if (header === undefined || header.trim() === '') throw new ArgumentError('parseCsv: line 1: expected column names');
  const columns = header.split(',').map((name) => name.trim());
  const rows = lines.length - 1;
  const values = new Float64Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    const fields = lines[row + 1]!.split(',');
    if (fields.length !== columns.length) {
      throw new ArgumentError(`parseCsv: line ${row + 2}: expected ${columns.length} fields, got ${fields.length}`);
    }
    for (let column = 0; column < fields.length; column++) {
      const field = fields[column]!.trim();
      const value = number.test(field) ? Number(field) : Number.NaN;
      if (!Number.isFinite(value)) {
        throw new ArgumentError(
          `parseCsv: line ${row + 2}, column ${column + 1} (${columns[column]}): expected a number, got ${JSON.stringify(field)}`,
        );
      }
      values[row * columns.length + column] = value;
    }
  }
  return { columns, rows, values };
}
