import { ArgumentError, defineElementwise, isTensor, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { checkClassIndices, checkClassInput, checkClassWeights, classesOf, gatherWeights } from './class-targets.ts';
import { crossEntropyLosses } from './cross-entropy-op.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What FocalLoss takes. */
export interface FocalLossOptions extends LossOptions {
  /** How much less an easy sample counts; with 0 the loss is cross entropy. Defaults to 2. */
  readonly gamma?: number | undefined;
  /** A factor of each loss: a number, or one per class, `[C]`. Defaults to 1. */
  readonly alpha?: number | Tensor | undefined;
}

/** `(1 - p)^γ · c` for `c = -log p`. */
const focalOp = /* @__PURE__ */ defineElementwise({
  name: 'focal',
  promotion: 'float',
  formula: (c, gamma) => e.mul(e.pow(e.neg(e.expm1(e.neg(c))), gamma), c),
  scalars: 1,
  // a^γ (1 + γ e^-c c/a) with a = 1 - p: the product rule would give 0 · ∞ at c = 0 for γ < 1
  gradient: ([grad], [c], _outputs, [gamma]) => {
    const a = e.neg(e.expm1(e.neg(c!)));
    const some = e.gt(a, 0);
    const ratio = e.where(some, e.div(c!, e.where(some, a, 1)), 1);
    const slope = e.add(1, e.mul(e.mul(gamma!, e.exp(e.neg(c!))), ratio));
    return [e.mul(grad!, e.mul(e.pow(a, gamma!), slope))];
  },
});

/**
 * Focal loss over classes, -α (1 - p)^γ log p with p the softmax probability of the true class (Lin et al. 2017,
 * https://arxiv.org/abs/1708.02002). Inputs `[C]`, `[N, C]` or `[N, C, d1, …]`, class indices of the input's shape without
 * `C`; the mean is over the positions, whatever α. For independent classes see {@link sigmoidFocalLoss}.
 *
 * Throws an ArgumentError for a negative `gamma` or an `alpha` that is NaN, an IndexError for an index outside [0, C), a
 * ShapeError or DTypeError for an input, target or `alpha` that does not fit.
 */
export const focalLoss = /* @__PURE__ */ defineLoss({
  name: 'focalLoss',
  terms: (input, target, { gamma = 2, alpha }: FocalLossOptions) => {
    const name = 'focalLoss';
    checkGamma(name, gamma);
    checkClassInput(name, input);
    const weights = isTensor(alpha) ? alpha : undefined;
    checkClassWeights(name, 'alpha', weights, classesOf(input));
    if (typeof alpha === 'number' && Number.isNaN(alpha)) throw new ArgumentError(`${name}: alpha is NaN`);
    checkClassIndices(name, input, target);
    // no target is NaN, so none is ignored
    const plain = { loss: name, on: 1, ignoreIndex: Number.NaN, reduction: 'none' } as const;
    const losses = focalOp(crossEntropyLosses(input, target, undefined, plain), gamma);
    if (weights) return losses.mul(gatherWeights(weights, target));
    return typeof alpha === 'number' ? losses.mul(alpha) : losses;
  },
}) as ClassIndexLoss<'focalLoss', FocalLossOptions>;

/** {@link focalLoss} as a module. */
export class FocalLoss<R extends Reduction = 'mean'> extends ClassIndexLossModule<'focalLoss', FocalLossOptions, R> {
  constructor(options?: WithReduction<FocalLossOptions, R>) {
    super(focalLoss, options);
  }
}

/** Refuses an exponent that is negative or NaN. */
export function checkGamma(name: string, gamma: number): void {
  if (!(gamma >= 0)) throw new ArgumentError(`${name}: gamma ${gamma} is negative`);
}
