import {
  ArgumentError,
  allElements,
  formatShape,
  fullLike,
  isTensor,
  noGrad,
  ShapeError,
  sameShape,
  type Tensor,
} from '@cotangent/core';
import type { LossOptions } from './define-loss.ts';
import { defineLossOf, LossOfModule } from './define-loss-of.ts';

/** What GaussianNLLLoss takes. */
export interface GaussianNLLLossOptions extends LossOptions {
  /** Whether to add the constant 0.5 log 2π. Defaults to false. */
  readonly full?: boolean | undefined;
  /** The least variance; smaller ones are taken for it, though their gradient is their own. Defaults to 1e-6. */
  readonly eps?: number | undefined;
}

/** The variance with a last dimension that fits the input's. */
function fitVariance(name: string, input: Tensor, variance: Tensor): Tensor {
  const { shape } = variance;
  if (sameShape(shape, input.shape)) return variance;
  const rows = input.shape.slice(0, -1);
  if (sameShape(shape, rows) && input.ndim > 0) return variance.unsqueeze(-1);
  if (sameShape(shape, [...rows, 1])) return variance;
  throw new ShapeError(
    `${name}: the variance ${formatShape(shape)} does not fit the input ${formatShape(input.shape)}: ` +
      'expected its shape, or that without the last dimension, or with size 1 there',
  );
}

const lossOf = /* @__PURE__ */ defineLossOf<[Tensor, Tensor, Tensor], GaussianNLLLossOptions>({
  name: 'gaussianNllLoss',
  inputs: ['input', 'target', 'variance'],
  terms: ([input, target, variance], { full = false, eps = 1e-6 }) => {
    const name = 'gaussianNllLoss';
    const fitted = fitVariance(name, input, variance);
    const values = allElements(fitted);
    const negative = values.findIndex((value) => value < 0);
    if (negative >= 0)
      throw new ArgumentError(`${name}: variance ${values[negative]} at element ${negative} is negative`);
    const bounded = fitted.clone();
    // the bound is no part of the gradient
    noGrad(() => bounded.clamp_(eps));
    const losses = bounded.log().add(input.sub(target).square().div(bounded)).mul(0.5);
    return full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses;
  },
});

/**
 * The negative log-likelihood of targets under normal distributions with the input as mean:
 * 0.5 (log max(σ², eps) + (x − t)² / max(σ², eps)). The variance is a number, or has the input's shape, possibly
 * without its last dimension or with size 1 there.
 *
 * Throws an ArgumentError for a negative variance or an unknown reduction, a ShapeError for shapes that do not fit.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  options?: GaussianNLLLossOptions,
): Tensor {
  const tensor = typeof variance === 'number' && isTensor(input) ? fullLike(input, variance) : (variance as Tensor);
  return lossOf(input, target, tensor, options);
}

/** {@link gaussianNllLoss} as a module: `criterion.call(input, target, variance)`. */
export class GaussianNLLLoss extends LossOfModule<[Tensor, Tensor, Tensor], GaussianNLLLossOptions> {
  constructor(options?: GaussianNLLLossOptions) {
    super(gaussianNllLoss, options);
  }
}
