import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import { copyVectors } from '../copy.ts';
import { addressOf, isFloat32, isPlain, type VectorOperand } from '../operands.ts';
import { copyTransposed } from '../transposed.ts';
import { runInterleaved } from './interleaved.ts';
import { columnsFor, longestAcross, scratchLike, walkOf, withInnermost } from './logit-rows.ts';
import { rowVariants } from './row-variants.ts';
import type { RowWay } from './write-row-function.ts';
import { writeLogSoftmaxBackward, writeSoftmaxBackward } from './write-softmax-backward.ts';

type FunctionFor = (way: RowWay) => WasmFunction;

const softmaxFunction: FunctionFor = /* @__PURE__ */ rowVariants(writeSoftmaxBackward);
const logSoftmaxFunction: FunctionFor = /* @__PURE__ */ rowVariants(writeLogSoftmaxBackward);

/** The rows of an operand along a dimension, one after the other: itself or a copy in scratch memory. */
function rowsAlong(x: Operand, dim: number): VectorOperand | undefined {
  if (!isFloat32(x)) return undefined;
  const rows = withInnermost(x, dim);
  if (isContiguous(rows.shape, rows.strides)) return rows;
  const copy = scratchLike(rows);
  return copyVectors(rows, copy) ? copy : undefined;
}

/** Runs a function along any dimension; whether it did. */
function runAlong(functionFor: FunctionFor, grad: Operand, result: Operand, dim: number, out: Operand): boolean {
  const size = sizeOf(out.shape);
  if (!isPlain(out) || size === 0) return false;
  if (runInterleaved(functionFor, [grad, result], dim, out)) return true;
  const grads = rowsAlong(grad, dim);
  const results = grads && rowsAlong(result, dim);
  if (!results) return false;
  const length = out.shape[dim]!;
  const places = withInnermost(out, dim);
  const to = isContiguous(places.shape, places.strides) ? places : scratchLike(places);
  const rows = size / length;
  const walk = walkOf(rows, length, longestAcross.withoutLog);
  const columns = columnsFor(walk, length, 2);
  const step = 4 * length;
  functionFor(walk)(addressOf(grads), step, addressOf(results), step, rows, length, addressOf(to), columns);
  if (to !== places) copyTransposed(to, places);
  return true;
}

/** The gradient of softmax. */
export function softmaxBackward(grad: Operand, result: Operand, dim: number, out: Operand): boolean {
  return runAlong(softmaxFunction, grad, result, dim, out);
}

/** The gradient of logSoftmax. */
export function logSoftmaxBackward(grad: Operand, result: Operand, dim: number, out: Operand): boolean {
  return runAlong(logSoftmaxFunction, grad, result, dim, out);
}
