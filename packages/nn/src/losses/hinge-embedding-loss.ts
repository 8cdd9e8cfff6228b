import { getDefaultDtype, isFloat, where } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** What HingeEmbeddingLoss takes. */
export interface HingeEmbeddingLossOptions extends LossOptions {
  /** From this distance on, a pair of different things costs nothing. Defaults to 1. */
  readonly margin?: number | undefined;
}

/**
 * For distances x of pairs that are alike (target 1) x itself, of pairs that are not (−1) max(0, margin − x). Any other
 * target counts as both, as in PyTorch.
 *
 * Throws a ShapeError for shapes that do not broadcast, an ArgumentError for an unknown reduction.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export const hingeEmbeddingLoss: LossFunction<HingeEmbeddingLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'hingeEmbeddingLoss',
  terms: (input, target, { margin = 1 }: HingeEmbeddingLossOptions) => {
    // the margin is a float, also where the distances are not
    const distance = isFloat(input.dtype) ? input : input.to(getDefaultDtype());
    const different = where(target.ne(1), distance.neg().add(margin).clamp(0), 0);
    return different.add(where(target.ne(-1), distance, 0));
  },
});

/** {@link hingeEmbeddingLoss} as a module. */
export class HingeEmbeddingLoss extends LossModule<HingeEmbeddingLossOptions> {
  constructor(options?: HingeEmbeddingLossOptions) {
    super(hingeEmbeddingLoss, options);
  }
}
