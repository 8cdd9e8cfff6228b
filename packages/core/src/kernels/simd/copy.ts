import { isFloat } from '../../dtype.ts';
import { add } from '../../formula/elementary.ts';
import type { Formula } from '../../formula/formula.ts';
import { formulaOf } from '../../formula/formula-of.ts';
import type { Operand } from '../../memory/memory.ts';
import { views } from '../../memory/wasm-memory.ts';
import { isContiguous, isDistinct, sizeOf } from '../../shape.ts';
import { accumulate as referenceAccumulate, copy as referenceCopy, fill as referenceFill } from '../reference/copy.ts';
import { convert } from '../reference/elements.ts';
import { runVectors } from './map.ts';
import { addressOf, isFloat32, type VectorOperand } from './operands.ts';
import { copyTransposed } from './transposed.ts';

let formulas: { readonly same: Formula; readonly sum: Formula; readonly scalar: Formula } | undefined;

function copyFormulas(): NonNullable<typeof formulas> {
  formulas ??= {
    same: formulaOf(1, 0, ([x]) => x),
    sum: formulaOf(2, 0, ([x, y]) => add(x, y)),
    scalar: formulaOf(0, 1, (_, [s]) => s),
  };
  return formulas;
}

const none: readonly number[] = [];

/** Shorter rows are not worth a call each. */
const shortestReversed = 64;

export function copy(input: Operand, out: Operand): void {
  if (!isContiguous(input.shape, input.strides) && (copyReversed(input, out) || copyTransposed(input, out))) return;
  const integer = !isFloat(input.dtype) && !isFloat(out.dtype);
  if (!runVectors(copyFormulas().same, [input], [out], none, integer)) referenceCopy(input, out);
}

/** Copies rows that run backwards: as they lie in memory, then typed arrays turn them as fast as vectors would. */
function copyReversed(input: Operand, out: Operand): boolean {
  const last = out.shape.length - 1;
  const length = out.shape[last]!;
  if (input.strides[last] !== -1 || length < shortestReversed || !isContiguous(out.shape, out.strides)) return false;
  copy({ ...input, strides: input.strides.with(last, 1), offset: input.offset - length + 1 }, out);
  const { data } = out.storage;
  for (let row = out.offset, end = row + sizeOf(out.shape); row < end; row += length) {
    data.subarray(row, row + length).reverse();
  }
  return true;
}

/** Copies float32, which may broadcast to the shape of `out`, in vectors. Returns false, and writes nothing, where that cannot be. */
export function copyVectors(input: VectorOperand, out: VectorOperand): boolean {
  return copyTransposed(input, out) || runVectors(copyFormulas().same, [input], [out], none, false);
}

/** Adds float32 to those of `out`, whose elements are distinct, in vectors; returns as {@link copyVectors}. */
export function addVectors(input: VectorOperand, out: VectorOperand): boolean {
  return runVectors(copyFormulas().sum, [out, input], [out], none, false);
}

export function accumulate(input: Operand, out: Operand): void {
  const integer = !isFloat(out.dtype);
  const isVector =
    isDistinct(out.shape, out.strides) && runVectors(copyFormulas().sum, [out, input], [out], none, integer);
  if (!isVector) referenceAccumulate(input, out);
}

export function fill(value: number, out: Operand): void {
  // typed arrays fill what is contiguous as fast as vectors do
  const isWhole = isContiguous(out.shape, out.strides);
  if (isWhole && isFloat32(out)) {
    const start = addressOf(out) >>> 2;
    views.floats.fill(value, start, start + sizeOf(out.shape));
    return;
  }
  // rows of vectors would step on where expand stays at one place
  const isVector =
    !isWhole &&
    isDistinct(out.shape, out.strides) &&
    runVectors(copyFormulas().scalar, [], [out], [convert(value, out.dtype)], !isFloat(out.dtype));
  if (!isVector) referenceFill(value, out);
}
