import { defineOp, logSoftmax, resultType, softmax, type Tensor } from '@cotangent/core';
import {
  type SoftCrossEntropyCoefficients,
  softCrossEntropyBackwardKernel,
  softCrossEntropyKernel,
} from '@cotangent/core/kernels';
import { classDimOf, indexShapeOf } from './class-targets.ts';
import { batchGradients, batchLosses, dividedBy, logitsView, rowsView } from './loss-rows.ts';

/** Logits, class probabilities of their shape, class weights. */
type Inputs = readonly [logits: Tensor, target: Tensor, weight: Tensor | undefined];

/**
 * The losses `-Σ_c a[c] · ℓ[c]` of the rows, `a[c] = w[c] · (keep · t[c] + spread)` and ℓ the log-softmax, or what they
 * are reduced to. Logits `[C]`, `[N, C]` or `[N, C, D]`. The second result spares the gradient to look for it again: the
 * largest logit of each row, the sum of `exp(logit - largest)` and that of all `a`.
 */
const softCrossEntropyOp: (inputs: Inputs, options: SoftCrossEntropyCoefficients) => Tensor[] =
  /* @__PURE__ */ defineOp<Inputs, SoftCrossEntropyCoefficients>({
    name: 'softCrossEntropy',
    outputs: ([logits], { reduction }) => {
      const { dtype } = logits;
      const shape = indexShapeOf(logits);
      const rows = shape.reduce((product, size) => product * size, 1);
      return [
        { dtype, shape: reduction === 'none' ? shape : [] },
        { dtype, shape: [rows, 3] },
      ];
    },
    forward: (_, [logits, target, weight], [out, normalizers], options) => {
      const result = options.reduction === 'none' ? rowsView(out!) : out!;
      softCrossEntropyKernel(logitsView(logits), logitsView(target), weight, options, result, normalizers!);
    },
    batch: (call) => batchLosses(call),
    vjp: ({ inputs: [logits, target, weight], outputs, options, needs, save }) => {
      const savedLogits = save(logits);
      const savedWeight = weight && save(weight);
      const saved = needs[0] ? [target, outputs[1]!].map(save) : undefined;
      const ofTarget = (grad: Tensor): Tensor => {
        const x = savedLogits();
        const slope = slopeOf(grad, x, options).mul(-options.keep);
        return weighted(logSoftmax(x, classDimOf(x)), savedWeight?.()).mul(slope);
      };
      return ([grad]) => {
        if (!grad) return [];
        const ofLogits =
          saved &&
          softCrossEntropyBackwardOp([grad, savedLogits(), saved[0]!(), savedWeight?.(), saved[1]!()], options);
        return [ofLogits, needs[1] ? ofTarget(grad) : undefined];
      };
    },
  });

type BackwardInputs = readonly [grad: Tensor, ...Inputs, normalizers: Tensor];

/**
 * The gradient of {@link softCrossEntropyOp} with respect to the logits: `g · (Σ_c a[c] · p - a)`. The normalizers follow
 * from the others, so all of a second derivative goes to these.
 */
const softCrossEntropyBackwardOp: (inputs: BackwardInputs, options: SoftCrossEntropyCoefficients) => Tensor =
  /* @__PURE__ */ defineOp<BackwardInputs, SoftCrossEntropyCoefficients>({
    name: 'softCrossEntropyBackward',
    dtype: ([, logits]) => logits.dtype,
    shape: ([, logits]) => logits,
    forward: (_, [grad, logits, target, weight, normalizers], [out], options) => {
      const slope = options.reduction === 'none' ? rowsView(grad) : grad;
      const [x, t, result] = [logitsView(logits), logitsView(target), logitsView(out!)];
      softCrossEntropyBackwardKernel(slope, x, t, weight, normalizers, options, result);
    },
    batch: (call) => batchGradients(call),
    vjp: ({ inputs: [grad, logits, target, weight], options, needs, save }) => {
      const saved = [logits, target].map(save);
      const savedWeight = weight && save(weight);
      const savedGrad = needs[1] || needs[2] ? save(grad) : undefined;
      return ([v]) => {
        if (!v) return [];
        const [x, t, w] = [saved[0]!(), saved[1]!(), savedWeight?.()];
        const dim = classDimOf(x);
        const reduced = options.reduction !== 'none';
        const p = softmax(x, dim);
        const a = weighted(t.mul(options.keep).add(options.spread), w);
        const total = a.sum({ dim, keepdim: true });
        const mean = v.mul(p).sum({ dim, keepdim: true });
        const ofGrad = (): Tensor => {
          const terms = v.mul(slopeOf(x.newOnes(reduced ? [] : indexShapeOf(x)), x, options).mul(total.mul(p).sub(a)));
          return reduced ? terms.sum() : terms.sum({ dim });
        };
        const slope = savedGrad && slopeOf(savedGrad(), x, options);
        return [
          needs[0] ? ofGrad() : undefined,
          needs[1] ? p.mul(v.sub(mean)).mul(slope!.mul(total)) : undefined,
          needs[2] ? weighted(mean.sub(v), w).mul(slope!.mul(options.keep)) : undefined,
          undefined,
          undefined,
        ];
      };
    },
  });

/** The gradients of the rows' losses, from those of the result, with size 1 where the logits have classes. */
function slopeOf(grad: Tensor, logits: Tensor, { reduction }: SoftCrossEntropyCoefficients): Tensor {
  if (reduction === 'none') return grad.unsqueeze(classDimOf(logits));
  const rows = indexShapeOf(logits).reduce((product, size) => product * size, 1);
  return dividedBy(grad, reduction, rows);
}

/** What is like the logits, times the weights of the classes if there are such. */
function weighted(x: Tensor, weight: Tensor | undefined): Tensor {
  if (!weight) return x;
  const dim = classDimOf(x);
  return x.mul(weight.reshape([x.shape[dim]!, ...x.shape.slice(dim + 1).map(() => 1)]));
}

/** {@link softCrossEntropyOp} for logits with any number of dimensions and operands of any float dtypes. */
export function softCrossEntropyLosses(
  input: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  options: SoftCrossEntropyCoefficients,
): Tensor {
  const dtype = resultType(weight ? [input, target, weight] : [input, target]);
  const [logits, shares, weights] = [input.to(dtype), target.to(dtype), weight?.to(dtype)];
  if (input.ndim <= 3) return softCrossEntropyOp([logits, shares, weights], options)[0]!;
  const rows = [input.shape[0]!, input.shape[1]!, -1];
  const result = softCrossEntropyOp([logits.reshape(rows), shares.reshape(rows), weights], options)[0]!;
  return options.reduction === 'none' ? result.reshape(indexShapeOf(input)) : result;
}
