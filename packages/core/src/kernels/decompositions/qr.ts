import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const basisScratch = /* @__PURE__ */ new Scratch();
const factorScratch = /* @__PURE__ */ new Scratch();

/**
 * Factors matrices `[…, m, n]` into `q` with orthonormal columns, `[…, m, p]`, and the upper triangular `r`,
 * `[…, p, n]`, by Householder's reflections, with the signs of LAPACK. `p` is `m`, or `min(m, n)`.
 */
export function qr(input: Operand, q: Operand | undefined, r: Operand): void {
  const [rows, columns] = input.shape.slice(-2) as [number, number];
  const kept = r.shape.at(-2)!;
  const count = Math.min(rows, columns);
  const inputs = Cursor.over(input);
  const uppers = Cursor.over(r);
  const bases = q && Cursor.over(q);
  const a = matrixScratch.take(rows * columns);
  const basis = basisScratch.take(rows * kept);
  const taus = factorScratch.take(count);
  for (let left = sizeOf(input.shape.slice(0, -2)); left > 0; left--) {
    inputs.read(a, rows * columns);
    for (let k = 0; k < count; k++) {
      taus[k] = reflectColumn(a, rows, columns, k);
      applyReflection(a, rows, columns, k, taus[k]!, a, columns, k + 1);
    }
    if (bases) {
      basis.fill(0, 0, rows * kept);
      for (let i = 0; i < kept; i++) basis[i * kept + i] = 1;
      for (let k = count - 1; k >= 0; k--) applyReflection(a, rows, columns, k, taus[k]!, basis, kept, 0);
      bases.write(basis, rows * kept);
    }
    for (let i = 0; i < kept; i++) for (let j = 0; j < Math.min(i, columns); j++) a[i * columns + j] = 0;
    uppers.write(a, kept * columns);
  }
}

/**
 * Finds the reflection `1 - tau · v · vᵀ` that makes column `k` zero below the diagonal, leaves v there (its first
 * element is 1 and not stored) and returns tau.
 */
function reflectColumn(a: Float64Array, rows: number, columns: number, k: number): number {
  let square = 0;
  for (let i = k + 1; i < rows; i++) square += a[i * columns + k]! ** 2;
  if (square === 0) return 0;
  const head = a[k * columns + k]!;
  const image = head >= 0 ? -Math.sqrt(head * head + square) : Math.sqrt(head * head + square);
  for (let i = k + 1; i < rows; i++) a[i * columns + k]! /= head - image;
  a[k * columns + k] = image;
  return (image - head) / image;
}

/** Applies the reflection in column `k` of `a` to the columns of another matrix, from `first` on. */
function applyReflection(
  a: Float64Array,
  rows: number,
  columns: number,
  k: number,
  tau: number,
  target: Float64Array,
  width: number,
  first: number,
): void {
  if (tau === 0) return;
  for (let j = first; j < width; j++) {
    let share = target[k * width + j]!;
    for (let i = k + 1; i < rows; i++) share += a[i * columns + k]! * target[i * width + j]!;
    share *= tau;
    target[k * width + j]! -= share;
    for (let i = k + 1; i < rows; i++) target[i * width + j]! -= share * a[i * columns + k]!;
  }
}
