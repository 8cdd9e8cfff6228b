import { logsigmoid, type Tensor } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** What MultiLabelSoftMarginLoss takes. */
export interface MultiLabelSoftMarginLossOptions extends LossOptions {
  /** A factor of each class's part; broadcasts to the input. */
  readonly weight?: Tensor | undefined;
}

/**
 * Binary cross entropy with logits, one label per class: the mean over the classes, which are the last dimension.
 *
 * Throws a ShapeError for shapes that do not broadcast, an ArgumentError for an unknown reduction.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export const multilabelSoftMarginLoss: LossFunction<MultiLabelSoftMarginLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'multilabelSoftMarginLoss',
  terms: (input, target, { weight }: MultiLabelSoftMarginLossOptions) => {
    const missed = target.mul(logsigmoid(input));
    const mistaken = target.neg().add(1).mul(logsigmoid(input.neg()));
    const losses = missed.add(mistaken).neg();
    const weighted = weight ? losses.mul(weight) : losses;
    return weighted.sum({ dim: -1 }).div(input.size(-1));
  },
});

/** {@link multilabelSoftMarginLoss} as a module. */
export class MultiLabelSoftMarginLoss extends LossModule<MultiLabelSoftMarginLossOptions> {
  constructor(options?: MultiLabelSoftMarginLossOptions) {
    super(multilabelSoftMarginLoss, options);
  }
}
