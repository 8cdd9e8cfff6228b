import { defineElementwise, linear, type Num, split, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { gruRecurrence, lstmRecurrence, type Recurrence, reluRecurrence, tanhRecurrence } from './recurrences.ts';

/** How the weights of one direction of one layer, or of a cell, are told apart. */
export interface StepWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  readonly biasIh: Tensor | undefined;
  readonly biasHh: Tensor | undefined;
  /** Makes the hidden state smaller. */
  readonly weightHr?: Tensor | undefined;
}

/** A hidden state, and for an LSTM its memory. */
export type StepState = readonly [hidden: Tensor, memory?: Tensor];

/** One step in time. */
export interface Step {
  /** How many vectors of the hidden size the weights give. */
  readonly gates: number;
  /** The next state, from what the input and the hidden state contribute to each gate. */
  readonly next: (fromInput: readonly Tensor[], fromHidden: readonly Tensor[], state: StepState) => StepState;
  /** The same for a whole sequence. */
  readonly recurrence: Recurrence;
}

/** What the input contributes to each gate. */
export function inputGates(x: Tensor, { gates }: Step, { weightIh, biasIh }: StepWeights): Tensor[] {
  return split(linear(x, weightIh, biasIh), weightIh.shape[0]! / gates, -1);
}

/** The next state of a step. */
export function advance(step: Step, fromInput: readonly Tensor[], state: StepState, weights: StepWeights): StepState {
  const { weightHh, biasHh, weightHr } = weights;
  const fromHidden = split(linear(state[0], weightHh, biasHh), weightHh.shape[0]! / step.gates, -1);
  const [hidden, ...memory] = step.next(fromInput, fromHidden, state);
  return [weightHr ? linear(hidden, weightHr) : hidden, ...memory];
}

const tanhStep = /* @__PURE__ */ defineElementwise({
  name: 'rnnTanh',
  promotion: 'float',
  formula: (x, h) => e.tanh(e.add(x, h)),
});

const reluStep = /* @__PURE__ */ defineElementwise({
  name: 'rnnRelu',
  promotion: 'float',
  formula: (x, h) => e.relu(e.add(x, h)),
});

/** `tanh(x + h)`, or `relu(x + h)`. */
export function rnnStep(nonlinearity: 'tanh' | 'relu'): Step {
  const activation = nonlinearity === 'tanh' ? tanhStep : reluStep;
  const recurrence = nonlinearity === 'tanh' ? tanhRecurrence : reluRecurrence;
  return { gates: 1, next: ([x], [h]) => [activation(x!, h!)], recurrence };
}

const open = (x: Num, h: Num): Num => e.sigmoid(e.add(x, h));

const lstmMemory = /* @__PURE__ */ defineElementwise({
  name: 'lstmMemory',
  promotion: 'float',
  formula: (xi, xf, xg, hi, hf, hg, memory) =>
    e.add(e.mul(open(xf, hf), memory), e.mul(open(xi, hi), e.tanh(e.add(xg, hg)))),
});

const lstmHidden = /* @__PURE__ */ defineElementwise({
  name: 'lstmHidden',
  promotion: 'float',
  formula: (xo, ho, memory) => e.mul(open(xo, ho), e.tanh(memory)),
});

/** Gates: input, forget, cell, output (Hochreiter and Schmidhuber 1997). */
export const lstmStep: Step = {
  gates: 4,
  next: ([xi, xf, xg, xo], [hi, hf, hg, ho], [, memory]) => {
    const next = lstmMemory(xi!, xf!, xg!, hi!, hf!, hg!, memory!);
    return [lstmHidden(xo!, ho!, next), next];
  },
  recurrence: lstmRecurrence,
};

const gruHidden = /* @__PURE__ */ defineElementwise({
  name: 'gruHidden',
  promotion: 'float',
  formula: (xr, xz, xn, hr, hz, hn, hidden) => {
    const candidate = e.tanh(e.add(xn, e.mul(open(xr, hr), hn)));
    return e.add(candidate, e.mul(open(xz, hz), e.sub(hidden, candidate)));
  },
});

/** Gates: reset, update, new (Cho et al. 2014); the reset gate acts behind the weights, as in PyTorch. */
export const gruStep: Step = {
  gates: 3,
  next: ([xr, xz, xn], [hr, hz, hn], [hidden]) => [gruHidden(xr!, xz!, xn!, hr!, hz!, hn!, hidden)],
  recurrence: gruRecurrence,
};
