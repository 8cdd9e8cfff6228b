import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';

const pivotScratch = /* @__PURE__ */ new Scratch();
const rowScratch = /* @__PURE__ */ new Scratch();
const matrixScratch = /* @__PURE__ */ new Scratch();

/**
 * The matrices `[…, m, m]` that undo exchanges of rows as {@link lu} makes them: `out · L · U` is what was factored.
 * False when a pivot is no row.
 */
export function permutation(pivots: Operand, out: Operand): boolean {
  const rows = out.shape.at(-1)!;
  const count = pivots.shape.at(-1)!;
  const exchanges = Cursor.over(pivots);
  const outs = Cursor.over(out);
  const exchanged = pivotScratch.take(count);
  const order = rowScratch.take(rows);
  const matrix = matrixScratch.take(rows * rows);
  for (let left = sizeOf(out.shape.slice(0, -2)); left > 0; left--) {
    exchanges.read(exchanged, count);
    for (let i = 0; i < rows; i++) order[i] = i;
    for (let i = 0; i < count; i++) {
      const j = exchanged[i]! - 1;
      if (!(j >= 0 && j < rows)) return false;
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    matrix.fill(0, 0, rows * rows);
    for (let i = 0; i < rows; i++) matrix[order[i]! * rows + i] = 1;
    outs.write(matrix, rows * rows);
  }
  return true;
}
