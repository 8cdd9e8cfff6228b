import { ArgumentError, arange, formatShape, gather, ShapeError, type Tensor, where } from '@cotangent/core';
import {
  checkClassIndices,
  checkClassInput,
  checkClassRange,
  checkClassWeights,
  gatherWeights,
} from './class-targets.ts';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** What MultiMarginLoss takes. */
export interface MultiMarginLossOptions extends LossOptions {
  /** The power of each margin, 1 (the default) or 2. */
  readonly p?: number | undefined;
  /** By how much the true class must lead to cost nothing. Defaults to 1. */
  readonly margin?: number | undefined;
  /** One weight per class, `[C]`. */
  readonly weight?: Tensor | undefined;
}

/**
 * The multi-class hinge loss Σ_{c≠y} max(0, margin − x[y] + x[c])^p · w[y] / C of scores `[N, C]` or `[C]` and class
 * indices `[N]` or `[]`.
 *
 * Throws an ArgumentError unless `p` is 1 or 2, a ShapeError or DTypeError for operands that do not fit, an IndexError for
 * an index outside [0, C). https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export const multiMarginLoss: LossFunction<MultiMarginLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'multiMarginLoss',
  terms: (input, target, { p = 1, margin = 1, weight }: MultiMarginLossOptions) => {
    const name = 'multiMarginLoss';
    if (p !== 1 && p !== 2) throw new ArgumentError(`${name}: p is ${p}, expected 1 or 2`);
    checkClassInput(name, input);
    const classes = input.size(-1);
    if (input.ndim > 2 || classes === 0) {
      throw new ShapeError(`${name}: the input is ${formatShape(input.shape)}, expected [N, C] or [C] with classes`);
    }
    // a single row may have its index as [1]
    const index = input.ndim === 1 && target.ndim === 1 && target.numel() === 1 ? target.squeeze(0) : target;
    checkClassIndices(name, input, index);
    checkClassRange(name, index, classes, Number.NaN);
    checkClassWeights(name, 'weight', weight, classes);
    const at = index.long().unsqueeze(-1);
    const margins = input
      .sub(gather(input, -1, at))
      .add(margin)
      .relu();
    const powers = p === 1 ? margins : margins.square();
    const weighted = weight ? powers.mul(gatherWeights(weight, at)) : powers;
    const others = arange(classes).ne(at);
    return where(others, weighted, 0).sum({ dim: -1 }).div(classes);
  },
});

/** {@link multiMarginLoss} as a module. */
export class MultiMarginLoss extends LossModule<MultiMarginLossOptions> {
  constructor(options?: MultiMarginLossOptions) {
    super(multiMarginLoss, options);
  }
}
