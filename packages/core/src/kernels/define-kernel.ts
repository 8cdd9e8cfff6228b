import { markScratch, releaseScratch } from '../memory/scratch.ts';
import { runsSimd } from './current.ts';

/**
 * A kernel that stands alone, so that a bundle has it only with an operation that runs it: the plain loop, or its
 * version for SIMD where there is one and the engine is not the reference. That tells whether it did the work: operands
 * that do not suit it are the plain loop's. The scratch memory it takes is given back here.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineKernel<Args extends readonly unknown[]>(
  reference: (...args: Args) => void,
  simd?: (...args: Args) => boolean,
): (...args: Args) => void {
  if (!simd) return reference;
  return (...args) => {
    if (runsSimd()) {
      const mark = markScratch();
      try {
        if (simd(...args)) return;
      } finally {
        releaseScratch(mark);
      }
    }
    reference(...args);
  };
}
