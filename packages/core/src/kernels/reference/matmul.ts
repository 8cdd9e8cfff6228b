import type { TypedArray } from '../../dtype.ts';
import { isFloat } from '../../dtype.ts';
import type { Operand } from '../../memory/memory.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';

/** How many rows of `a` and columns of `b` are multiplied at a time. */
const tileRows = 4;
const tileColumns = 32;

const rowScratch = /* @__PURE__ */ new Scratch();
const columnScratch = /* @__PURE__ */ new Scratch();
const biasScratch = /* @__PURE__ */ new Scratch();
const tile = /* @__PURE__ */ new Float64Array(tileRows * tileColumns);

/** A matrix within an operand: its last two dimensions. */
interface Matrix {
  readonly data: TypedArray;
  readonly rowStep: number;
  readonly columnStep: number;
}

export function matmul(a: Operand, b: Operand, bias: Operand | undefined, out: Operand): void {
  const rank = out.shape.length;
  const rows = out.shape[rank - 2]!;
  const columns = out.shape[rank - 1]!;
  const inner = a.shape[a.shape.length - 1]!;
  const batch = out.shape.slice(0, -2);
  if (rows === 0 || columns === 0) return;
  const left = matrixOf(a);
  const right = matrixOf(b);
  const target = matrixOf(out);
  const lefts = batchesOf(a, batch);
  const rights = batchesOf(b, batch);
  const targets = batchesOf(out, batch);
  const multiply = isFloat(out.dtype) ? multiplyFloats : multiplyIntegers;
  const shift = bias && biasScratch.take(columns);
  if (shift) readRun(bias.storage.data, bias.offset, bias.strides[0]!, columns, shift, 0);
  const rowPanel = rowScratch.take(tileRows * inner);
  const columnPanel = columnScratch.take(Math.min(tileColumns, columns) * inner);

  for (let batches = sizeOf(batch); batches > 0; batches--) {
    const leftStart = lefts.next();
    const rightStart = rights.next();
    const targetStart = targets.next();
    for (let column = 0; column < columns; column += tileColumns) {
      const width = Math.min(tileColumns, columns - column);
      packColumns(right, rightStart + column * right.columnStep, width, inner, columnPanel);
      for (let row = 0; row < rows; row += tileRows) {
        const height = Math.min(tileRows, rows - row);
        for (let i = 0; i < height; i++) {
          const start = leftStart + (row + i) * left.rowStep;
          readRun(left.data, start, left.columnStep, inner, rowPanel, i * inner);
        }
        multiply(rowPanel, height, columnPanel, width, inner);
        for (let i = 0; i < height; i++) {
          if (shift) for (let j = 0; j < width; j++) tile[i * tileColumns + j]! += shift[column + j]!;
          const start = targetStart + (row + i) * target.rowStep + column * target.columnStep;
          writeRun(tile, i * tileColumns, width, target.data, out.dtype, start, target.columnStep);
        }
      }
    }
  }
}

function matrixOf({ storage, strides }: Operand): Matrix {
  return { data: storage.data, rowStep: strides[strides.length - 2]!, columnStep: strides[strides.length - 1]! };
}

/** Walks the first elements of an operand's matrices. */
function batchesOf({ storage, dtype, shape, strides, offset }: Operand, batch: Shape): Cursor {
  const own = { storage, dtype, shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset };
  return Cursor.over(own, batch);
}

/** Lays the columns of a matrix one after the other, reading along whichever direction is contiguous. */
function packColumns(matrix: Matrix, start: number, width: number, inner: number, panel: Float64Array): void {
  const { data, rowStep, columnStep } = matrix;
  if (columnStep === 1 && rowStep !== 1) {
    for (let k = 0; k < inner; k++) {
      readRun(data, start + k * rowStep, 1, width, tile, 0);
      for (let j = 0, p = k; j < width; j++, p += inner) panel[p] = tile[j]!;
    }
  } else {
    for (let j = 0; j < width; j++) readRun(data, start + j * columnStep, rowStep, inner, panel, j * inner);
  }
}

/** `tile` = rows · columns. Two by four sums at a time: each element read serves several of them. */
function multiplyFloats(rows: Float64Array, height: number, columns: Float64Array, width: number, inner: number): void {
  for (let i = 0; i < height; i += 2) {
    const a0 = i * inner;
    // past the end the last row or column is computed again
    const a1 = Math.min(i + 1, height - 1) * inner;
    for (let j = 0; j < width; j += 4) {
      const b0 = j * inner;
      const b1 = Math.min(j + 1, width - 1) * inner;
      const b2 = Math.min(j + 2, width - 1) * inner;
      const b3 = Math.min(j + 3, width - 1) * inner;
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
  height: number,
  columns: Float64Array,
  width: number,
  inner: number,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum = (sum + Math.imul(rows[i * inner + k]!, columns[j * inner + k]!)) | 0;
      tile[i * tileColumns + j] = sum;
    }
  }
}
