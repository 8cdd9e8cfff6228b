import { e } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/**
 * The absolute error |x - y| of each element, with gradient 0 where it is 0. Operands of different shapes broadcast,
 * with a warning.
 *
 * Throws a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export const l1Loss: LossFunction = /* @__PURE__ */ defineLoss({
  name: 'l1Loss',
  formula: (x, y) => e.abs(e.sub(x, y)),
});

/** {@link l1Loss} as a module. */
export class L1Loss extends LossModule {
  constructor(options?: LossOptions) {
    super(l1Loss, options);
  }
}
