import {
  ArgumentError,
  type ClassIndexShape,
  DTypeError,
  type FitsCrossEntropy,
  isFloat,
  type LossShape,
  type Shape,
  sameShape,
  type Tensor,
} from '@cotangent/core';
import {
  checkClassIndices,
  checkClassInput,
  checkClassWeights,
  checkIgnoreIndex,
  checkLabelSmoothing,
  classesOf,
} from './class-targets.ts';
import { crossEntropyLosses } from './cross-entropy-op.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { LossModule } from './loss-module.ts';
import { softCrossEntropyLosses } from './soft-cross-entropy-op.ts';
import type { WithReduction } from './typed-losses.ts';

/** What crossEntropy takes. */
export interface CrossEntropyOptions extends LossOptions {
  /** One weight per class, `[C]`. */
  readonly weight?: Tensor | undefined;
  /** Class indices with this value add nothing, neither to the sum nor to what the mean divides by. Defaults to -100. */
  readonly ignoreIndex?: number | undefined;
  /** The share ε of each label that is spread evenly over all classes, in [0, 1]. Defaults to 0. */
  readonly labelSmoothing?: number | undefined;
}

/** What {@link crossEntropy} takes and gives. */
export type CrossEntropy = <S extends Shape, T extends Shape, R extends Reduction = 'mean'>(
  input: Tensor<S>,
  target: Tensor<T> & FitsCrossEntropy<'crossEntropy', S, T>,
  options?: WithReduction<CrossEntropyOptions, R>,
) => Tensor<LossShape<ClassIndexShape<S>, R>>;

/**
 * Cross entropy between logits and targets, PyTorch's, on one fused kernel.
 *
 * The input is `[C]`, `[N, C]` or `[N, C, d1, …]`. The target holds class indices (int32, the input's shape without
 * `C`) or class probabilities (floats, of the input's shape). With ℓ the log-softmax, w the class weights, and ε the
 * label smoothing, which puts ε/C on *every* class:
 *
 * - indices: (1 - ε) · -w[y] ℓ[y] + ε/C · Σ_c -w[c] ℓ[c]; the mean divides by Σ w[y] over the targets not ignored;
 * - probabilities: -Σ_c w[c] t'[c] ℓ[c] with t' = (1 - ε) t + ε/C; the mean divides by the number of positions.
 *
 * So a mean over nothing (all targets ignored, an empty batch) is NaN. {@link labelSmoothingCrossEntropy} is the other
 * label smoothing; with preds [[2, 1, 0.1], [1.5, 2.5, 0.3]], targets [0, 1] and ε = 0.1:
 *
 * | | unweighted | weights [1, 2, 1] |
 * | --- | --- | --- |
 * | `crossEntropy(…, { labelSmoothing: 0.1 })` | 0.5057574528 | 0.4746080083 |
 * | `labelSmoothingCrossEntropy(…)` | 0.5565907861 | 0.7680347367 |
 *
 * With smoothing a loss stops at the entropy of the smoothed label (for C = 10 and ε = 0.1 at 0.5003): a model whose
 * loss stays there has converged.
 *
 * Throws an IndexError for an index outside [0, C), a DTypeError for indices that are not integers or an input that is
 * not float, a ShapeError for shapes that do not fit, an ArgumentError for `labelSmoothing` outside [0, 1], a weight that
 * is NaN, or an `ignoreIndex` ≥ 0 with probabilities; all before anything is computed.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export const crossEntropy = /* @__PURE__ */ defineLoss({
  name: 'crossEntropy',
  reduced: crossEntropyOf,
}) as CrossEntropy;

/** {@link crossEntropy} as a module. */
export class CrossEntropyLoss<R extends Reduction = 'mean'> extends LossModule<CrossEntropyOptions> {
  constructor(options?: WithReduction<CrossEntropyOptions, R>) {
    super(crossEntropy, options);
  }

  override forward<S extends Shape, T extends Shape>(
    input: Tensor<S>,
    target: Tensor<T> & FitsCrossEntropy<'crossEntropy', S, T>,
  ): Tensor<LossShape<ClassIndexShape<S>, R>> {
    return super.forward(input, target) as Tensor<LossShape<ClassIndexShape<S>, R>>;
  }
}

function crossEntropyOf(input: Tensor, target: Tensor, options: CrossEntropyOptions, reduction: Reduction): Tensor {
  const { weight, ignoreIndex = -100, labelSmoothing = 0 } = options;
  const name = 'crossEntropy';
  checkClassInput(name, input);
  checkIgnoreIndex(name, ignoreIndex);
  checkLabelSmoothing(name, labelSmoothing);
  const classes = classesOf(input);
  checkClassWeights(name, 'weight', weight, classes);
  if (sameShape(target.shape, input.shape)) {
    checkProbabilities(name, target, ignoreIndex);
    const coefficients = { keep: 1 - labelSmoothing, spread: labelSmoothing / classes, reduction };
    return softCrossEntropyLosses(input, target, weight, coefficients);
  }
  checkClassIndices(name, input, target, input.shape);
  return crossEntropyLosses(input, target, weight, {
    loss: name,
    on: 1 - labelSmoothing,
    off: labelSmoothing === 0 ? undefined : labelSmoothing / classes,
    ignoreIndex,
    reduction: reduction === 'mean' ? 'weightedMean' : reduction,
  });
}

function checkProbabilities(name: string, target: Tensor, ignoreIndex: number): void {
  if (!isFloat(target.dtype)) {
    throw new DTypeError(
      `${name}: the target has the input's shape, so it holds class probabilities: expected floats, got ${target.dtype}`,
    );
  }
  if (ignoreIndex >= 0) {
    throw new ArgumentError(`${name}: ignoreIndex ${ignoreIndex} means nothing to class probabilities`);
  }
}
