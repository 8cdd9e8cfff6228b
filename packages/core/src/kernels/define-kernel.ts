import { runsSimd } from './current.ts';

/**
 * A kernel that stands alone, so that a bundle has it only with an operation that runs it: the plain loop, or its
 * version for SIMD where there is one and the engine is not the reference.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineKernel<Args extends readonly unknown[]>(
  reference: (...args: Args) => void,
  simd?: (...args: Args) => void,
): (...args: Args) => void {
  if (!simd) return reference;
  return (...args) => (runsSimd() ? simd(...args) : reference(...args));
}
