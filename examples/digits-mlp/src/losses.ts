import { nn, oneHot, type Tensor } from 'cotangent';

/** Whatever turns the model's output `[N, 10]` and the digits `[N]` into a number to make small. */
export type Loss = (input: Tensor, target: Tensor) => Tensor;

export const lossNames = ['cross-entropy', 'label-smoothing', 'focal', 'mse'] as const;
export type LossName = (typeof lossNames)[number];

export interface LossSettings {
  readonly labelSmoothing: number;
  /** One weight per digit, `[10]`. */
  readonly weight: Tensor;
}

/** The losses to choose from. To plug in one more, add its name above and a function here. */
export function lossesFor({ labelSmoothing, weight }: LossSettings): Readonly<Record<LossName, Loss>> {
  const criterion = new nn.CrossEntropyLoss({ labelSmoothing, weight });
  const { focalLoss, labelSmoothingCrossEntropy, mseLoss } = nn.functional;
  return {
    'cross-entropy': (input, target) => criterion.call(input, target),
    'label-smoothing': (input, target) =>
      labelSmoothingCrossEntropy(input, target, { labelSmoothing, classWeights: weight }),
    focal: (input, target) => focalLoss(input, target, { alpha: weight }),
    // the outputs learn to be 1 for the digit and 0 for the others; no class weights
    mse: (input, target) => mseLoss(input, oneHot(target, 10).float()),
  };
}
