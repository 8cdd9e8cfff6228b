import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';
import { diagonalize, largestSize, mostSweeps, orderOf, type Rotation, rotate } from './jacobi.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const basisScratch = /* @__PURE__ */ new Scratch();
const valueScratch = /* @__PURE__ */ new Scratch();
const outScratch = /* @__PURE__ */ new Scratch();
const rotation: Rotation = { cos: 1, sin: 0 };

/**
 * The eigenvalues of symmetric matrices `[…, n, n]`, whose lower halves alone are read, in ascending order, and the
 * eigenvectors as the columns of `vectors`, by Jacobi's rotations. False when an element is not finite.
 */
export function eigh(input: Operand, values: Operand, vectors: Operand | undefined): boolean {
  const size = input.shape.at(-1)!;
  const inputs = Cursor.over(input);
  const diagonals = Cursor.over(values);
  const columns = vectors && Cursor.over(vectors);
  const a = matrixScratch.take(size * size);
  const basis = basisScratch.take(vectors ? size * size : 0);
  const found = valueScratch.take(size);
  const out = outScratch.take(size * size);
  for (let left = sizeOf(values.shape.slice(0, -1)); left > 0; left--) {
    inputs.read(a, size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) a[j * size + i] = a[i * size + j]!;
    const largest = largestSize(a, size * size);
    if (!Number.isFinite(largest)) return false;
    if (vectors) {
      basis.fill(0, 0, size * size);
      for (let i = 0; i < size; i++) basis[i * size + i] = 1;
    }
    rotateToDiagonal(a, size, (Number.EPSILON * largest) / 4, vectors && basis);
    for (let i = 0; i < size; i++) found[i] = a[i * size + i]!;
    const order = orderOf(found, size, 1);
    for (let i = 0; i < size; i++) out[i] = found[order[i]!]!;
    diagonals.write(out, size);
    if (!columns) continue;
    for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) out[k * size + i] = basis[order[i]! * size + k]!;
    columns.write(out, size * size);
  }
  return true;
}

/** The rows of `basis` become the eigenvectors. */
function rotateToDiagonal(a: Float64Array, size: number, tolerance: number, basis: Float64Array | undefined): void {
  for (let sweep = 0, rotated = true; rotated && sweep < mostSweeps; sweep++) {
    rotated = false;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        if (Math.abs(off) <= tolerance) continue;
        rotated = true;
        diagonalize(a[p * size + p]!, off, a[q * size + q]!, rotation);
        rotate(a, p * size, q * size, 1, size, rotation);
        rotate(a, p, q, size, size, rotation);
        a[p * size + q] = 0;
        a[q * size + p] = 0;
        if (basis) rotate(basis, p * size, q * size, 1, size, rotation);
      }
    }
  }
}
