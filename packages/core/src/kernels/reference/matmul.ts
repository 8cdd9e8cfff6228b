import type { TypedArray } from '../../dtype.ts';
import type { Operand } from '../../memory/memory.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';
import { tile, tileColumns, tileProductOf, tileRows } from './tile.ts';

const rowScratch = /* @__PURE__ */ new Scratch();
const columnScratch = /* @__PURE__ */ new Scratch();
const biasScratch = /* @__PURE__ */ new Scratch();

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
  const multiply = tileProductOf(out.dtype);
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
        multiply(rowPanel, 0, height, columnPanel, 0, width, inner);
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
