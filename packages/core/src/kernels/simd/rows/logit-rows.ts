import type { Operand } from '../../../memory/memory.ts';
import { isContiguous } from '../../../shape.ts';
import { isFloat32 } from '../operands.ts';

/**
 * How many elements the rows of logits `[N, C, D]` are apart, if their elements lie side by side and the rows one after
 * the other; 0 otherwise.
 */
export function rowStepOf(logits: Operand): number {
  const [batch, classes, places] = logits.shape as readonly [number, number, number];
  const [step, inner, placeStep] = logits.strides as readonly [number, number, number];
  if (!isFloat32(logits) || classes === 0 || (classes > 1 && inner !== 1)) return 0;
  if (places === 1) return batch === 1 ? classes : step;
  return batch === 1 || step === places * placeStep ? placeStep : 0;
}

/** Whether an operand holds float32 one after the other. */
export function isFloat32Block(x: Operand): boolean {
  return isFloat32(x) && isContiguous(x.shape, x.strides);
}

/** How many elements the gradients of rows are apart: 1, 0 where it is one for all, or -1 where they lie otherwise. */
export function gradStepOf(grad: Operand): number {
  const { shape, strides } = grad;
  if (!isFloat32(grad)) return -1;
  if (isContiguous(shape, strides)) return shape.length === 0 ? 0 : 1;
  for (let d = 0; d < shape.length; d++) if (shape[d] !== 1 && strides[d] !== 0) return -1;
  return 0;
}
