import { ArgumentError, allElements, defineElementwise, type Num, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { checkElementWeights, checkSameShape } from './element-targets.ts';
import { type SameShapeLoss, SameShapeLossModule, type WithReduction } from './typed-losses.ts';

/** What binaryCrossEntropy takes. */
export interface BinaryCrossEntropyOptions extends LossOptions {
  /** A factor of each loss; broadcasts to the input. */
  readonly weight?: Tensor | undefined;
}

const clampedLog = (x: Num): Num => e.maximum(e.log(x), -100);
const clampedLog1m = (x: Num): Num => e.maximum(e.log1p(e.neg(x)), -100);

const binaryCrossEntropyOp = /* @__PURE__ */ defineElementwise({
  name: 'binaryCrossEntropy',
  promotion: 'float',
  formula: (x, t) => e.sub(e.mul(e.sub(t, 1), clampedLog1m(x)), e.mul(t, clampedLog(x))),
  // PyTorch's: a bounded denominator for the input, and logarithms that are not clamped for the target
  gradient: ([grad], [x, t]) => [
    e.div(e.mul(grad!, e.sub(x!, t!)), e.maximum(e.mul(x!, e.sub(1, x!)), 1e-12)),
    e.mul(grad!, e.sub(e.log1p(e.neg(x!)), e.log(x!))),
  ],
});

/**
 * Binary cross entropy of probabilities, -t · log x - (1 - t) · log(1 - x), with logarithms of at least -100. Logits
 * fare better with {@link binaryCrossEntropyWithLogits}.
 *
 * Throws an ArgumentError for an input outside [0, 1], a ShapeError unless the target has the input's shape and the
 * weight broadcasts to it.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export const binaryCrossEntropy = /* @__PURE__ */ defineLoss({
  name: 'binaryCrossEntropy',
  terms: (input, target, { weight }: BinaryCrossEntropyOptions) => {
    const name = 'binaryCrossEntropy';
    checkSameShape(name, input, target);
    checkElementWeights(name, 'weight', weight, input);
    checkProbabilities(name, input);
    const losses = binaryCrossEntropyOp(input, target);
    return weight ? losses.mul(weight) : losses;
  },
}) as SameShapeLoss<'binaryCrossEntropy', BinaryCrossEntropyOptions>;

/** {@link binaryCrossEntropy} as a module. */
export class BCELoss<R extends Reduction = 'mean'> extends SameShapeLossModule<
  'binaryCrossEntropy',
  BinaryCrossEntropyOptions,
  R
> {
  constructor(options?: WithReduction<BinaryCrossEntropyOptions, R>) {
    super(binaryCrossEntropy, options);
  }
}

function checkProbabilities(name: string, input: Tensor): void {
  const elements = allElements(input);
  for (let i = 0; i < elements.length; i++) {
    if (!(elements[i]! >= 0 && elements[i]! <= 1)) {
      throw new ArgumentError(`${name}: input element ${i} is ${elements[i]}, outside [0, 1]: expected probabilities`);
    }
  }
}
