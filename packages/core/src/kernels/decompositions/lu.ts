import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';
import { substitute } from './triangular.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const rightScratch = /* @__PURE__ */ new Scratch();
const pivotScratch = /* @__PURE__ */ new Scratch();
const single = /* @__PURE__ */ new Float64Array(1);

/**
 * Factors matrices `[…, m, n]` with rows exchanged so that the largest element becomes the pivot: `lu` gets the
 * multipliers below its diagonal (the unit lower L) and U above, `pivots[k]`, counted from 1, the row that was
 * exchanged with row `k`, `info` the first pivot that is 0, counted from 1, or 0.
 */
export function lu(input: Operand, lu: Operand, pivots: Operand, info: Operand): void {
  const [rows, columns] = lu.shape.slice(-2) as [number, number];
  const count = Math.min(rows, columns);
  const inputs = Cursor.over(input, lu.shape);
  const factors = Cursor.over(lu);
  const exchanges = Cursor.over(pivots);
  const infos = Cursor.over(info);
  const a = matrixScratch.take(rows * columns);
  const exchanged = pivotScratch.take(count);
  for (let left = sizeOf(info.shape); left > 0; left--) {
    inputs.read(a, rows * columns);
    single[0] = factor(a, rows, columns, exchanged);
    infos.write(single, 1);
    factors.write(a, rows * columns);
    for (let k = 0; k < count; k++) exchanged[k]!++;
    exchanges.write(exchanged, count);
  }
}

/**
 * Solves `a · out = b` with matrices `[…, n, n]` and `[…, n, k]`, whose leading dimensions broadcast to those of `out`;
 * without `b`, `out` is the inverse. `info` as in {@link lu}; where it is not 0, the solution is not finite.
 */
export function solve(a: Operand, b: Operand | undefined, out: Operand, info: Operand): void {
  const [size, columns] = out.shape.slice(-2) as [number, number];
  const matrices = Cursor.over(a, [...out.shape.slice(0, -2), size, size]);
  const rights = b && Cursor.over(b, out.shape);
  const outs = Cursor.over(out);
  const infos = Cursor.over(info);
  const matrix = matrixScratch.take(size * size);
  const right = rightScratch.take(size * columns);
  const exchanged = pivotScratch.take(size);
  for (let left = sizeOf(info.shape); left > 0; left--) {
    matrices.read(matrix, size * size);
    single[0] = factor(matrix, size, size, exchanged);
    infos.write(single, 1);
    if (rights) rights.read(right, size * columns);
    else {
      right.fill(0, 0, size * size);
      for (let i = 0; i < size; i++) right[i * size + i] = 1;
    }
    for (let k = 0; k < size; k++) exchangeRows(right, columns, k, exchanged[k]!);
    substitute(matrix, size, { upper: false, unit: true }, right, columns);
    substitute(matrix, size, { upper: true, unit: false }, right, columns);
    outs.write(right, size * columns);
  }
}

/** {@link lu} of a matrix in place, with rows counted from 0. Returns `info`. */
export function factor(a: Float64Array, rows: number, columns: number, exchanged: Float64Array): number {
  const count = Math.min(rows, columns);
  let info = 0;
  for (let k = 0; k < count; k++) {
    let pivot = k;
    let largest = Math.abs(a[k * columns + k]!);
    for (let i = k + 1; i < rows; i++) {
      const size = Math.abs(a[i * columns + k]!);
      // a NaN is taken, so that it spreads as it should
      if (size <= largest || Number.isNaN(largest)) continue;
      largest = size;
      pivot = i;
    }
    exchanged[k] = pivot;
    exchangeRows(a, columns, k, pivot);
    const top = k * columns;
    const divisor = a[top + k]!;
    if (divisor === 0) {
      if (info === 0) info = k + 1;
      continue;
    }
    for (let i = k + 1; i < rows; i++) {
      const row = i * columns;
      const multiplier = a[row + k]! / divisor;
      a[row + k] = multiplier;
      for (let j = k + 1; j < columns; j++) a[row + j]! -= multiplier * a[top + j]!;
    }
  }
  return info;
}

function exchangeRows(a: Float64Array, columns: number, i: number, j: number): void {
  if (i === j) return;
  for (let p = i * columns, q = j * columns, end = p + columns; p < end; p++, q++) {
    const kept = a[p]!;
    a[p] = a[q]!;
    a[q] = kept;
  }
}
