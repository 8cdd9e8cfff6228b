import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { chunkLength, writeRun } from './elements.ts';
import { eachPairOfRows, eachRow } from './rows.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const results = /* @__PURE__ */ new Float64Array(chunkLength);

export function softmax(input: Operand, dim: number, out: Operand): void {
  eachRow(input, dim, out, (row, length) => {
    const max = maxOf(row, length);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      row[i] = Math.exp(row[i]! - max);
      sum += row[i]!;
    }
    for (let i = 0; i < length; i++) row[i]! /= sum;
  });
}

export function logSoftmax(input: Operand, dim: number, out: Operand): void {
  eachRow(input, dim, out, logSoftmaxRow);
}

/** Turns the first `length` logits into log-probabilities. */
function logSoftmaxRow(row: Float64Array, length: number): void {
  const max = maxOf(row, length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += Math.exp(row[i]! - max);
  const logSum = Math.log(sum);
  // in this order, so that the small logarithm is not lost beside a large maximum
  for (let i = 0; i < length; i++) row[i] = row[i]! - max - logSum;
}

export function softmaxBackward(grad: Operand, result: Operand, dim: number, out: Operand): void {
  eachPairOfRows(grad, result, dim, out, (row, y, length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += row[i]! * y[i]!;
    for (let i = 0; i < length; i++) row[i] = y[i]! * (row[i]! - sum);
  });
}

export function logSoftmaxBackward(grad: Operand, result: Operand, dim: number, out: Operand): void {
  eachPairOfRows(grad, result, dim, out, (row, y, length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += row[i]!;
    for (let i = 0; i < length; i++) row[i]! -= Math.exp(y[i]!) * sum;
  });
}

export function logsumexp(input: Operand, dims: readonly number[], out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  let length = 1;
  for (let d = 0; d < input.shape.length; d++) if (dims.includes(d)) length *= input.shape[d]!;
  const kept = Cursor.along(input, (d) => !dims.includes(d));
  const reduced = Cursor.along(input, (d) => dims.includes(d));
  for (let first = 0; first < size; first += chunkLength) {
    const rows = Math.min(chunkLength, size - first);
    for (let row = 0; row < rows; row++) {
      reduced.restart(kept.next());
      results[row] = logsumexpOf(reduced, length);
    }
    writeRun(results, 0, rows, out.storage.data, out.dtype, out.offset + first, 1);
  }
}

/** Reads the elements twice, so that there may be any number of them. */
function logsumexpOf(elements: Cursor, length: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let done = 0; done < length; done += chunkLength) {
    const count = Math.min(chunkLength, length - done);
    elements.read(block, count);
    max = Math.max(max, maxOf(block, count));
  }
  // ∞ - ∞ would make NaN of what is ∞ or -∞
  if (Math.abs(max) === Number.POSITIVE_INFINITY) max = 0;
  let sum = 0;
  for (let done = 0; done < length; done += chunkLength) {
    const count = Math.min(chunkLength, length - done);
    elements.read(block, count);
    for (let i = 0; i < count; i++) sum += Math.exp(block[i]! - max);
  }
  return Math.log(sum) + max;
}

/** The largest of the first `length` values; a NaN may be passed over, the exponentials bring it back. */
export function maxOf(row: Float64Array, length: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) if (row[i]! > max) max = row[i]!;
  return max;
}
