import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { crossEntropy, crossEntropyBackward } from './reference/cross-entropy.ts';

/** How cross entropy weighs the log-probabilities ℓ of a row with target y. */
export interface CrossEntropyCoefficients {
  /** `on` and `off` of `-on · w[y] · ℓ[y] - off · Σ_c w[c] · ℓ[c]`. */
  readonly on: number;
  /** Absent, the sum is not taken at all: an impossible class (ℓ = −∞) then counts only where it is the target. */
  readonly off?: number | undefined;
  readonly ignoreIndex: number;
}

/**
 * Cross entropy with class indices over logits `[N, C, D]`: `losses` and `counts` (the weight of the target, 0 where
 * ignored) are `[N, D]`. Throws an IndexError naming the first target outside `[0, C)`.
 */
export const crossEntropyKernel: (
  name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  losses: Operand,
  counts: Operand,
) => void = /* @__PURE__ */ defineKernel(crossEntropy);

/** The gradient of {@link crossEntropyKernel} with respect to the logits; `grad` is the losses' gradient, `[N, D]`. */
export const crossEntropyBackwardKernel: (
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(crossEntropyBackward);
