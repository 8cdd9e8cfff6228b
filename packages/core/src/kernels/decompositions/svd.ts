import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';
import { completeBasis } from './complete-basis.ts';
import { diagonalize, largestSize, mostSweeps, orderOf, type Rotation, rotate } from './jacobi.ts';

const orderedScratch = /* @__PURE__ */ new Scratch();
const imageScratch = /* @__PURE__ */ new Scratch();
const basisScratch = /* @__PURE__ */ new Scratch();
const sizeScratch = /* @__PURE__ */ new Scratch();
const outScratch = /* @__PURE__ */ new Scratch();
const rotation: Rotation = { cos: 1, sin: 0 };

/** Singular vectors `[…, m, p]` and, transposed, `[…, q, n]`; more than `min(m, n)` complete a basis. */
export interface SingularVectors {
  readonly u: Operand;
  readonly vh: Operand;
}

/**
 * The singular values of matrices `[…, m, n]` in descending order, and their vectors: `input = u · diag(s) · vh`.
 * False when an element of a matrix is not finite, which makes its results NaN.
 *
 * One-sided Jacobi: rotations make the rows of the matrix, or of its transpose where that has fewer, orthogonal; their
 * lengths are then the singular values.
 * J. Demmel, K. Veselić, Jacobi's method is more accurate than QR (1992).
 */
export function svd(input: Operand, s: Operand, vectors: SingularVectors | undefined): boolean {
  const [m, n] = input.shape.slice(-2) as [number, number];
  const wide = m < n;
  const [count, length] = wide ? [m, n] : [n, m];
  const inputs = Cursor.over(wide ? input : transposed(input));
  const sizes = Cursor.over(s);
  const rows = imageScratch.take(count * length);
  const basis = basisScratch.take(vectors ? count * count : 0);
  const norms = sizeScratch.take(count);
  const ordered = orderedScratch.take(count);
  // what the rows become, and what they were rotated by, are the right and the left vectors of a wide matrix
  const images = vectors && new Vectors(wide ? vectors.vh : transposed(vectors.u));
  const turns = vectors && new Vectors(wide ? transposed(vectors.u) : vectors.vh);
  let finite = true;
  for (let left = sizeOf(s.shape.slice(0, -1)); left > 0; left--) {
    inputs.read(rows, count * length);
    const largest = largestSize(rows, count * length);
    if (!Number.isFinite(largest)) {
      rows.fill(Number.NaN, 0, count * length);
      finite = false;
    }
    const scale = scaleOf(largest);
    for (let i = 0; i < count * length; i++) rows[i]! *= scale;
    orthogonalize(rows, count, length, vectors && identity(basis, count));
    for (let i = 0; i < count; i++) norms[i] = normOf(rows, i * length, length);
    const order = orderOf(norms, count, -1);
    for (let i = 0; i < count; i++) ordered[i] = norms[order[i]!]! / scale;
    sizes.write(ordered, count);
    images?.write(rows, length, order, norms);
    turns?.write(basis, count, order, undefined);
  }
  return finite;
}

/** The power of two that brings the largest element near 1, so that squares neither overflow nor vanish. */
function scaleOf(largest: number): number {
  return largest === 0 || !Number.isFinite(largest)
    ? 1
    : 2 ** -Math.max(-1000, Math.min(1000, Math.round(Math.log2(largest))));
}

function transposed({ storage, dtype, shape, strides, offset }: Operand): Operand {
  const swap = (list: readonly number[]): number[] => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
  return { storage, dtype, shape: swap(shape), strides: swap(strides), offset };
}

function identity(matrix: Float64Array, size: number): Float64Array {
  matrix.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

/** Writes vectors as the rows of the matrices of an operand. */
class Vectors {
  readonly #cursor: Cursor;
  readonly #count: number;

  constructor(operand: Operand) {
    this.#cursor = Cursor.over(operand);
    this.#count = operand.shape.at(-2)!;
  }

  /** Takes the rows in their order, divided by their norms where given, and completes the basis. */
  write(rows: Float64Array, length: number, order: readonly number[], norms: Float64Array | undefined): void {
    const out = outScratch.take(this.#count * length);
    let independent = 0;
    for (const [i, row] of order.entries()) {
      const norm = norms ? norms[row]! : 1;
      // beside an element near 1 it is nothing, and its square would be inexact
      if (norm < 1e-150) break;
      for (let k = 0; k < length; k++) out[i * length + k] = rows[row * length + k]! / norm;
      independent++;
    }
    completeBasis(out, independent, this.#count, length);
    this.#cursor.write(out, this.#count * length);
  }
}

/** Rotates rows until they are orthogonal, and those of `basis` with them. */
function orthogonalize(rows: Float64Array, count: number, length: number, basis: Float64Array | undefined): void {
  const tolerance = Number.EPSILON * Math.sqrt(length);
  for (let sweep = 0, rotated = true; rotated && sweep < mostSweeps; sweep++) {
    rotated = false;
    for (let p = 0; p < count - 1; p++) {
      for (let q = p + 1; q < count; q++) {
        let [a, b, c] = [0, 0, 0];
        for (let k = 0, i = p * length, j = q * length; k < length; k++, i++, j++) {
          a += rows[i]! * rows[i]!;
          b += rows[i]! * rows[j]!;
          c += rows[j]! * rows[j]!;
        }
        if (!(Math.abs(b) > tolerance * Math.sqrt(a) * Math.sqrt(c))) continue;
        rotated = true;
        diagonalize(a, b, c, rotation);
        rotate(rows, p * length, q * length, 1, length, rotation);
        if (basis) rotate(basis, p * count, q * count, 1, count, rotation);
      }
    }
  }
}

function normOf(x: Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
