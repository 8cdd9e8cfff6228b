import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const resultScratch = /* @__PURE__ */ new Scratch();
const productScratch = /* @__PURE__ */ new Scratch();

/** Of a matrix whose norm is at most 1/2 the further terms are below the precision of doubles. */
const terms = 14;

/** `Σ input^k / k!` of matrices `[…, n, n]`: a series for a fraction of the matrix, squared as often as it was halved. */
export function matrixExp(input: Operand, out: Operand): void {
  const size = out.shape.at(-1)!;
  const inputs = Cursor.over(input);
  const outs = Cursor.over(out);
  const a = matrixScratch.take(size * size);
  let result = resultScratch.take(size * size);
  let product = productScratch.take(size * size);
  for (let left = sizeOf(out.shape.slice(0, -2)); left > 0; left--) {
    inputs.read(a, size * size);
    const halvings = halvingsOf(a, size);
    for (let i = 0; i < size * size; i++) a[i]! *= 2 ** -halvings;
    identity(result, size);
    for (let k = terms; k > 0; k--) {
      multiply(a, result, size, product);
      for (let i = 0; i < size * size; i++) product[i]! /= k;
      for (let i = 0; i < size; i++) product[i * size + i]! += 1;
      [result, product] = [product, result];
    }
    for (let k = 0; k < halvings; k++) {
      multiply(result, result, size, product);
      [result, product] = [product, result];
    }
    outs.write(result, size * size);
  }
}

/** How often the greatest sum of a row must be halved to be at most 1/2. */
function halvingsOf(a: Float64Array, size: number): number {
  let norm = 0;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += Math.abs(a[i * size + j]!);
    norm = Math.max(norm, sum);
  }
  // what is not finite stays so
  return Number.isFinite(norm) && norm > 0.5 ? Math.ceil(Math.log2(norm)) + 1 : 0;
}

function identity(matrix: Float64Array, size: number): void {
  matrix.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
}

function multiply(a: Float64Array, b: Float64Array, size: number, out: Float64Array): void {
  out.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0, p = i * size, q = k * size; j < size; j++, p++, q++) out[p]! += factor * b[q]!;
    }
  }
}
