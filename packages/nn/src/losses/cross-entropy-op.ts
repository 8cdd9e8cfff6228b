import { type BatchRule, batchAll, defineOp, type Operand, onesLike, type Tensor } from '@cotangent/core';
import { type CrossEntropyCoefficients, crossEntropyBackwardKernel, crossEntropyKernel } from '@cotangent/core/kernels';
import { checkClassRange, classDimOf, classesOf, gatherWeights } from './class-targets.ts';
import type { LossTerms } from './define-loss.ts';

/** Logits, class indices, class weights. */
type Inputs = readonly [logits: Tensor, target: Tensor, weight: Tensor | undefined];

/** What crossEntropyOp takes. */
export interface CrossEntropyOpOptions extends CrossEntropyCoefficients {
  /** The loss that errors name. */
  readonly loss: string;
}

/** `[C]`, `[N, C]` or `[N, C, D]` as the `[N, C, D]` of the kernels. */
function logitsView(x: Operand): Operand {
  return padded(x, x.shape.length === 1 ? 1 : 0, x.shape.length === 3 ? 0 : 1);
}

/** `[]`, `[N]` or `[N, D]` as the `[N, D]` of the kernels. */
function rowsView(x: Operand): Operand {
  return padded(x, 0, 2 - x.shape.length);
}

/** The same elements with further dimensions of size 1. */
function padded({ storage, dtype, shape, strides, offset }: Operand, before: number, after: number): Operand {
  const [front, back] = [Array<number>(before).fill(1), Array<number>(after).fill(1)];
  return { storage, dtype, offset, shape: [...front, ...shape, ...back], strides: [...front, ...strides, ...back] };
}

/** The rule of both operations: the batch joins the rows. `logits` is the input that has classes too. */
/* @__NO_SIDE_EFFECTS__ */
function joinRows<In extends readonly (Tensor | undefined)[]>(logits: number): BatchRule<In, CrossEntropyOpOptions> {
  return (call) => {
    const weight = call.inputs.length - 1;
    // the kernels take one weight for all rows
    if (call.batched[weight]) return undefined;
    const whole = batchAll({ ...call, inputs: call.inputs.slice(0, weight) as unknown as In });
    const joined = whole.map((x, i) => {
      const rowDims = x!.ndim - (i === logits ? 2 : 1);
      return rowDims === 0 ? x : x!.flatten(0, 1);
    });
    const results = call.op([...joined, call.inputs[weight]] as unknown as In, call.options);
    // losses have the shape of the target, gradients that of the logits: in either list the second
    const shape = whole[1]!.shape;
    return Array.isArray(results) ? results.map((x) => x.reshape(shape)) : results.reshape(shape);
  };
}

/**
 * The losses `-on · w[y] · ℓ[y] - off · Σ_c w[c] · ℓ[c]` of the rows, ℓ the log-softmax, and the weight w[y] of each
 * target; both 0 where the target is ignored. Logits `[C]`, `[N, C]` or `[N, C, D]`.
 *
 * Throws an IndexError for a target that is no class.
 */
const crossEntropyOp: (inputs: Inputs, options: CrossEntropyOpOptions) => Tensor[] = /* @__PURE__ */ defineOp<
  Inputs,
  CrossEntropyOpOptions
>({
  name: 'crossEntropy',
  outputs: ([{ dtype }, { shape }]) => [
    { dtype, shape },
    { dtype, shape },
  ],
  forward: (_, [logits, target, weight], [losses, counts], options) =>
    crossEntropyKernel(
      options.loss,
      logitsView(logits),
      rowsView(target),
      weight,
      options,
      rowsView(losses!),
      rowsView(counts!),
    ),
  batch: joinRows(0),
  vjp: ({ inputs: [logits, target, weight], options, needs, save }) => {
    const saved = needs[0] ? [logits, target].map(save) : undefined;
    const savedWeight = needs[0] && weight ? save(weight) : undefined;
    return ([grad]) => [
      grad && saved && crossEntropyBackwardOp([grad, saved[0]!(), saved[1]!(), savedWeight?.()], options),
    ];
  },
});

type BackwardInputs = readonly [grad: Tensor, ...Inputs];

/** The gradient of the losses of {@link crossEntropyOp} with respect to the logits: `g · (Σ_c a[c] · p - a)`. */
const crossEntropyBackwardOp: (inputs: BackwardInputs, options: CrossEntropyOpOptions) => Tensor =
  /* @__PURE__ */ defineOp<BackwardInputs, CrossEntropyOpOptions>({
    name: 'crossEntropyBackward',
    dtype: ([, logits]) => logits.dtype,
    shape: ([, logits]) => logits,
    forward: (_, [grad, logits, target, weight], [out], options) =>
      crossEntropyBackwardKernel(
        rowsView(grad),
        logitsView(logits),
        rowsView(target),
        weight,
        options,
        logitsView(out!),
      ),
    batch: joinRows(1),
    vjp: ({ inputs: [grad, logits, target, weight], options, needs, save }) => {
      const saved = [logits, target].map(save);
      const savedWeight = weight && save(weight);
      const savedGrad = needs[1] ? save(grad) : undefined;
      return ([v]) => {
        if (!v) return [];
        const [x, y, w] = [saved[0]!(), saved[1]!(), savedWeight?.()];
        const dim = classDimOf(x);
        const ofGrad = (): Tensor => {
          const slope = crossEntropyBackwardOp([onesLike(y, { dtype: x.dtype }), x, y, w], options);
          return v.mul(slope).sum({ dim });
        };
        const ofLogits = (g: Tensor): Tensor => {
          const p = x.softmax(dim);
          const spread = v.sub(v.mul(p).sum({ dim, keepdim: true }));
          return p.mul(spread).mul(g.mul(massOf(x, y, w, options)).unsqueeze(dim));
        };
        return [needs[0] ? ofGrad() : undefined, savedGrad && ofLogits(savedGrad())];
      };
    },
  });

/** The sum of a row's coefficients, `on · w[y] + off · Σ_c w[c]`, and 0 where the target is ignored. */
function massOf(
  x: Tensor,
  y: Tensor,
  w: Tensor | undefined,
  { on, off = 0, ignoreIndex }: CrossEntropyOpOptions,
): Tensor {
  const kept = y.ne(ignoreIndex);
  if (!w) return kept.to(x.dtype).mul(on + off * classesOf(x));
  return gatherWeights(w, y, kept).mul(on).add(w.sum().mul(off)).mul(kept);
}

/** {@link crossEntropyOp} for logits with any number of dimensions, as the terms of a loss. */
export function crossEntropyTerms(
  input: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  options: CrossEntropyOpOptions,
): Required<LossTerms> {
  if (input.ndim <= 3) return outsideGraph(crossEntropyOp([input, target, weight], options));
  // the kernel would name a place in the flattened target
  checkClassRange(options.loss, target, classesOf(input), options.ignoreIndex);
  const [batch, classes] = input.shape as readonly [number, number];
  const places = input.shape.slice(2).reduce((product, size) => product * size, 1);
  const rows = [input.reshape([batch, classes, places]), target.reshape([batch, places]), weight] as const;
  const { values, count } = outsideGraph(crossEntropyOp(rows, options));
  return { values: values.reshape(target.shape), count };
}

/** The counts have no gradient, so that none is computed for them. */
function outsideGraph([losses, counts]: Tensor[]): Required<LossTerms> {
  return { values: losses!, count: counts!.detach() };
}
