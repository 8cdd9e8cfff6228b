import { ArgumentError, defineElementwise } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { crossEntropyOfClasses } from './class-losses.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What SymmetricCrossEntropy takes. */
export interface SymmetricCrossEntropyOptions extends LossOptions {
  /** The factor of the cross entropy. Defaults to 0.1. */
  readonly alpha?: number | undefined;
  /** The factor of the reverse cross entropy. Defaults to 1. */
  readonly beta?: number | undefined;
  /** What stands for log 0 in the reverse cross entropy, the paper's A; negative. Defaults to −4. */
  readonly logOfZero?: number | undefined;
}

/** `α c + r (1 - p)` for `c = -log p`. */
const symmetricOp = /* @__PURE__ */ defineElementwise({
  name: 'symmetric',
  promotion: 'float',
  formula: (c, alpha, reverse) => e.sub(e.mul(alpha, c), e.mul(reverse, e.expm1(e.neg(c)))),
  scalars: 2,
});

/**
 * Symmetric cross entropy: α times the cross entropy of label and prediction and β times that of prediction and label,
 *
 * α · -log p + β · -A (1 - p),
 *
 * p the softmax probability of the true class, A what stands for log 0: for labels of which some are wrong (Wang et al.
 * 2019, https://arxiv.org/abs/1908.06112). Inputs `[C]`, `[N, C]` or `[N, C, d1, …]`, class indices of the input's shape
 * without `C`.
 *
 * Throws an ArgumentError for a negative `alpha` or `beta` or a `logOfZero` that is not negative, an IndexError for an
 * index outside [0, C), a ShapeError or DTypeError for an input or target that does not fit.
 */
export const symmetricCrossEntropy = /* @__PURE__ */ defineLoss({
  name: 'symmetricCrossEntropy',
  terms: (input, target, { alpha = 0.1, beta = 1, logOfZero = -4 }: SymmetricCrossEntropyOptions) => {
    const name = 'symmetricCrossEntropy';
    if (!(alpha >= 0)) throw new ArgumentError(`${name}: alpha ${alpha} is negative`);
    if (!(beta >= 0)) throw new ArgumentError(`${name}: beta ${beta} is negative`);
    if (!(logOfZero < 0)) throw new ArgumentError(`${name}: logOfZero ${logOfZero} is not negative`);
    return symmetricOp(crossEntropyOfClasses(name, input, target), alpha, -beta * logOfZero);
  },
}) as ClassIndexLoss<'symmetricCrossEntropy', SymmetricCrossEntropyOptions>;

/** {@link symmetricCrossEntropy} as a module. */
export class SymmetricCrossEntropy<R extends Reduction = 'mean'> extends ClassIndexLossModule<
  'symmetricCrossEntropy',
  SymmetricCrossEntropyOptions,
  R
> {
  constructor(options?: WithReduction<SymmetricCrossEntropyOptions, R>) {
    super(symmetricCrossEntropy, options);
  }
}
