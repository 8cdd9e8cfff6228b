import { ArgumentError } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { negativeLogSigmoid } from './binary-cross-entropy-with-logits.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { checkGamma } from './focal-loss.ts';
import { type ElementwiseLoss, ElementwiseLossModule, type WithReduction } from './typed-losses.ts';

/** What SigmoidFocalLoss takes. */
export interface SigmoidFocalLossOptions extends LossOptions {
  /** The factor of positive targets, in [0, 1]; negative ones have 1 - alpha. -1 means none. Defaults to 0.25. */
  readonly alpha?: number | undefined;
  /** How much less an easy element counts. Defaults to 2. */
  readonly gamma?: number | undefined;
}

/**
 * Focal loss of independent classes, torchvision's `sigmoid_focal_loss`: α (1 - p)^γ times the binary cross entropy of a
 * logit, p being the probability of its target (Lin et al. 2017, https://arxiv.org/abs/1708.02002).
 *
 * The reduction defaults to `'mean'`, as everywhere here; torchvision's to `'none'`.
 *
 * Throws an ArgumentError for `alpha` outside [0, 1] other than -1, or a negative `gamma`, a ShapeError for shapes that
 * do not broadcast. https://docs.pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html
 */
export const sigmoidFocalLoss = /* @__PURE__ */ defineLoss({
  name: 'sigmoidFocalLoss',
  formula: (x, t, positive, negative, gamma) => {
    const other = e.sub(1, t);
    const wrong = e.add(e.mul(e.sigmoid(e.neg(x)), t), e.mul(e.sigmoid(x), other));
    const crossEntropy = e.add(e.mul(other, x), negativeLogSigmoid(x));
    const alpha = e.add(e.mul(positive!, t), e.mul(negative!, other));
    // away from 0, where a power below 1 has an infinite slope
    return e.mul(e.mul(alpha, e.pow(e.maximum(wrong, 1e-30), gamma!)), crossEntropy);
  },
  scalars: ({ alpha = 0.25, gamma = 2 }: SigmoidFocalLossOptions) => {
    if (alpha !== -1 && !(alpha >= 0 && alpha <= 1)) {
      throw new ArgumentError(`sigmoidFocalLoss: alpha ${alpha} is outside [0, 1], and not -1 for none`);
    }
    checkGamma('sigmoidFocalLoss', gamma);
    return alpha === -1 ? [1, 1, gamma] : [alpha, 1 - alpha, gamma];
  },
}) as ElementwiseLoss<'sigmoidFocalLoss', SigmoidFocalLossOptions>;

/** {@link sigmoidFocalLoss} as a module. */
export class SigmoidFocalLoss<R extends Reduction = 'mean'> extends ElementwiseLossModule<
  'sigmoidFocalLoss',
  SigmoidFocalLossOptions,
  R
> {
  constructor(options?: WithReduction<SigmoidFocalLossOptions, R>) {
    super(sigmoidFocalLoss, options);
  }
}
