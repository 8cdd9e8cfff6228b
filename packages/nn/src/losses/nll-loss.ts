import { gather, type Tensor, where } from '@cotangent/core';
import {
  checkClassIndices,
  checkClassInput,
  checkClassRange,
  checkClassWeights,
  checkIgnoreIndex,
  classDimOf,
  classesOf,
  gatherWeights,
} from './class-targets.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What NLLLoss takes. */
export interface NLLLossOptions extends LossOptions {
  /** One weight per class, `[C]`. */
  readonly weight?: Tensor | undefined;
  /** Targets with this value add nothing, neither to the sum nor to what the mean divides by. Defaults to -100. */
  readonly ignoreIndex?: number | undefined;
}

/**
 * The negative log-likelihood -w[y] x[y] of log-probabilities `[C]`, `[N, C]` or `[N, C, d1, …]` for class indices; the
 * mean divides by Σ w[y] over the targets not ignored.
 *
 * Throws an IndexError for an index outside [0, C), a DTypeError for indices that are not integers or an input that is
 * not float, a ShapeError for shapes that do not fit; all before anything is computed.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export const nllLoss = /* @__PURE__ */ defineLoss({
  name: 'nllLoss',
  terms: (input, target, { weight, ignoreIndex = -100 }: NLLLossOptions) => {
    const name = 'nllLoss';
    checkClassInput(name, input);
    checkIgnoreIndex(name, ignoreIndex);
    const classes = classesOf(input);
    checkClassWeights(name, 'weight', weight, classes);
    checkClassIndices(name, input, target);
    checkClassRange(name, target, classes, ignoreIndex);
    const dim = classDimOf(input);
    const kept = target.ne(ignoreIndex);
    const index = target.long().mul(kept);
    const count = (weight ? gatherWeights(weight, index) : kept).mul(kept).to(input.dtype);
    const picked = gather(input, dim, index.unsqueeze(dim)).squeeze(dim);
    // not a product: an ignored row may hold -∞
    return { values: where(kept, picked.mul(count).neg(), 0), count };
  },
}) as ClassIndexLoss<'nllLoss', NLLLossOptions>;

/** {@link nllLoss} as a module. */
export class NLLLoss<R extends Reduction = 'mean'> extends ClassIndexLossModule<'nllLoss', NLLLossOptions, R> {
  constructor(options?: WithReduction<NLLLossOptions, R>) {
    super(nllLoss, options);
  }
}
