import * as e from '../formula/builder.ts';
import type { NormalizeBackward, Normalizing } from '../kernels/normalization.ts';
import { type BatchedCall, batchAll } from '../op/batch-rule.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { defineOp } from '../op/define-op.ts';
import type { Gradient, OutputMeta } from '../op/graph-node.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

type Inputs = readonly [
  grad: Tensor,
  x: Tensor,
  variance: Tensor,
  mean: Tensor | undefined,
  weight: Tensor | undefined,
];

/** Which gradients of a normalisation are wanted. */
interface Wanted {
  readonly input: boolean;
  readonly weight: boolean;
  readonly bias: boolean;
}

interface Options extends Normalizing {
  readonly wanted: Wanted;
  /** The shape of weight and bias, where the gradient of either is wanted. */
  readonly affine: Shape | undefined;
}

const inputAlone: Wanted = { input: true, weight: false, bias: false };

/** Values of those gradients that are wanted, in the places of input, weight and bias. */
export function inWanted<T>(
  { input, weight, bias }: Wanted,
  values: readonly T[],
): [T | undefined, T | undefined, T | undefined] {
  let next = 0;
  return [input ? values[next++] : undefined, weight ? values[next++] : undefined, bias ? values[next] : undefined];
}

const inverseSpread = /* @__PURE__ */ defineElementwise({
  name: 'inverseSpread',
  promotion: 'float',
  scalars: 1,
  formula: (variance, eps) => e.rsqrt(e.add(variance, eps)),
});

const standardize = /* @__PURE__ */ defineElementwise({
  name: 'standardize',
  promotion: 'float',
  scalars: 1,
  formula: (x, mean, variance, eps) => e.mul(e.sub(x, mean), e.rsqrt(e.add(variance, eps))),
});

/** The sum of those that there are. */
export function sumOf(terms: readonly Gradient[]): Gradient {
  return terms.reduce((sum, term) => (sum && term ? sum.add(term) : (sum ?? term)), undefined);
}

/**
 * The record of a normalisation's gradients: with y the normalised elements, `a = grad · weight` and means over `dims`,
 * that of x is `(a − mean(a) − y · mean(a · y)) / √(variance + eps)`, without `mean(a)` where no mean was subtracted; that
 * of the weight the sum of `grad · y`, that of the bias of `grad`. Mean and variance follow from x, so all of a second
 * derivative goes to x.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineNormalizationBackward(
  name: string,
  kernel: NormalizeBackward,
): (inputs: Inputs, options: Options) => Tensor[] {
  const op: (inputs: Inputs, options: Options) => Tensor[] = defineOp<Inputs, Options>({
    name,
    outputs: ([, { shape, dtype }], { wanted, affine }) => {
      const metas: OutputMeta[] = [];
      if (wanted.input) metas.push({ shape, dtype });
      if (wanted.weight) metas.push({ shape: affine!, dtype });
      if (wanted.bias) metas.push({ shape: affine!, dtype });
      return metas;
    },
    forward: (_, [grad, x, variance, mean, weight], outputs, options) => {
      const [ofX, ofWeight, ofBias] = inWanted(options.wanted, outputs);
      kernel(grad, x, mean, variance, weight, options, ofX, { weight: ofWeight, bias: ofBias });
    },
    vjp: ({ inputs: [grad, x, variance, mean, weight], options, needs, save }) => {
      const { dims, eps, wanted } = options;
      const [savedX, savedVariance] = [save(x), save(variance)];
      const savedMean = mean && save(mean);
      const savedGrad = needs[1] || needs[4] ? save(grad) : undefined;
      const savedWeight = wanted.input && (needs[0] || needs[1]) && weight ? save(weight) : undefined;
      const average = (t: Tensor): Tensor => t.mean({ dim: dims, keepdim: true });
      return (cotangents) => {
        const [v, ofWeight, ofBias] = inWanted(wanted, cotangents);
        const [input, variances, center, w, g] = [
          savedX(),
          savedVariance(),
          savedMean?.(),
          savedWeight?.(),
          savedGrad?.(),
        ];
        // the derivative of y, which is its own transpose
        const through = (t: Tensor): Tensor =>
          op([t, input, variances, center, undefined], { dims, eps, wanted: inputAlone, affine: undefined })[0]!;
        const y = standardize(input, center ?? 0, variances, eps);
        const ofScaled = v && (needs[0] || needs[4]) ? through(v) : undefined;
        const ofGrad = needs[0]
          ? sumOf([w ? ofScaled?.mul(w) : ofScaled, ofWeight?.mul(y), ofBias?.expand(input.shape)])
          : undefined;
        const ofX = (grad: Tensor): Gradient => {
          const viaWeight = ofWeight?.mul(grad);
          if (!v) return viaWeight && through(viaWeight);
          const a = w ? grad.mul(w) : grad;
          const r = inverseSpread(variances, eps);
          const [ofA, ofV] = [average(a.mul(y)), average(v.mul(y))];
          // through y, and through the factor in front of all
          const slope = v.mul(ofA).add(a.mul(ofV)).mul(r.neg());
          const product = average(v.mul(a)).sub(ofA.mul(ofV));
          const total = center ? product.sub(average(v).mul(average(a))) : product;
          return through(sumOf([slope, viaWeight])!).sub(y.mul(r.square().mul(total)));
        };
        return [ofGrad, needs[1] ? ofX(g!) : undefined, undefined, undefined, needs[4] ? ofScaled?.mul(g!) : undefined];
      };
    },
    batch: (call) => {
      const { options, size } = call;
      const [grad, x, variance, mean, weight] = batchAll(call);
      const dims = options.dims.map((dim) => dim + 1);
      if (!options.affine) {
        const aligned = alignBatched(call, 4, weight, x.ndim);
        return call.op([grad, x, variance, mean, aligned], { ...options, dims });
      }
      // each sample has gradients of its own, though they may share a weight
      const ofSamples = [size, ...options.affine];
      const affine = [size, ...new Array<number>(x.ndim - ofSamples.length).fill(1), ...options.affine];
      const gradients = call.op([grad, x, variance, mean, weight?.reshape(affine)], { ...options, dims, affine });
      return (gradients as Tensor[]).map((t, i) => (options.wanted.input && i === 0 ? t : t.reshape(ofSamples)));
    },
  });
  return op;
}

/**
 * Weight or bias of a batch, which {@link batchAll} gave the batch in front; `position` says which input it is. They are
 * read from the last dimension on: the batch goes in front of the input's dims, not of theirs.
 */
export function alignBatched<In extends readonly (Tensor | undefined)[], Options>(
  { inputs, batched, size }: BatchedCall<In, Options>,
  position: number,
  value: Tensor | undefined,
  rank: number,
): Tensor | undefined {
  if (!value || !batched[position]) return inputs[position];
  return value.reshape([size, ...new Array<number>(rank - value.ndim).fill(1), ...value.shape.slice(1)]);
}
