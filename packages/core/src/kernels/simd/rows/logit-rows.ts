import type { Operand } from '../../../memory/memory.ts';
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
