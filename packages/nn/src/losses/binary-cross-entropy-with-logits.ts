import { defineElementwise, type Num, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { checkElementWeights, checkSameShape } from './element-targets.ts';
import { type SameShapeLoss, SameShapeLossModule, type WithReduction } from './typed-losses.ts';

/** What binaryCrossEntropyWithLogits takes. */
export interface BinaryCrossEntropyWithLogitsOptions extends LossOptions {
  /** A factor of each loss; broadcasts to the input. */
  readonly weight?: Tensor | undefined;
  /** A factor of the loss of positive targets, one per class; broadcasts to the input. */
  readonly posWeight?: Tensor | undefined;
}

/** `log(1 + exp(-x))`, whose exp is at most 1; with its derivatives also where the branches meet. */
export function negativeLogSigmoid(x: Num): Num {
  const negative = e.lt(x, 0);
  const log = e.log1p(e.exp(e.where(negative, x, e.neg(x))));
  return e.add(log, e.where(negative, e.neg(x), 0));
}

const binaryCrossEntropyOp = /* @__PURE__ */ defineElementwise({
  name: 'binaryCrossEntropyWithLogits',
  promotion: 'float',
  formula: (x, t, posWeight) => {
    const logWeight = e.add(1, e.mul(e.sub(posWeight, 1), t));
    return e.add(e.mul(e.sub(1, t), x), e.mul(logWeight, negativeLogSigmoid(x)));
  },
});

/**
 * Binary cross entropy of logits, -posWeight · t · log σ(x) - (1 - t) · log(1 - σ(x)), exact for logits of any size.
 *
 * Throws a ShapeError unless the target has the input's shape and weights broadcast to it.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export const binaryCrossEntropyWithLogits = /* @__PURE__ */ defineLoss({
  name: 'binaryCrossEntropyWithLogits',
  terms: (input, target, { weight, posWeight }: BinaryCrossEntropyWithLogitsOptions) => {
    const name = 'binaryCrossEntropyWithLogits';
    checkSameShape(name, input, target);
    checkElementWeights(name, 'weight', weight, input);
    checkElementWeights(name, 'posWeight', posWeight, input);
    const losses = binaryCrossEntropyOp(input, target, posWeight ?? 1);
    return weight ? losses.mul(weight) : losses;
  },
}) as SameShapeLoss<'binaryCrossEntropyWithLogits', BinaryCrossEntropyWithLogitsOptions>;

/** {@link binaryCrossEntropyWithLogits} as a module. */
export class BCEWithLogitsLoss<R extends Reduction = 'mean'> extends SameShapeLossModule<
  'binaryCrossEntropyWithLogits',
  BinaryCrossEntropyWithLogitsOptions,
  R
> {
  constructor(options?: WithReduction<BinaryCrossEntropyWithLogitsOptions, R>) {
    super(binaryCrossEntropyWithLogits, options);
  }
}
