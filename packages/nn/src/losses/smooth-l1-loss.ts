import { ArgumentError } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ElementwiseLoss, ElementwiseLossModule, type WithReduction } from './typed-losses.ts';

/** What SmoothL1Loss takes. */
export interface SmoothL1LossOptions extends LossOptions {
  /** Where the square turns into a line; with 0 the loss is |x - y|. Defaults to 1. */
  readonly beta?: number | undefined;
}

/**
 * 0.5 (x - y)² / β where |x - y| < β, else |x - y| - 0.5 β (Girshick 2015, https://arxiv.org/abs/1504.08083).
 *
 * Throws an ArgumentError for a negative `beta`, a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export const smoothL1Loss = /* @__PURE__ */ defineLoss({
  name: 'smoothL1Loss',
  formula: (x, y, beta) => {
    const distance = e.abs(e.sub(x, y));
    // the square is not taken at all for β = 0, so its divisor may be anything but 0
    const square = e.div(e.mul(0.5, e.square(distance)), e.where(e.gt(beta!, 0), beta!, 1));
    // NaN is not greater, and the square lets it into the gradient
    return e.where(e.ge(distance, beta!), e.sub(distance, e.mul(0.5, beta!)), square);
  },
  scalars: ({ beta = 1 }) => {
    if (!(beta >= 0)) throw new ArgumentError(`smoothL1Loss: beta ${beta} is negative`);
    return [beta];
  },
}) as ElementwiseLoss<'smoothL1Loss', SmoothL1LossOptions>;

/** {@link smoothL1Loss} as a module. */
export class SmoothL1Loss<R extends Reduction = 'mean'> extends ElementwiseLossModule<
  'smoothL1Loss',
  SmoothL1LossOptions,
  R
> {
  constructor(options?: WithReduction<SmoothL1LossOptions, R>) {
    super(smoothL1Loss, options);
  }
}
