import { ArgumentError } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ElementwiseLoss, ElementwiseLossModule, type WithReduction } from './typed-losses.ts';

/** What HuberLoss takes. */
export interface HuberLossOptions extends LossOptions {
  /** Where the square turns into a line. Defaults to 1. */
  readonly delta?: number | undefined;
}

/**
 * 0.5 (x - y)² where |x - y| ≤ δ, else δ (|x - y| - 0.5 δ).
 *
 * Throws an ArgumentError unless `delta` is positive, a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export const huberLoss = /* @__PURE__ */ defineLoss({
  name: 'huberLoss',
  formula: (x, y, delta) => {
    const distance = e.abs(e.sub(x, y));
    const line = e.mul(delta!, e.sub(distance, e.mul(0.5, delta!)));
    // NaN is not greater, and the square lets it into the gradient
    return e.where(e.gt(distance, delta!), line, e.mul(0.5, e.square(distance)));
  },
  scalars: ({ delta = 1 }) => {
    if (!(delta > 0)) throw new ArgumentError(`huberLoss: delta ${delta} is not positive`);
    return [delta];
  },
}) as ElementwiseLoss<'huberLoss', HuberLossOptions>;

/** {@link huberLoss} as a module. */
export class HuberLoss<R extends Reduction = 'mean'> extends ElementwiseLossModule<'huberLoss', HuberLossOptions, R> {
  constructor(options?: WithReduction<HuberLossOptions, R>) {
    super(huberLoss, options);
  }
}
