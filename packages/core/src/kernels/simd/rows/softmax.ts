import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import {
  logSoftmax as referenceLogSoftmax,
  logsumexp as referenceLogsumexp,
  softmax as referenceSoftmax,
} from '../../reference/softmax.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { Dims, splitDims } from '../reduce/layout.ts';
import { variants } from '../variants.ts';
import { writeLogSoftmax, writeLogsumexp, writeSoftmax } from './write-softmax.ts';

const functions = /* @__PURE__ */ variants(() => {
  const module = new ModuleBuilder();
  writeSoftmax(module);
  writeLogSoftmax(module);
  writeLogsumexp(module);
  return instantiate<'softmax' | 'logSoftmax' | 'logsumexp'>(module);
});

const kept = /* @__PURE__ */ new Dims();
const reduced = /* @__PURE__ */ new Dims();

/** Runs a function on the rows along `dims` if their elements lie side by side; whether it did. */
function runRows(
  name: 'softmax' | 'logSoftmax' | 'logsumexp',
  input: Operand,
  dims: readonly number[],
  out: Operand,
): boolean {
  if (!isFloat32(input) || !isFloat32(out) || !isContiguous(out.shape, out.strides) || sizeOf(input.shape) === 0) {
    return false;
  }
  splitDims(input, dims, kept, reduced);
  if (reduced.count > 1 || (reduced.count === 1 && reduced.step !== 1)) return false;
  const run = functions()[name];
  const length = reduced.size;
  const [from, to] = [addressOf(input), addressOf(out)];
  const resultStep = 4 * kept.size * (name === 'logsumexp' ? 1 : length);
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    run(from + 4 * kept.outerOffset(i), 4 * kept.step, kept.size, length, to + i * resultStep);
  }
  return true;
}

/** Whether rows of results along `dim` lie one after the other. */
function isInnermost(dim: number, { shape }: Operand): boolean {
  for (let d = dim + 1; d < shape.length; d++) if (shape[d] !== 1) return false;
  return true;
}

/** Softmax of float32 along the innermost dimension. */
export function softmax(input: Operand, dim: number, out: Operand): void {
  if (!isInnermost(dim, input) || !runRows('softmax', input, [dim], out)) {
    referenceSoftmax(input, dim, out);
  }
}

/** The logarithms of {@link softmax}. */
export function logSoftmax(input: Operand, dim: number, out: Operand): void {
  if (!isInnermost(dim, input) || !runRows('logSoftmax', input, [dim], out)) {
    referenceLogSoftmax(input, dim, out);
  }
}

/** `log Σ exp` of float32 over dims whose elements lie side by side. */
export function logsumexp(input: Operand, dims: readonly number[], out: Operand): void {
  if (!runRows('logsumexp', input, dims, out)) referenceLogsumexp(input, dims, out);
}
