import { ArgumentError, defineElementwise } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { crossEntropyOfClasses } from './class-losses.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What GeneralizedCrossEntropy takes. */
export interface GeneralizedCrossEntropyOptions extends LossOptions {
  /** Between cross entropy (towards 0) and the absolute error 1 - p (at 1), in (0, 1]. Defaults to 0.7. */
  readonly q?: number | undefined;
}

/** `(1 - p^q) / q` for `c = -log p`. */
const generalizedOp = /* @__PURE__ */ defineElementwise({
  name: 'generalized',
  promotion: 'float',
  formula: (c, q) => e.neg(e.div(e.expm1(e.neg(e.mul(q, c))), q)),
  scalars: 1,
});

/**
 * Generalized cross entropy (1 - p^q) / q, p the softmax probability of the true class: for labels of which some are
 * wrong (Zhang and Sabuncu 2018, https://arxiv.org/abs/1805.07836). Inputs `[C]`, `[N, C]` or `[N, C, d1, …]`, class
 * indices of the input's shape without `C`.
 *
 * Throws an ArgumentError for a `q` outside (0, 1], an IndexError for an index outside [0, C), a ShapeError or
 * DTypeError for an input or target that does not fit.
 */
export const generalizedCrossEntropy = /* @__PURE__ */ defineLoss({
  name: 'generalizedCrossEntropy',
  terms: (input, target, { q = 0.7 }: GeneralizedCrossEntropyOptions) => {
    const name = 'generalizedCrossEntropy';
    if (!(q > 0 && q <= 1)) throw new ArgumentError(`${name}: q ${q} is outside (0, 1]`);
    return generalizedOp(crossEntropyOfClasses(name, input, target), q);
  },
}) as ClassIndexLoss<'generalizedCrossEntropy', GeneralizedCrossEntropyOptions>;

/** {@link generalizedCrossEntropy} as a module. */
export class GeneralizedCrossEntropy<R extends Reduction = 'mean'> extends ClassIndexLossModule<
  'generalizedCrossEntropy',
  GeneralizedCrossEntropyOptions,
  R
> {
  constructor(options?: WithReduction<GeneralizedCrossEntropyOptions, R>) {
    super(generalizedCrossEntropy, options);
  }
}
