import type { Operand } from '../memory/memory.ts';
import type { RowReduction } from './cross-entropy.ts';
import { defineKernel } from './define-kernel.ts';
import { softCrossEntropy, softCrossEntropyBackward } from './reference/soft-cross-entropy.ts';
import {
  softCrossEntropy as simdSoftCrossEntropy,
  softCrossEntropyBackward as simdSoftCrossEntropyBackward,
} from './simd/rows/soft-cross-entropy.ts';

/** How cross entropy weighs the log-probabilities ℓ of a row with target probabilities t: `-Σ_c a[c] · ℓ[c]`. */
export interface SoftCrossEntropyCoefficients {
  /** `keep` and `spread` of `a[c] = w[c] · (keep · t[c] + spread)`. */
  readonly keep: number;
  readonly spread: number;
  readonly reduction: Exclude<RowReduction, 'weightedMean'>;
}

/**
 * Cross entropy with class probabilities over logits `[N, C]` or `[N, C, D]`, both of one shape. `out` is `[N]` or `[N, D]`,
 * or a single element when the losses are reduced. For the gradient, `normalizers`, `[N · D, 3]`, gets the largest logit of each row,
 * the sum of `exp(logit - largest)` and that of all `a`.
 */
export const softCrossEntropyKernel: (
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
) => void = /* @__PURE__ */ defineKernel(softCrossEntropy, simdSoftCrossEntropy);

/** The gradient of {@link softCrossEntropyKernel} with respect to the logits; `grad` has the shape of its result. */
export const softCrossEntropyBackwardKernel: (
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(softCrossEntropyBackward, simdSoftCrossEntropyBackward);
