import { type DType, isFloat } from '../../dtype.ts';

/** How many rows and columns are multiplied at a time. */
export const tileRows = 4;
export const tileColumns = 32;

/** The products of the last call, a row every {@link tileColumns}. */
export const tile: Float64Array = /* @__PURE__ */ new Float64Array(tileRows * tileColumns);

/**
 * Puts the products of up to {@link tileRows} rows and {@link tileColumns} columns, each of `inner` elements that lie
 * one after the other from `rowsAt` and `columnsAt` on, into {@link tile}.
 */
export type TileProduct = (
  rows: Float64Array,
  rowsAt: number,
  height: number,
  columns: Float64Array,
  columnsAt: number,
  width: number,
  inner: number,
) => void;

/** The arithmetic of a result's dtype. */
export function tileProductOf(dtype: DType): TileProduct {
  return isFloat(dtype) ? multiplyFloats : multiplyIntegers;
}

/** Two by four sums at a time: each element read serves several of them. */
function multiplyFloats(
  rows: Float64Array,
  rowsAt: number,
  height: number,
  columns: Float64Array,
  columnsAt: number,
  width: number,
  inner: number,
): void {
  for (let i = 0; i < height; i += 2) {
    const a0 = rowsAt + i * inner;
    // past the end the last row or column is computed again
    const a1 = rowsAt + Math.min(i + 1, height - 1) * inner;
    for (let j = 0; j < width; j += 4) {
      const b0 = columnsAt + j * inner;
      const b1 = columnsAt + Math.min(j + 1, width - 1) * inner;
      const b2 = columnsAt + Math.min(j + 2, width - 1) * inner;
      const b3 = columnsAt + Math.min(j + 3, width - 1) * inner;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let k = 0; k < inner; k++) {
        const x0 = rows[a0 + k]!;
        const x1 = rows[a1 + k]!;
        const y0 = columns[b0 + k]!;
        const y1 = columns[b1 + k]!;
        const y2 = columns[b2 + k]!;
        const y3 = columns[b3 + k]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      const t = i * tileColumns + j;
      tile[t] = s00;
      tile[t + 1] = s01;
      tile[t + 2] = s02;
      tile[t + 3] = s03;
      tile[t + tileColumns] = s10;
      tile[t + tileColumns + 1] = s11;
      tile[t + tileColumns + 2] = s12;
      tile[t + tileColumns + 3] = s13;
    }
  }
}

/** As {@link multiplyFloats}, wrapping at 32 bits. */
function multiplyIntegers(
  rows: Float64Array,
  rowsAt: number,
  height: number,
  columns: Float64Array,
  columnsAt: number,
  width: number,
  inner: number,
): void {
  for (let i = 0; i < height; i++) {
    const a = rowsAt + i * inner;
    for (let j = 0; j < width; j++) {
      const b = columnsAt + j * inner;
      let sum = 0;
      for (let k = 0; k < inner; k++) sum = (sum + Math.imul(rows[a + k]!, columns[b + k]!)) | 0;
      tile[i * tileColumns + j] = sum;
    }
  }
}
