import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import { copyVectors } from '../copy.ts';
import { addressOf, isFloat32, isPlain, type VectorOperand } from '../operands.ts';
import { Dims, splitDims } from '../reduce/layout.ts';
import { copyTransposed } from '../transposed.ts';
import { runInterleaved } from './interleaved.ts';
import { columnsFor, longestAcross, scratchLike, walkOf, withInnermost } from './logit-rows.ts';
import { rowVariants } from './row-variants.ts';
import { writeLogSoftmax, writeLogsumexp, writeSoftmax } from './write-softmax.ts';

const functions = {
  softmax: /* @__PURE__ */ rowVariants(writeSoftmax),
  logSoftmax: /* @__PURE__ */ rowVariants(writeLogSoftmax),
  logsumexp: /* @__PURE__ */ rowVariants(writeLogsumexp),
} as const;

const kept = /* @__PURE__ */ new Dims();
const reduced = /* @__PURE__ */ new Dims();

/** Runs a function on the rows along `dims` if their elements lie side by side; whether it did. */
function runRows(
  name: 'softmax' | 'logSoftmax' | 'logsumexp',
  input: VectorOperand,
  dims: readonly number[],
  out: VectorOperand,
): boolean {
  splitDims(input, dims, kept, reduced);
  if (reduced.count > 1 || (reduced.count === 1 && reduced.step !== 1)) return false;
  const length = reduced.size;
  const [from, to] = [addressOf(input), addressOf(out)];
  const resultStep = 4 * kept.size * (name === 'logsumexp' ? 1 : length);
  const longest = name === 'softmax' ? longestAcross.withoutLog : longestAcross.withLog;
  const walk = walkOf(kept.size, length, longest);
  const run = functions[name](walk);
  const columns = columnsFor(walk, length, 1);
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    run(from + 4 * kept.outerOffset(i), 4 * kept.step, kept.size, length, to + i * resultStep, columns);
  }
  return true;
}

/** Runs `softmax` or `logSoftmax` along any dimension, on a copy where its elements do not lie side by side. */
function runAlong(name: 'softmax' | 'logSoftmax', input: Operand, dim: number, out: Operand): boolean {
  if (!isFloat32(input) || !isPlain(out) || input.shape.length === 0 || sizeOf(input.shape) === 0) return false;
  if (runInterleaved(functions[name], [input], dim, out)) return true;
  const places = withInnermost(out, dim);
  const rows = withInnermost(input, dim);
  const innermost = [input.shape.length - 1];
  if (isContiguous(places.shape, places.strides) && runRows(name, rows, innermost, out)) return true;
  const copy = scratchLike(rows);
  return copyTransposed(rows, copy) && runRows(name, copy, innermost, copy) && copyTransposed(copy, places);
}

/** Softmax of float32. */
export function softmax(input: Operand, dim: number, out: Operand): boolean {
  return runAlong('softmax', input, dim, out);
}

/** The logarithms of {@link softmax}. */
export function logSoftmax(input: Operand, dim: number, out: Operand): boolean {
  return runAlong('logSoftmax', input, dim, out);
}

/** `log Σ exp` of float32 over any dims, on a copy where their elements do not lie side by side. */
export function logsumexp(input: Operand, dims: readonly number[], out: Operand): boolean {
  if (!isFloat32(input) || !isPlain(out) || sizeOf(input.shape) === 0) return false;
  if (runRows('logsumexp', input, dims, out)) return true;
  // the last of the dims is moved first, so that the others stand where they did
  const sorted = [...dims].sort((a, b) => b - a);
  let rows: VectorOperand = input;
  for (const dim of sorted) rows = withInnermost(rows, dim);
  const copy = scratchLike(rows);
  const innermost = sorted.map((_, i) => input.shape.length - 1 - i);
  return copyVectors(rows, copy) && runRows('logsumexp', copy, innermost, out);
}
