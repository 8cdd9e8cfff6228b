import type { Formula, Num } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { formulaOf } from '@cotangent/core/kernels';
import { impossible } from './plain-ctc.ts';

/** Below it an exponential counts for nothing beside 1, and processors take a hundred times as long for it. */
const negligible = -80;

/** `eˣ`, 0 where that is negligible. */
function share(x: Num): Num {
  const small = e.lt(x, negligible);
  return e.where(small, 0, e.exp(e.where(small, negligible, x)));
}

const greater = (x: Num, y: Num): Num => e.where(e.gt(x, y), x, y);
const lesser = (x: Num, y: Num): Num => e.where(e.gt(x, y), y, x);

/** `log(eᵃ + eᵇ + eᶜ)`: the greatest of the three, and the logarithm of what it has of all. A NaN is one of them. */
function logSum(a: Num, b: Num, c: Num): Num {
  const [less, more] = [lesser(a, b), greater(a, b)];
  const greatest = greater(more, c);
  const others = [greater(less, lesser(more, c)), lesser(less, c)] as const;
  const [second, third] = [share(e.sub(others[0], greatest)), share(e.sub(others[1], greatest))];
  return e.add(greatest, e.log(e.add(e.add(second, third), 1)));
}

/** The log-probability where `reach` is as large, else of nothing. */
const within = (x: Num, reach: Num, least: number): Num => e.where(e.ge(reach, least), x, impossible);

const possible = (emission: Num): Num => e.maximum(emission, impossible);

/** What leads to a state after a step, from its log-probability, the states up to two before it, and its reach. */
export const afterStep: Formula = /* @__PURE__ */ formulaOf(5, 0, ([emission, own, previous, beforeThat, reach]) =>
  e.add(logSum(own, within(previous, reach, 1), within(beforeThat, reach, 2)), possible(emission)),
);

/**
 * What leads on from a state before the step, that included, and the state's share in the likelihood: from its
 * log-probability, what leads to it, what leads on from the states up to two after it, how far those reach back, the step
 * with which it may end, and what it then begins with (−log-likelihood).
 */
export const beforeStep: Formula = /* @__PURE__ */ formulaOf(
  9,
  1,
  ([emission, arrived, own, next, afterThat, reachOfNext, reachAfter, endsAt, initial], [step]) => {
    const onwards = logSum(own, within(next, reachOfNext, 1), within(afterThat, reachAfter, 2));
    const rest = e.where(e.eq(endsAt, step), initial, onwards);
    return [e.add(rest, possible(emission)), share(e.add(arrived, rest))];
  },
);

/** `g · (eˣ - share)`. */
export const gradientOfLogits: Formula = /* @__PURE__ */ formulaOf(2, 1, ([logProb, share], [slope]) =>
  e.mul(slope, e.sub(e.exp(logProb), share)),
);
