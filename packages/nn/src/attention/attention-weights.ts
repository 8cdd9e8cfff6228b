import { type BatchRule, defineOp, type Formula, leadingBatch, type OutputMeta, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { formulaOf, softmaxBackwardKernel, softmaxKernel } from '@cotangent/core/kernels';

/** Scores `[…, L, S]`, and a mask that broadcasts to them: a bool one of what takes part, a float one of summands. */
type Inputs = readonly [scores: Tensor, mask: Tensor];

interface Scaled {
  readonly scale: number;
}

const never = Number.NEGATIVE_INFINITY;

const whereAllowed: Formula = /* @__PURE__ */ formulaOf(2, 1, ([score, allowed], [scale]) =>
  e.where(e.ne(allowed, 0), e.mul(score, scale), never),
);

const withSummands: Formula = /* @__PURE__ */ formulaOf(2, 1, ([score, summand], [scale]) =>
  e.add(e.mul(score, scale), summand),
);

const scaled: Formula = /* @__PURE__ */ formulaOf(1, 1, ([x], [scale]) => e.mul(x, scale));

/** A mask has dimensions of its own: those that it lacks come behind the batch. */
const batchWeights: BatchRule<Inputs, Scaled> = ({ inputs: [scores, mask], batched, size, options, op }) => {
  const all = batched[0] ? scores : scores.expand([size, ...scores.shape]);
  const missing = new Array<number>(all.ndim - mask.ndim).fill(1);
  return op([all, batched[1] ? mask.reshape([size, ...missing, ...mask.shape.slice(1)]) : mask], options);
};

/**
 * Softmax of `scores · scale` under a mask along the last dimension, and the largest of each row, `[…, L, 1]`. Where that
 * is −∞, since all is masked, weights are 0: 0/0 would be NaN, and so would its gradient.
 */
const maskedWeightsOp: (inputs: Inputs, options: Scaled) => Tensor[] = /* @__PURE__ */ defineOp<Inputs, Scaled>({
  name: 'maskedAttentionWeights',
  outputs: ([{ shape, dtype }]): readonly OutputMeta[] => [
    { shape, dtype },
    { shape: shape.with(-1, 1), dtype },
  ],
  forward: (kernels, [scores, mask], [weights, largest], { scale }) => {
    const keys = scores.shape.at(-1)!;
    if (weights!.storage.length === 0) return;
    const last = scores.shape.length - 1;
    kernels.map(mask.dtype === 'bool' ? whereAllowed : withSummands, [scores, mask], [weights!], [scale], false);
    kernels.reduce('max', weights!, [last], largest!);
    softmaxKernel(weights!, last, weights!);
    const rows = largest!.storage.data;
    const { storage, dtype } = weights!;
    for (let row = rows.indexOf(never); row >= 0; row = rows.indexOf(never, row + 1)) {
      kernels.fill(0, { storage, dtype, shape: [keys], strides: [1], offset: row * keys });
    }
  },
  vjp: ({ outputs: [weights], options, needs, save }) => {
    const saved = save(weights!);
    return ([grad]) => [
      needs[0] ? maskedWeightsBackwardOp([grad!, saved()], options) : undefined,
      needs[1] ? maskedWeightsBackwardOp([grad!, saved()], { scale: 1 }) : undefined,
    ];
  },
  batch: batchWeights,
});

/** `scale · y · (g - Σ g · y)`, linear in `g` and its own adjoint there. */
const maskedWeightsBackwardOp: (inputs: readonly [grad: Tensor, weights: Tensor], options: Scaled) => Tensor =
  /* @__PURE__ */ defineOp<readonly [grad: Tensor, weights: Tensor], Scaled>({
    name: 'maskedAttentionWeightsBackward',
    shape: ([grad]) => grad,
    forward: (kernels, [grad, weights], [out], { scale }) => {
      softmaxBackwardKernel(grad, weights, grad.shape.length - 1, out!);
      if (scale !== 1) kernels.map(scaled, [out!], [out!], [scale], false);
    },
    vjp: ({ inputs: [grad, weights], options, needs, save }) => {
      const savedWeights = save(weights);
      const savedGrad = needs[1] ? save(grad) : undefined;
      return ([above]) => {
        const v = above!;
        const y = savedWeights();
        const sum = (x: Tensor): Tensor => x.mul(y).sum({ dim: -1, keepdim: true });
        const ofWeights = (g: Tensor): Tensor => v.mul(g.sub(sum(g))).sub(g.mul(sum(v)));
        return [
          needs[0] ? maskedWeightsBackwardOp([v, y], options) : undefined,
          savedGrad && ofWeights(savedGrad()).mul(options.scale),
        ];
      };
    },
    batch: leadingBatch(),
  });

/** `softmax(scores · scale + mask)` along the last dimension, and zeros where all is masked. */
export function maskedWeights(scores: Tensor, mask: Tensor, scale: number): Tensor {
  return maskedWeightsOp([scores, mask], { scale })[0]!;
}
