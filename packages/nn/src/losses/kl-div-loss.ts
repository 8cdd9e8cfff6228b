import { ArgumentError, type Tensor, xlogy } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions, type Reduction } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** What KLDivLoss takes. */
export interface KLDivLossOptions extends Omit<LossOptions, 'reduction'> {
  /**
   * `'batchmean'` divides the sum by the size of dimension 0, which is what the divergence of a batch is; `'mean'` (the
   * default) divides by the number of elements.
   */
  readonly reduction?: Reduction | 'batchmean' | undefined;
  /** Whether the target holds log-probabilities, too. Defaults to false. */
  readonly logTarget?: boolean | undefined;
}

interface Terms extends LossOptions {
  readonly logTarget?: boolean | undefined;
}

const pointwise = /* @__PURE__ */ defineLoss({
  name: 'klDiv',
  terms: (input, target, { logTarget = false }: Terms) =>
    logTarget ? target.exp().mul(target.sub(input)) : xlogy(target, target).sub(target.mul(input)),
});

/**
 * The Kullback–Leibler divergence t (log t − x) of log-probabilities x from probabilities t, element by element.
 *
 * Throws a ShapeError for shapes that do not broadcast, or for `'batchmean'` of a 0-d input; an ArgumentError for an
 * unknown reduction. https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export function klDiv(input: Tensor, target: Tensor, options: KLDivLossOptions = {}): Tensor {
  const { reduction, logTarget } = options;
  if (reduction !== 'batchmean') return pointwise(input, target, { reduction, logTarget });
  const total = pointwise(input, target, { reduction: 'sum', logTarget });
  if (input.ndim === 0) throw new ArgumentError('klDiv: a 0-d input has no batch to take the mean of');
  return total.div(input.shape[0]!);
}

/** {@link klDiv} as a module. */
export class KLDivLoss extends LossModule<KLDivLossOptions & LossOptions> {
  constructor(options?: KLDivLossOptions) {
    super(klDiv as LossFunction<KLDivLossOptions & LossOptions>, options as KLDivLossOptions & LossOptions);
  }
}
