import { ArgumentError, formatShape, logSoftmax, ShapeError, sameShape, type Tensor } from '@cotangent/core';
import { crossEntropyOfClasses } from './class-losses.ts';
import { checkClassInput, checkLabelSmoothing, classDimOf } from './class-targets.ts';
import type { LossOptions } from './define-loss.ts';
import { defineLossOf, type LossOf, LossOfModule } from './define-loss-of.ts';

/** What DistillationLoss takes. */
export interface DistillationLossOptions extends LossOptions {
  /** What both logits are divided by to soften the teacher's probabilities; positive. Defaults to 2. */
  readonly temperature?: number | undefined;
  /** The share of the cross entropy with the labels, in [0, 1]; the teacher has the rest. Defaults to 0.5. */
  readonly alpha?: number | undefined;
  /** The share of each label that is spread evenly over all classes, in [0, 1]. Defaults to 0. */
  readonly labelSmoothing?: number | undefined;
}

type Inputs = [input: Tensor, teacher: Tensor, target: Tensor];

function checkTeacher(name: string, input: Tensor, teacher: Tensor): void {
  checkClassInput(name, teacher);
  if (sameShape(teacher.shape, input.shape)) return;
  throw new ShapeError(
    `${name}: teacher ${formatShape(teacher.shape)} does not fit input ${formatShape(input.shape)}: expected the same shape`,
  );
}

/**
 * Learning from a teacher's logits and from labels at once (Hinton et al. 2015, https://arxiv.org/abs/1503.02531):
 *
 * α · crossEntropy(input, target) + (1 - α) · T² · KL(softmax(teacher / T) ‖ softmax(input / T)).
 *
 * T², as in the paper, keeps the gradients of the second part as large at any temperature T. Input and teacher are
 * `[C]`, `[N, C]` or `[N, C, d1, …]`, the target holds class indices of that shape without `C`; the mean is over the
 * positions. Gradients reach the teacher's logits too where they require grad: pass them from `noGrad`, or detached.
 *
 * Throws an ArgumentError for a `temperature` that is not positive, or an `alpha` or `labelSmoothing` outside [0, 1]; an
 * IndexError for an index outside [0, C); a ShapeError or DTypeError for an input, teacher or target that does not fit.
 */
export const distillationLoss: LossOf<Inputs, DistillationLossOptions> = /* @__PURE__ */ defineLossOf<
  Inputs,
  DistillationLossOptions
>({
  name: 'distillationLoss',
  inputs: ['input', 'teacher', 'target'],
  terms: ([input, teacher, target], { temperature = 2, alpha = 0.5, labelSmoothing = 0 }) => {
    const name = 'distillationLoss';
    checkTemperature(name, temperature);
    if (!(alpha >= 0 && alpha <= 1)) throw new ArgumentError(`${name}: alpha ${alpha} is outside [0, 1]`);
    checkLabelSmoothing(name, labelSmoothing);
    checkTeacher(name, input, teacher);
    const hard = crossEntropyOfClasses(name, input, target, labelSmoothing);
    const dim = classDimOf(input);
    const [student, soft] = [input, teacher].map((x) => logSoftmax(x.div(temperature), dim)) as [Tensor, Tensor];
    const divergence = soft.exp().mul(soft.sub(student)).sum({ dim });
    return hard.mul(alpha).add(divergence.mul((1 - alpha) * temperature ** 2));
  },
});

/** {@link distillationLoss} as a module: `criterion.call(input, teacher, target)`. */
export class DistillationLoss extends LossOfModule<Inputs, DistillationLossOptions> {
  constructor(options?: DistillationLossOptions) {
    super(distillationLoss, options);
  }
}

/** Refuses what logits cannot be divided by. */
export function checkTemperature(name: string, temperature: number): void {
  if (!(temperature > 0)) throw new ArgumentError(`${name}: temperature ${temperature} is not positive`);
}
