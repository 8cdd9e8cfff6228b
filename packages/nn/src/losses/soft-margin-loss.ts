import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/**
 * log(1 + exp(−y x)) of each score x with its label y, 1 or −1. As in PyTorch the exponential may overflow; for scores
 * that large, binary cross entropy with logits is the same loss without that.
 *
 * Throws a ShapeError for shapes that do not broadcast, an ArgumentError for an unknown reduction.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
 */
export const softMarginLoss: LossFunction = /* @__PURE__ */ defineLoss({
  name: 'softMarginLoss',
  terms: (input, target) => input.neg().mul(target).exp().log1p(),
});

/** {@link softMarginLoss} as a module. */
export class SoftMarginLoss extends LossModule<LossOptions> {
  constructor(options?: LossOptions) {
    super(softMarginLoss, options);
  }
}
