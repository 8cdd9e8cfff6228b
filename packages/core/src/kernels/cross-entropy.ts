import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { crossEntropy, crossEntropyBackward } from './reference/cross-entropy.ts';
import {
  crossEntropy as simdCrossEntropy,
  crossEntropyBackward as simdCrossEntropyBackward,
} from './simd/rows/cross-entropy.ts';

/**
 * What becomes of the losses of the rows. `'mean'` divides their sum by the number of rows, `'weightedMean'` by the sum
 * of the weights of the targets that are not ignored; over nothing either is NaN.
 */
export type RowReduction = 'none' | 'sum' | 'mean' | 'weightedMean';

/** How cross entropy weighs the log-probabilities ℓ of a row with target y. */
export interface CrossEntropyCoefficients {
  /** `on` and `off` of `-on · w[y] · ℓ[y] - off · Σ_c w[c] · ℓ[c]`. */
  readonly on: number;
  /** Absent, the sum is not taken at all: an impossible class (ℓ = −∞) then counts only where it is the target. */
  readonly off?: number | undefined;
  readonly ignoreIndex: number;
  readonly reduction: RowReduction;
}

/**
 * Cross entropy with class indices over logits `[N, C]` or `[N, C, D]`. `out` has the shape of the target, `[N]` or `[N, D]`,
 * or is a single element when the losses are reduced; ignored targets have a loss of 0. For the gradient, `normalizers`, `[N · D, 2]`, gets the
 * largest logit of each row and the sum of `exp(logit - largest)`. Throws an IndexError naming the first target outside `[0, C)`.
 */
export const crossEntropyKernel: (
  name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
) => void = /* @__PURE__ */ defineKernel(crossEntropy, simdCrossEntropy);

/** The gradient of {@link crossEntropyKernel} with respect to the logits; `grad` has the shape of its result. */
export const crossEntropyBackwardKernel: (
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(crossEntropyBackward, simdCrossEntropyBackward);
