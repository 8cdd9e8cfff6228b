import fc from 'fast-check';
import type { DType } from '../src/dtype.ts';
import type { CrossEntropyCoefficients } from '../src/kernels/cross-entropy.ts';
import type { Operand } from '../src/memory/memory.ts';
import { elementAt, operands, positionsOf } from './kernel-operands.ts';

const { NaN: nan } = Number;

/** What cross entropy and its gradient are drawn from. */
export interface Problem {
  readonly logits: Operand;
  readonly target: Operand;
  readonly weight: Operand | undefined;
  readonly grad: Operand;
  readonly coefficients: CrossEntropyCoefficients;
}

export const problems = (dtype: DType): fc.Arbitrary<Problem> =>
  fc
    .record({
      n: fc.constantFrom(0, 1, 3, 5, 8),
      c: fc.constantFrom(1, 2, 3, 4, 10, 16, 300),
      d: fc.constantFrom(0, 1, 1, 2, 3),
    })
    .chain(({ n, c, d }) =>
      fc.record({
        logits: operands(dtype, [n, c, d]),
        target: operands('int32', [n, d], { range: [0, c - 1] }),
        weight: fc.option(operands(dtype, [c]), { nil: undefined }),
        grad: operands(dtype, [n, d]),
        coefficients: fc.record({
          on: fc.constantFrom(1, 0.9, 0),
          off: fc.constantFrom(undefined, 0, 0.025, 0.5),
          ignoreIndex: fc.constantFrom(-100, 0, 1, nan),
          reduction: fc.constantFrom('none', 'none', 'sum', 'mean', 'weightedMean'),
        }),
      }),
    );

/** The log-probability of class `c`. */
function logProbability(logits: Operand, n: number, c: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < logits.shape[1]!; k++) sum += Math.exp(elementAt(logits, [n, k, d]));
  return elementAt(logits, [n, c, d]) - Math.log(sum);
}

export function naiveLoss(
  { logits, target, weight, coefficients: { on, off = 0, ignoreIndex } }: Problem,
  n: number,
  d: number,
): number {
  const y = elementAt(target, [n, d]);
  if (y === ignoreIndex) return 0;
  let loss = 0;
  for (let c = 0; c < logits.shape[1]!; c++) {
    const share = (c === y ? on : 0) + off;
    loss -= share * (weight ? elementAt(weight, [c]) : 1) * logProbability(logits, n, c, d);
  }
  return loss;
}

export function naiveGradient(problem: Problem, n: number, k: number, d: number): number {
  const { logits, target, weight, grad, coefficients } = problem;
  const { on, off = 0, ignoreIndex } = coefficients;
  const y = elementAt(target, [n, d]);
  if (y === ignoreIndex) return 0;
  // of log-probability c with respect to logit k
  const p = Math.exp(logProbability(logits, n, k, d));
  let sum = 0;
  for (let c = 0; c < logits.shape[1]!; c++) {
    const share = (c === y ? on : 0) + off;
    sum -= share * (weight ? elementAt(weight, [c]) : 1) * ((c === k ? 1 : 0) - p);
  }
  return elementAt(grad, [n, d]) * sum;
}

export const places = ({ target }: Problem): [number, number][] =>
  Array.from(positionsOf(target.shape)) as [number, number][];

/** What the sum of the losses is divided by. */
export function divisor(problem: Problem): number {
  const { target, weight, coefficients } = problem;
  const { reduction, ignoreIndex } = coefficients;
  if (reduction === 'none' || reduction === 'sum') return 1;
  if (reduction === 'mean') return places(problem).length || nan;
  const kept = places(problem)
    .map((place) => elementAt(target, place))
    .filter((y) => y !== ignoreIndex);
  return kept.reduce((sum, y) => sum + (weight ? elementAt(weight, [y]) : 1), 0) || nan;
}
