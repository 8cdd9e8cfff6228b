import { contiguousStrides, defineOp, type Operand, type Shape, type Tensor } from '@cotangent/core';
import { gatherKernel, scatterKernel } from '@cotangent/core/kernels';
import { secondOrder } from '../second-order.ts';
import { afterStep, beforeStep, gradientOfLogits } from './ctc-formulas.ts';
import type { Alignments } from './ctc-targets.ts';
import { hopeless, impossible, plainCtcLosses } from './plain-ctc.ts';

/** What {@link ctcLosses} takes beside the log-probabilities. */
export interface CtcOptions extends Alignments {
  /** Whether an infinite loss counts as 0. */
  readonly zeroInfinity: boolean;
}

/** Log-probabilities `[T, N, C]`, and the {@link Alignments.labels} and {@link Alignments.reach} of the options. */
type Inputs = readonly [logProbs: Tensor, labels: Tensor, reach: Tensor];

/** Elements that lie one after the other. */
function part({ storage, dtype, offset }: Operand, place: number, shape: Shape): Operand {
  const strides = shape.length === 1 ? adjacent : contiguousStrides(shape);
  return { storage, dtype, shape, strides, offset: offset + place };
}

const adjacent: Shape = [1];

/** The labels of each step, which are always the same. */
function labelsOfSteps({ storage, dtype, shape, offset }: Operand, steps: number): Operand {
  return { storage, dtype, shape: [steps, ...shape], strides: [0, ...contiguousStrides(shape)], offset };
}

/** Where the states after a step begin, of `total` each; -1 is before the first. Two elements go before. */
function placeOf(step: number, total: number): number {
  return 2 + (step + 1) * total;
}

/** The log-likelihood of sequence n, from the {@link ctcOp} states; no step at all is certain to read no label. */
function logLikelihood(states: Operand, n: number, { labels, steps, counts }: CtcOptions): number {
  if (steps[n] === 0) return counts[n] === 0 ? 0 : impossible;
  const [batch, length] = labels.shape as readonly [number, number];
  const { data } = states.storage;
  const end = states.offset + placeOf(steps[n]! - 1, batch * length) + n * length + 2 * counts[n]!;
  const last = data[end]!;
  // an empty target ends with its only state
  const other = counts[n]! > 0 ? data[end - 1]! : impossible;
  const greater = Math.max(last, other);
  return greater + Math.log(Math.exp(last - greater) + Math.exp(other - greater));
}

/**
 * The losses `[N]`, and for each step, sequence and state the logarithm of what all beginnings that end there sum up to,
 * by the forward algorithm (Graves et al. 2006, section 4.1). All sequences take a step together.
 */
const ctcOp: (inputs: Inputs, options: CtcOptions) => Tensor[] = /* @__PURE__ */ defineOp<Inputs, CtcOptions>({
  name: 'ctcLoss',
  outputs: ([{ shape, dtype }, { shape: states }]) => [
    { dtype, shape: [shape[1]!] },
    { dtype, shape: [placeOf(shape[0]!, states[0]! * states[1]!)] },
  ],
  forward: (kernels, [logProbs, labels, reach], [losses, states], options) => {
    const steps = logProbs.shape[0]!;
    const [batch, length] = labels.shape as readonly [number, number];
    const total = batch * length;
    const flat = [total];
    const all = (place: number): Operand => part(states!, place, flat);
    const reached = part(reach, 0, flat);
    gatherKernel(
      'ctcLoss',
      logProbs,
      2,
      labelsOfSteps(labels, steps),
      part(states!, placeOf(0, total), [steps, batch, length]),
    );
    kernels.fill(impossible, part(states!, 0, [2 + total]));
    kernels.fill(0, { ...part(states!, 2, [batch]), strides: [length] });
    for (let step = 0; step < steps; step++) {
      const [now, before] = [placeOf(step, total), placeOf(step - 1, total)];
      kernels.map(afterStep, [all(now), all(before), all(before - 1), all(before - 2), reached], [all(now)], [], false);
    }
    const { data } = losses!.storage;
    for (let n = 0; n < batch; n++) {
      const loss = 0 - logLikelihood(states!, n, options);
      data[n] = loss > hopeless ? (options.zeroInfinity ? 0 : Number.POSITIVE_INFINITY) : loss;
    }
  },
  vjp: ({ inputs, outputs: [, states], options, needs, save }) => {
    if (!needs[0]) return () => [];
    const [logProbs, labels, reach] = inputs.map(save);
    const [savedStates, endsAt] = [save(states!), save(options.endsAt)];
    return ([grad]) => [
      grad && ctcBackwardOp([grad, logProbs!(), labels!(), reach!(), endsAt(), savedStates()], options)[0],
    ];
  },
  batch: () => undefined,
});

type BackwardInputs = readonly [grad: Tensor, ...Inputs, endsAt: Tensor, states: Tensor];

/**
 * The gradient of {@link ctcOp}: `g · (p - Σ γ)`, γ the shares of a class's states in the likelihood, by the backward
 * algorithm. The other results are room to work in.
 */
const ctcBackwardOp: (inputs: BackwardInputs, options: CtcOptions) => Tensor[] = /* @__PURE__ */ defineOp<
  BackwardInputs,
  CtcOptions
>({
  name: 'ctcLossBackward',
  outputs: ([, { shape, dtype }, { shape: states }]) => [
    { dtype, shape },
    { dtype, shape: [shape[0]!, ...states] },
    { dtype, shape: [3 * states[0]! * states[1]! + 2] },
  ],
  forward: (kernels, [grad, logProbs, labels, reach, endsAt, states], [out, shares, work], options) => {
    const [steps, batch, classes] = logProbs.shape as readonly [number, number, number];
    const length = labels.shape[1]!;
    const total = batch * length;
    const flat = [total];
    const labelled = labelsOfSteps(labels, steps);
    gatherKernel('ctcLoss', logProbs, 2, labelled, shares!);
    // what the ends of alignments sum up to after this step and the next one, by turns, and what they begin with
    kernels.fill(impossible, work!);
    const { data } = work!.storage;
    const likelihoods = Array.from({ length: batch }, (_, n) => logLikelihood(states, n, options));
    likelihoods.forEach((likelihood, n) => {
      data.fill(-likelihood, 2 * total + n * length, 2 * total + (n + 1) * length);
    });
    const constants = [part(reach, 1, flat), part(reach, 2, flat), part(endsAt, 0, flat), part(work!, 2 * total, flat)];
    for (let step = steps - 1; step >= 0; step--) {
      const next = ((step + 1) % 2) * total;
      const own = part(shares!, step * total, flat);
      const after = [part(work!, next, flat), part(work!, next + 1, flat), part(work!, next + 2, flat)];
      const arrived = part(states, placeOf(step, total), flat);
      const outputs = [part(work!, (step % 2) * total, flat), own];
      kernels.map(beforeStep, [own, arrived, ...after, ...constants], outputs, [step], false);
    }
    kernels.fill(0, out!);
    scatterKernel('ctcLoss', 'add', 2, labelled, shares!, out!);
    const ofSequence = (x: Operand, n: number, from: number, to: number): Operand => {
      const { storage, dtype, strides, offset } = x;
      const [perStep, perSequence, perClass] = strides as [number, number, number];
      const start = offset + from * perStep + n * perSequence;
      return { storage, dtype, shape: [to - from, classes], strides: [perStep, perClass], offset: start };
    };
    likelihoods.forEach((likelihood, n) => {
      const lost = -likelihood > hopeless;
      const read = lost && options.zeroInfinity ? 0 : options.steps[n]!;
      const slope = lost ? Number.NaN : grad.storage.data[grad.offset + n * grad.strides[0]!]!;
      const target = ofSequence(out!, n, 0, read);
      kernels.map(gradientOfLogits, [ofSequence(logProbs, n, 0, read), target], [target], [slope], false);
      kernels.fill(0, ofSequence(out!, n, read, steps));
    });
  },
  vjp: ({ inputs: [grad, logProbs], options, save }) => {
    const [savedGrad, savedLogProbs] = [save(grad), save(logProbs)];
    return ([v]) => {
      const losses = ([x]: readonly (Tensor | undefined)[]): Tensor[] => [
        plainCtcLosses(x!, options, options.zeroInfinity),
      ];
      const found = secondOrder(losses, [savedLogProbs()], [savedGrad()], [v]);
      // the states follow from the log-probabilities, to which all goes
      return [...found, undefined, undefined, undefined, undefined];
    };
  },
  batch: () => undefined,
});

/** The losses `[N]` of log-probabilities `[T, N, C]`. */
export function ctcLosses(logProbs: Tensor, options: CtcOptions): Tensor {
  return ctcOp([logProbs, options.labels, options.reach], options)[0]!;
}
