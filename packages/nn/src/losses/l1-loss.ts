import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ElementwiseLoss, ElementwiseLossModule, type WithReduction } from './typed-losses.ts';

/**
 * The absolute error |x - y| of each element, with gradient 0 where it is 0. Operands of different shapes broadcast,
 * with a warning.
 *
 * Throws a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export const l1Loss = /* @__PURE__ */ defineLoss({
  name: 'l1Loss',
  formula: (x, y) => e.abs(e.sub(x, y)),
}) as ElementwiseLoss<'l1Loss'>;

/** {@link l1Loss} as a module. */
export class L1Loss<R extends Reduction = 'mean'> extends ElementwiseLossModule<'l1Loss', LossOptions, R> {
  constructor(options?: WithReduction<LossOptions, R>) {
    super(l1Loss, options);
  }
}
