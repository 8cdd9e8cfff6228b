import { e } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/**
 * The squared error (x - y)² of each element. Operands of different shapes broadcast, with a warning.
 *
 * Throws a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export const mseLoss: LossFunction = /* @__PURE__ */ defineLoss({
  name: 'mseLoss',
  formula: (x, y) => e.square(e.sub(x, y)),
});

/** {@link mseLoss} as a module. */
export class MSELoss extends LossModule {
  constructor(options?: LossOptions) {
    super(mseLoss, options);
  }
}
