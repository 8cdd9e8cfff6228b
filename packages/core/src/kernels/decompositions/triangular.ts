import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const rightScratch = /* @__PURE__ */ new Scratch();

/** Which elements of a matrix are those of a triangular one. */
export interface Triangle {
  readonly upper: boolean;
  /** Whether the diagonal counts as ones, whatever is there. */
  readonly unit: boolean;
}

/**
 * Solves `a · out = b` with triangular matrices `[…, n, n]` and others `[…, n, k]`, whose leading dimensions broadcast
 * to those of `out`.
 */
export function solveTriangular(a: Operand, b: Operand, triangle: Triangle, out: Operand): void {
  const [size, columns] = out.shape.slice(-2) as [number, number];
  const batch = out.shape.slice(0, -2);
  const matrices = Cursor.over(a, [...batch, size, size]);
  const rights = Cursor.over(b, out.shape);
  const outs = Cursor.over(out);
  const matrix = matrixScratch.take(size * size);
  const right = rightScratch.take(size * columns);
  for (let left = sizeOf(batch); left > 0; left--) {
    matrices.read(matrix, size * size);
    rights.read(right, size * columns);
    substitute(matrix, size, triangle, right, columns);
    outs.write(right, size * columns);
  }
}

/** Replaces `b` by the solution of `a · x = b`. */
export function substitute(
  a: Float64Array,
  size: number,
  { upper, unit }: Triangle,
  b: Float64Array,
  columns: number,
): void {
  for (let step = 0; step < size; step++) {
    const i = upper ? size - 1 - step : step;
    const row = i * columns;
    const [from, to] = upper ? [i + 1, size] : [0, i];
    for (let j = from; j < to; j++) {
      const factor = a[i * size + j]!;
      for (let c = 0, other = j * columns; c < columns; c++) b[row + c]! -= factor * b[other + c]!;
    }
    if (unit) continue;
    const divisor = a[i * size + i]!;
    for (let c = 0; c < columns; c++) b[row + c]! /= divisor;
  }
}
