import type { Tensor } from '@cotangent/core';
import { checkClassIndices, checkClassInput, classesOf } from './class-targets.ts';
import { crossEntropyLosses } from './cross-entropy-op.ts';

/**
 * -log p of the true class at each position, p the softmax of the input. Checks both; no target is ignored.
 *
 * `labelSmoothing` is PyTorch's: a share that goes to all classes evenly.
 */
export function crossEntropyOfClasses(name: string, input: Tensor, target: Tensor, labelSmoothing = 0): Tensor {
  checkClassInput(name, input);
  checkClassIndices(name, input, target);
  const off = labelSmoothing === 0 ? undefined : labelSmoothing / classesOf(input);
  // no target is NaN, so none is ignored
  const coefficients = { on: 1 - labelSmoothing, off, ignoreIndex: Number.NaN, reduction: 'none' } as const;
  return crossEntropyLosses(input, target, undefined, { loss: name, ...coefficients });
}
