import { ArgumentError, e } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { l1Loss } from './l1-loss.ts';
import { LossModule } from './loss-module.ts';

export interface SmoothL1LossOptions extends LossOptions {
  /** Where the square turns into a line; with 0 it is {@link l1Loss}. Defaults to 1. */
  readonly beta?: number | undefined;
}

const smoothL1: LossFunction<SmoothL1LossOptions> = /* @__PURE__ */ defineLoss({
  name: 'smoothL1Loss',
  formula: (x, y, beta) => {
    const distance = e.abs(e.sub(x, y));
    const square = e.div(e.mul(0.5, e.square(distance)), beta!);
    return e.where(e.lt(distance, beta!), square, e.sub(distance, e.mul(0.5, beta!)));
  },
  scalars: ({ beta = 1 }) => {
    if (!(beta >= 0)) throw new ArgumentError(`smoothL1Loss: beta ${beta} is negative`);
    return [beta];
  },
});

/**
 * 0.5 (x - y)² / β where |x - y| < β, else |x - y| - 0.5 β (Girshick 2015, https://arxiv.org/abs/1504.08083).
 *
 * Throws an ArgumentError for a negative `beta`, a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export const smoothL1Loss: LossFunction<SmoothL1LossOptions> = (input, target, options) =>
  options?.beta === 0 ? l1Loss(input, target, options) : smoothL1(input, target, options);

/** {@link smoothL1Loss} as a module. */
export class SmoothL1Loss extends LossModule<SmoothL1LossOptions> {
  constructor(options?: SmoothL1LossOptions) {
    super(smoothL1Loss, options);
  }
}
