import { formatShape, getDefaultDtype, isFloat, ShapeError, type Tensor } from '@cotangent/core';
import type { LossOptions } from './define-loss.ts';
import { defineLossOf, type LossOf, LossOfModule } from './define-loss-of.ts';

/** What MarginRankingLoss takes. */
export interface MarginRankingLossOptions extends LossOptions {
  /** By how much the right one must lead to cost nothing. Defaults to 0. */
  readonly margin?: number | undefined;
}

/**
 * max(0, −y (x₁ − x₂) + margin): with target y = 1 the first input is to be ranked higher, with −1 the second.
 *
 * Throws a ShapeError unless all three have as many dimensions and broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export const marginRankingLoss: LossOf<[Tensor, Tensor, Tensor], MarginRankingLossOptions> =
  /* @__PURE__ */ defineLossOf<[Tensor, Tensor, Tensor], MarginRankingLossOptions>({
    name: 'marginRankingLoss',
    inputs: ['input1', 'input2', 'target'],
    terms: ([a, b, target], { margin = 0 }) => {
      if (a.ndim !== b.ndim || a.ndim !== target.ndim) {
        const shapes = [a, b, target].map(({ shape }) => formatShape(shape)).join(', ');
        throw new ShapeError(`marginRankingLoss: expected inputs and target of as many dimensions, got ${shapes}`);
      }
      const lead = target.neg().mul(a.sub(b));
      // the margin is a float, also where the ranks are not
      return (isFloat(lead.dtype) ? lead : lead.to(getDefaultDtype())).add(margin).clamp(0);
    },
  });

/** {@link marginRankingLoss} as a module: `criterion.call(input1, input2, target)`. */
export class MarginRankingLoss extends LossOfModule<[Tensor, Tensor, Tensor], MarginRankingLossOptions> {
  constructor(options?: MarginRankingLossOptions) {
    super(marginRankingLoss, options);
  }
}
