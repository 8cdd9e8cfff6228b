import { currentKernels } from './current.ts';
import { referenceKernels } from './reference/reference.ts';

/**
 * A kernel that stands alone, so that a bundle has it only with an operation that runs it: the plain loop, or its
 * SIMD version where there is one and an engine other than the reference is current.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineKernel<Args extends readonly unknown[]>(
  reference: (...args: Args) => void,
  simd?: (...args: Args) => void,
): (...args: Args) => void {
  if (!simd) return reference;
  return (...args) => (currentKernels() === referenceKernels ? reference : simd)(...args);
}
