import { grad, nn, type Tensor, tensor } from 'cotangent';

const { crossEntropy, labelSmoothingCrossEntropy } = nn.functional;

export const predictions: readonly (readonly number[])[] = [
  [2, 1, 0.1],
  [1.5, 2.5, 0.3],
];
export const targets: readonly number[] = [0, 1];
export const labelSmoothing = 0.1;
export const weights: readonly number[] = [1, 2, 1];

/** One formula, with or without class weights. */
export interface Variant {
  readonly weighted: boolean;
  /** The losses of the samples, `[2]`. */
  readonly each: Tensor;
  /** What `reduction: 'mean'` makes of them. */
  readonly mean: Tensor;
  /** The gradient of the mean with respect to the predictions, `[2, 3]`. */
  readonly gradient: Tensor;
}

export interface Formula {
  readonly name: string;
  readonly label: string;
  readonly meanDividesBy: string;
  readonly variants: readonly Variant[];
}

type Loss = (input: Tensor, target: Tensor, weight: Tensor | undefined, reduction: 'none' | 'mean') => Tensor;

/** Both formulas on the same two samples, in float64. */
export function workedExample(): readonly Formula[] {
  return [
    {
      name: 'crossEntropy (PyTorch)',
      label: '1 − ε + ε/C on the true class, ε/C on each other',
      meanDividesBy: "the sum of the targets' weights",
      variants: variantsOf((input, target, weight, reduction) =>
        crossEntropy(input, target, { labelSmoothing, weight, reduction }),
      ),
    },
    {
      name: 'labelSmoothingCrossEntropy (many tutorials)',
      label: '1 − ε on the true class, ε/(C − 1) on each other',
      meanDividesBy: 'the number of samples',
      variants: variantsOf((input, target, weight, reduction) =>
        labelSmoothingCrossEntropy(input, target, { labelSmoothing, classWeights: weight, reduction }),
      ),
    },
  ];
}

function variantsOf(loss: Loss): readonly Variant[] {
  const input = tensor(predictions, { dtype: 'float64', requiresGrad: true });
  const target = tensor(targets, { dtype: 'int64' });
  return [undefined, tensor(weights, { dtype: 'float64' })].map((weight) => {
    const mean = loss(input, target, weight, 'mean');
    return {
      weighted: weight !== undefined,
      each: loss(input, target, weight, 'none'),
      mean,
      gradient: grad(mean, input)[0]!,
    };
  });
}
