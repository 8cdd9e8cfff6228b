import { takeScratch } from '../../memory/scratch.ts';
import { contiguousStrides, sizeOf } from '../../shape.ts';
import { addressOf, type VectorOperand } from './operands.ts';
import { transposingCopy } from './transposing-copy.ts';
import { type Walk, walkOver } from './walk.ts';

const bytes = 4;
const counts: number[] = [];

/**
 * Copies elements of 32 bits where rows of the target are columns of the source. Returns false, and copies nothing, for
 * other operands.
 */
export function copyTransposed(input: VectorOperand, out: VectorOperand): boolean {
  if (input.dtype !== out.dtype || (out.dtype !== 'float32' && out.dtype !== 'int32')) return false;
  if (input.storage.pointer < 0 || out.storage.pointer < 0 || sizeOf(out.shape) === 0) return false;
  const walk = walkOver(out.shape, [out], [input]);
  const across = columnOf(walk, 1);
  if (walk.first === 1 || walk.strides[1]![0] !== 1 || across < 0) return false;
  const { sizes, strides, end } = walk;
  const copy = transposingCopy();
  let from = addressOf(input);
  let to = addressOf(out);
  const fromStep = strides[1]![1]! * bytes;
  const toStep = strides[across]![0]! * bytes;
  for (let d = 2; d < end; d++) counts[d] = 0;
  for (;;) {
    copy(from, to, sizes[across]!, sizes[1]!, fromStep, toStep);
    let d = 2;
    for (; d < end; d++) {
      if (d === across) continue;
      const restart = ++counts[d]! === sizes[d];
      const steps = restart ? 1 - sizes[d]! : 1;
      to += steps * strides[d]![0]! * bytes;
      from += steps * strides[d]![1]! * bytes;
      if (!restart) break;
      counts[d] = 0;
    }
    if (d >= end) return true;
  }
}

/** The dimension, not the innermost, in which the elements of an operand stand side by side; -1 if there is none. */
function columnOf({ strides, end }: Walk, operand: number): number {
  for (let d = 2; d < end; d++) if (strides[d]![operand] === 1) return d;
  return -1;
}

/** Whether the rows of a walk are columns of an operand. */
export function isAcross(walk: Walk, operand: number): boolean {
  return walk.strides[1]![operand]! > 1 && columnOf(walk, operand) >= 0;
}

/** A copy in scratch memory whose elements lie as its shape says; other operands as they are. */
export function straight(input: VectorOperand): VectorOperand {
  const { dtype, shape } = input;
  const pointer = takeScratch(sizeOf(shape) * bytes);
  const made = { storage: { pointer }, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
  return copyTransposed(input, made) ? made : input;
}
