import { type Tensor, where } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** What PoissonNLLLoss takes. */
export interface PoissonNLLLossOptions extends LossOptions {
  /** Whether the input is the logarithm of the rate. Defaults to true. */
  readonly logInput?: boolean | undefined;
  /** Whether to add Stirling's approximation of log t!, for targets above 1. Defaults to false. */
  readonly full?: boolean | undefined;
  /** Added to the rate before its logarithm is taken. Defaults to 1e-8. */
  readonly eps?: number | undefined;
}

function stirling(target: Tensor): Tensor {
  const terms = target
    .mul(target.log())
    .sub(target)
    .add(
      target
        .mul(2 * Math.PI)
        .log()
        .mul(0.5),
    );
  return where(target.le(1), 0, terms);
}

/**
 * The negative log-likelihood of counts t under a Poisson distribution: exp(x) − t x, or x − t log(x + eps) where the
 * input is the rate itself.
 *
 * Throws a ShapeError for shapes that do not broadcast, an ArgumentError for an unknown reduction.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export const poissonNllLoss: LossFunction<PoissonNLLLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'poissonNllLoss',
  terms: (input, target, { logInput = true, full = false, eps = 1e-8 }: PoissonNLLLossOptions) => {
    const losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
    return full ? losses.add(stirling(target)) : losses;
  },
});

/** {@link poissonNllLoss} as a module. */
export class PoissonNLLLoss extends LossModule<PoissonNLLLossOptions> {
  constructor(options?: PoissonNLLLossOptions) {
    super(poissonNllLoss, options);
  }
}
