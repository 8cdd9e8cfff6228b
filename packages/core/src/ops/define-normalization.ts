import type { Normalize, NormalizeBackward, Normalizing } from '../kernels/normalization.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { alignBatched, defineNormalizationBackward, inWanted, sumOf } from './define-normalization-backward.ts';
import { keptShape, reducedCount } from './reduced-dims.ts';

type Inputs = readonly [x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined];

/** What tells one normalisation from another. */
export interface NormalizationDefinition {
  readonly name: string;
  /** Whether the mean is subtracted. */
  readonly centered: boolean;
  readonly forward: Normalize;
  readonly backward: NormalizeBackward;
}

/**
 * The record of `(x − mean) / √(variance + eps) · weight + bias`, where mean and (population) variance are taken over
 * `dims`; weight and bias, of one shape, broadcast to x. Also gives variance and mean, in this order, with size 1 at
 * `dims`. What is not centered has no mean, and the mean of squares is its variance.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineNormalization({
  name,
  centered,
  forward,
  backward,
}: NormalizationDefinition): (inputs: Inputs, options: Normalizing) => Tensor[] {
  const backwardOp = defineNormalizationBackward(`${name}Backward`, backward);
  return defineOp<Inputs, Normalizing>({
    name,
    outputs: ([{ shape, dtype }], { dims }) => {
      const statistic = { shape: keptShape(shape, dims), dtype };
      return centered ? [{ shape, dtype }, statistic, statistic] : [{ shape, dtype }, statistic];
    },
    forward: (_, [x, weight, bias], [out, variance, mean], options) =>
      forward(x, weight, bias, options, out!, mean, variance!),
    vjp: ({ inputs: [x, weight, bias], outputs: [, variance, mean], options: { dims, eps }, needs, save }) => {
      const wanted = { input: needs[0]!, weight: needs[1]!, bias: needs[2]! };
      const savesX = wanted.input || wanted.weight;
      const savedX = savesX ? save(x) : undefined;
      const savedVariance = savesX ? save(variance!) : undefined;
      const savedMean = savesX && mean ? save(mean) : undefined;
      const savedWeight = wanted.input && weight ? save(weight) : undefined;
      const { shape } = x;
      const affine = wanted.weight ? weight!.shape : wanted.bias ? bias!.shape : undefined;
      const count = reducedCount(shape, dims);
      return ([grad, ofVariance, ofMean]) => {
        if (!savedX) return [undefined, undefined, grad];
        const input = savedX();
        const center = savedMean?.();
        const inputs = grad && ([grad, input, savedVariance!(), center, savedWeight?.()] as const);
        const gradients = inputs ? backwardOp(inputs, { dims, eps, wanted, affine }) : [];
        const [ofX, ofWeight, ofBias] = inWanted(wanted, gradients);
        if (!wanted.input) return [undefined, ofWeight, ofBias];
        const ofStatistics = [
          ofMean?.div(count).expand(shape),
          ofVariance && (center ? input.sub(center) : input).mul(ofVariance.mul(2 / count)),
        ];
        return [sumOf([ofX, ...ofStatistics]), ofWeight, ofBias];
      };
    },
    batch: (call) => {
      const { op, options } = call;
      const [x, weight, bias] = batchAll(call);
      const aligned = [alignBatched(call, 1, weight, x.ndim), alignBatched(call, 2, bias, x.ndim)];
      return op([x, aligned[0], aligned[1]], { ...options, dims: options.dims.map((dim) => dim + 1) });
    },
  });
}
