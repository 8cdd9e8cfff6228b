import type { Formula, Num } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { formulaOf } from '@cotangent/core/kernels';

/** A step of a layer in formulas, whose gates come from the input, then from the hidden state. */
export interface Recurrence {
  readonly gates: number;
  /** Whether there is a memory beside the hidden state; it is the first of what is kept. */
  readonly hasMemory: boolean;
  /** How many vectors of the hidden size a step keeps for its gradient beside the hidden state. */
  readonly kept: number;
  /** What the next state is made of beside the gates. */
  readonly reads: 'nothing' | 'hidden' | 'memory';
  /** Whether the gradients of a gate by input and by hidden state differ. */
  readonly apart: boolean;
  /** The next hidden state, then what is kept. */
  readonly forward: Formula;
  /** The same where nothing is kept: of that the memory alone. */
  readonly lean: Formula;
  /**
   * From the gradient of the output, that which comes through the gates of the next step, that which comes past them
   * (where {@link passes}), what was kept, and what the step {@link reads}, or the hidden state that it gave: the gradients
   * of the gates, where {@link apart} by input and then by hidden state, and of what goes past the gates.
   */
  readonly backward: Formula;
}

/** Whether some of a step's gradient goes to the step before without passing through gates. */
export function passes({ reads }: Recurrence): boolean {
  return reads !== 'nothing';
}

const open = (x: Num, h: Num): Num => e.sigmoid(e.add(x, h));
/** The derivative of the sigmoid, and of tanh, by their values. */
const slopeOfSigmoid = (y: Num): Num => e.mul(y, e.sub(1, y));
const slopeOfTanh = (y: Num): Num => e.sub(1, e.mul(y, y));

/* @__NO_SIDE_EFFECTS__ */
function plainRecurrence(activation: (x: Num) => Num, slope: (y: Num, grad: Num) => Num): Recurrence {
  const forward = formulaOf(2, 0, ([x, h]) => activation(e.add(x, h)));
  return {
    gates: 1,
    hasMemory: false,
    kept: 0,
    reads: 'nothing',
    apart: false,
    forward,
    lean: forward,
    backward: formulaOf(3, 0, ([dout, rec, y]) => slope(y, e.add(dout, rec))),
  };
}

/** `h ← tanh(x + h)`. */
export const tanhRecurrence: Recurrence = /* @__PURE__ */ plainRecurrence(e.tanh, (y, grad) =>
  e.mul(grad, slopeOfTanh(y)),
);

/** `h ← relu(x + h)`. */
export const reluRecurrence: Recurrence = /* @__PURE__ */ plainRecurrence(e.relu, (y, grad) =>
  // a NaN passes its gradient on, as that of relu itself
  e.where(e.le(y, 0), 0, grad),
);

const lstmForward = (keeping: boolean): Formula =>
  formulaOf(9, 0, ([xi, xf, xg, xo, hi, hf, hg, ho, memory]) => {
    const [i, f, g, o] = [open(xi, hi), open(xf, hf), e.tanh(e.add(xg, hg)), open(xo, ho)];
    const next = e.add(e.mul(f, memory), e.mul(i, g));
    const hidden = e.mul(o, e.tanh(next));
    return keeping ? [hidden, next, i, f, g, o] : [hidden, next];
  });

const lstmBackward: Formula = /* @__PURE__ */ formulaOf(9, 0, ([dout, rec, past, next, i, f, g, o, memory]) => {
  const grad = e.add(dout, rec);
  const t = e.tanh(next);
  const ofNext = e.add(past, e.mul(e.mul(grad, o), slopeOfTanh(t)));
  return [
    e.mul(e.mul(ofNext, g), slopeOfSigmoid(i)),
    e.mul(e.mul(ofNext, memory), slopeOfSigmoid(f)),
    e.mul(e.mul(ofNext, i), slopeOfTanh(g)),
    e.mul(e.mul(grad, t), slopeOfSigmoid(o)),
    e.mul(ofNext, f),
  ];
});

/** Gates: input, forget, cell, output. Kept are the memory and the gates; past the gates goes the memory's gradient. */
export const lstmRecurrence: Recurrence = {
  gates: 4,
  hasMemory: true,
  kept: 5,
  reads: 'memory',
  apart: false,
  forward: /* @__PURE__ */ lstmForward(true),
  lean: /* @__PURE__ */ lstmForward(false),
  backward: lstmBackward,
};

const gruForward = (keeping: boolean): Formula =>
  formulaOf(7, 0, ([xr, xz, xn, hr, hz, hn, hidden]) => {
    const [r, z] = [open(xr, hr), open(xz, hz)];
    const n = e.tanh(e.add(xn, e.mul(r, hn)));
    const next = e.add(n, e.mul(z, e.sub(hidden, n)));
    return keeping ? [next, r, z, n, hn] : [next];
  });

const gruBackward: Formula = /* @__PURE__ */ formulaOf(8, 0, ([dout, rec, past, r, z, n, hn, hidden]) => {
  const grad = e.add(e.add(dout, rec), past);
  const ofN = e.mul(e.mul(grad, e.sub(1, z)), slopeOfTanh(n));
  const ofR = e.mul(e.mul(ofN, hn), slopeOfSigmoid(r));
  const ofZ = e.mul(e.mul(grad, e.sub(hidden, n)), slopeOfSigmoid(z));
  return [ofR, ofZ, ofN, ofR, ofZ, e.mul(ofN, r), e.mul(grad, z)];
});

/** Gates: reset, update, new. Kept are these and what the hidden state gives the new one; past goes the hidden state's. */
export const gruRecurrence: Recurrence = {
  gates: 3,
  hasMemory: false,
  kept: 4,
  reads: 'hidden',
  apart: true,
  forward: /* @__PURE__ */ gruForward(true),
  lean: /* @__PURE__ */ gruForward(false),
  backward: gruBackward,
};
