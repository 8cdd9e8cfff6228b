import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ElementwiseLoss, ElementwiseLossModule, type WithReduction } from './typed-losses.ts';

/**
 * The squared error (x - y)² of each element. Operands of different shapes broadcast, with a warning.
 *
 * Throws a ShapeError for shapes that do not broadcast.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export const mseLoss = /* @__PURE__ */ defineLoss({
  name: 'mseLoss',
  formula: (x, y) => e.square(e.sub(x, y)),
}) as ElementwiseLoss<'mseLoss'>;

/** {@link mseLoss} as a module. */
export class MSELoss<R extends Reduction = 'mean'> extends ElementwiseLossModule<'mseLoss', LossOptions, R> {
  constructor(options?: WithReduction<LossOptions, R>) {
    super(mseLoss, options);
  }
}
