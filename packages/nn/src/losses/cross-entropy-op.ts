import { defineOp, onesLike, softmax, type Tensor } from '@cotangent/core';
import { type CrossEntropyCoefficients, crossEntropyBackwardKernel, crossEntropyKernel } from '@cotangent/core/kernels';
import { checkClassRange, classDimOf, classesOf, gatherWeights } from './class-targets.ts';
import { batchGradients, batchLosses, dividedBy, logitsView, rowsView } from './loss-rows.ts';

/** Logits, class indices, class weights. */
type Inputs = readonly [logits: Tensor, target: Tensor, weight: Tensor | undefined];

/** What crossEntropyOp takes. */
export interface CrossEntropyOpOptions extends CrossEntropyCoefficients {
  /** The loss that errors name. */
  readonly loss: string;
}

/**
 * The losses `-on · w[y] · ℓ[y] - off · Σ_c w[c] · ℓ[c]` of the rows, ℓ the log-softmax, 0 where the target is ignored,
 * or what they are reduced to. Logits `[C]`, `[N, C]` or `[N, C, D]`. The second result spares the gradient to look for
 * it again: the largest logit of each row, and the sum of `exp(logit - largest)`.
 *
 * Throws an IndexError for a target that is no class.
 */
const crossEntropyOp: (inputs: Inputs, options: CrossEntropyOpOptions) => Tensor[] = /* @__PURE__ */ defineOp<
  Inputs,
  CrossEntropyOpOptions
>({
  name: 'crossEntropy',
  outputs: ([{ dtype }, target], { reduction }) => [
    { dtype, shape: reduction === 'none' ? target.shape : [] },
    { dtype, shape: [target.numel(), 2] },
  ],
  forward: (_, [logits, target, weight], [out, normalizers], options) => {
    const result = options.reduction === 'none' ? rowsView(out!) : out!;
    crossEntropyKernel(options.loss, logitsView(logits), rowsView(target), weight, options, result, normalizers!);
  },
  batch: (call) => batchLosses(call, weightsOf),
  vjp: ({ inputs: [logits, target, weight], outputs: [, normalizers], options, needs, save }) => {
    if (!needs[0]) return () => [];
    const savedLogits = save(logits);
    const savedTarget = save(target);
    const savedWeight = weight && save(weight);
    const savedNormalizers = save(normalizers!);
    return ([grad]) => [
      grad &&
        crossEntropyBackwardOp([grad, savedLogits(), savedTarget(), savedWeight?.(), savedNormalizers()], options),
    ];
  },
});

type BackwardInputs = readonly [grad: Tensor, ...Inputs, normalizers: Tensor];

/**
 * The gradient of {@link crossEntropyOp} with respect to the logits: `g · (Σ_c a[c] · p - a)`. The normalizers follow
 * from the logits, so all of a second derivative goes to these.
 */
const crossEntropyBackwardOp: (inputs: BackwardInputs, options: CrossEntropyOpOptions) => Tensor =
  /* @__PURE__ */ defineOp<BackwardInputs, CrossEntropyOpOptions>({
    name: 'crossEntropyBackward',
    dtype: ([, logits]) => logits.dtype,
    shape: ([, logits]) => logits,
    forward: (_, [grad, logits, target, weight, normalizers], [out], options) => {
      const slope = options.reduction === 'none' ? rowsView(grad) : grad;
      const [x, y, result] = [logitsView(logits), rowsView(target), logitsView(out!)];
      crossEntropyBackwardKernel(slope, x, y, weight, normalizers, options, result);
    },
    batch: (call) => batchGradients(call, weightsOf),
    vjp: ({ inputs: [grad, logits, target, weight, normalizers], options, needs, save }) => {
      const saved = [logits, target, normalizers].map(save);
      const savedWeight = weight && save(weight);
      const savedGrad = needs[1] ? save(grad) : undefined;
      return ([v]) => {
        if (!v) return [];
        const [x, y, kept, w] = [saved[0]!(), saved[1]!(), saved[2]!(), savedWeight?.()];
        const dim = classDimOf(x);
        const reduced = options.reduction !== 'none';
        const ofGrad = (): Tensor => {
          const one = reduced ? x.newOnes([]) : onesLike(y, { dtype: x.dtype });
          const terms = v.mul(crossEntropyBackwardOp([one, x, y, w, kept], options));
          return reduced ? terms.sum() : terms.sum({ dim });
        };
        const ofLogits = (g: Tensor): Tensor => {
          const p = softmax(x, dim);
          const spread = v.sub(v.mul(p).sum({ dim, keepdim: true }));
          const slope = dividedBy(g, options.reduction, y.numel(), () => weightsOf(y, w, options).sum());
          return p.mul(spread).mul(massOf(x, y, w, options).mul(slope).unsqueeze(dim));
        };
        const logitsGradient = savedGrad && ofLogits(savedGrad());
        return [needs[0] ? ofGrad() : undefined, logitsGradient, undefined, undefined, undefined];
      };
    },
  });

/** The weight of each target, 0 where it is ignored. */
function weightsOf(y: Tensor, w: Tensor | undefined, { ignoreIndex }: CrossEntropyOpOptions): Tensor {
  const kept = y.ne(ignoreIndex);
  return w ? gatherWeights(w, y, kept).mul(kept) : kept;
}

/** The sum of a row's coefficients, `on · w[y] + off · Σ_c w[c]`, and 0 where the target is ignored. */
function massOf(x: Tensor, y: Tensor, w: Tensor | undefined, options: CrossEntropyOpOptions): Tensor {
  const { on, off = 0, ignoreIndex } = options;
  const kept = y.ne(ignoreIndex);
  if (!w) return kept.to(x.dtype).mul(on + off * classesOf(x));
  return weightsOf(y, w, options).mul(on).add(w.sum().mul(off)).mul(kept);
}

/** {@link crossEntropyOp} for logits with any number of dimensions and weights of any float dtype. */
export function crossEntropyLosses(
  input: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  options: CrossEntropyOpOptions,
): Tensor {
  // the result has the dtype of the input, whatever that of the weights
  const weights = weight?.to(input.dtype);
  if (input.ndim <= 3) return crossEntropyOp([input, target, weights], options)[0]!;
  // the kernel would name a place in the flattened target
  checkClassRange(options.loss, target, classesOf(input), options.ignoreIndex);
  const [batch, classes] = input.shape as readonly [number, number];
  const places = input.shape.slice(2).reduce((product, size) => product * size, 1);
  const rows = [input.reshape([batch, classes, places]), target.reshape([batch, places]), weights] as const;
  const result = crossEntropyOp(rows, options)[0]!;
  return options.reduction === 'none' ? result.reshape(target.shape) : result;
}
