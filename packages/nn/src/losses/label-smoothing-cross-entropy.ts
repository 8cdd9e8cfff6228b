import { ArgumentError, type Tensor, warnOnce } from '@cotangent/core';
import {
  checkClassIndices,
  checkClassInput,
  checkClassWeights,
  checkLabelSmoothing,
  classesOf,
} from './class-targets.ts';
import { crossEntropyLosses } from './cross-entropy-op.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What LabelSmoothingCrossEntropy takes. */
export interface LabelSmoothingCrossEntropyOptions extends LossOptions {
  /** The share ε of each label that goes to the other classes, in [0, 1]. Defaults to 0.1. */
  readonly labelSmoothing?: number | undefined;
  /** One weight per class, `[C]`, on the terms of the sum over classes. */
  readonly classWeights?: Tensor | undefined;
}

/**
 * Cross entropy with the label smoothing of many tutorials: 1 - ε on the true class and ε/(C - 1) on each *other* one,
 *
 * loss = -Σ_c w[c] y'[c] ℓ[c],
 *
 * ℓ the log-softmax of the input `[C]`, `[N, C]` or `[N, C, d1, …]`, for class indices of the input's shape without `C`.
 * The mean is over the positions, whatever the weights.
 *
 * PyTorch's own smoothing is {@link crossEntropy}'s: it leaves a share to the true class (ε/C on every class) and its
 * weighted mean divides by the sum of the targets' weights. Unweighted, this loss with ε is PyTorch's with ε·C/(C - 1).
 * With preds [[2, 1, 0.1], [1.5, 2.5, 0.3]], targets [0, 1] and ε = 0.1:
 *
 * | | unweighted | weights [1, 2, 1] |
 * | --- | --- | --- |
 * | `labelSmoothingCrossEntropy(…)` | 0.5565907861 | 0.7680347367 |
 * | `crossEntropy(…, { labelSmoothing: 0.1 })` | 0.5057574528 | 0.4746080083 |
 *
 * The loss stops at the entropy of the smoothed label (for C = 10 and ε = 0.1 at 0.5448): a model whose loss stays there
 * has converged. Beyond ε = (C - 1)/C the true class gets less than the others, which warns once.
 *
 * Throws as {@link crossEntropy}, and an ArgumentError for ε > 0 with a single class, where there is no other.
 */
export const labelSmoothingCrossEntropy = /* @__PURE__ */ defineLoss({
  name: 'labelSmoothingCrossEntropy',
  reduced: (input, target, { labelSmoothing = 0.1, classWeights }: LabelSmoothingCrossEntropyOptions, reduction) => {
    const name = 'labelSmoothingCrossEntropy';
    checkClassInput(name, input);
    checkLabelSmoothing(name, labelSmoothing);
    const classes = classesOf(input);
    checkClassWeights(name, 'classWeights', classWeights, classes);
    checkClassIndices(name, input, target);
    checkOtherClasses(name, labelSmoothing, classes);
    const off = labelSmoothing === 0 ? 0 : labelSmoothing / (classes - 1);
    // no target is NaN, so none is ignored
    const options = { loss: name, on: 1 - labelSmoothing - off, off, ignoreIndex: Number.NaN, reduction };
    return crossEntropyLosses(input, target, classWeights, options);
  },
}) as ClassIndexLoss<'labelSmoothingCrossEntropy', LabelSmoothingCrossEntropyOptions>;

/** {@link labelSmoothingCrossEntropy} as a module. */
export class LabelSmoothingCrossEntropy<R extends Reduction = 'mean'> extends ClassIndexLossModule<
  'labelSmoothingCrossEntropy',
  LabelSmoothingCrossEntropyOptions,
  R
> {
  constructor(options?: WithReduction<LabelSmoothingCrossEntropyOptions, R>) {
    super(labelSmoothingCrossEntropy, options);
  }
}

function checkOtherClasses(name: string, labelSmoothing: number, classes: number): void {
  if (classes === 1 && labelSmoothing > 0) {
    throw new ArgumentError(`${name}: labelSmoothing ${labelSmoothing} needs two or more classes, the input has 1`);
  }
  if (classes > 1 && labelSmoothing > (classes - 1) / classes) {
    warnOnce(
      name,
      `${name}: labelSmoothing ${labelSmoothing} leaves the true one of ${classes} classes less than the others`,
    );
  }
}
