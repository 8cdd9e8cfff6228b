import fc from 'fast-check';
import type { DType } from '../src/dtype.ts';
import type { CrossEntropyCoefficients } from '../src/kernels/cross-entropy.ts';
import type { Operand } from '../src/memory/memory.ts';
import { elementAt, operands, positionsOf, rowOf } from './kernel-operands.ts';

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

/** The log-probabilities of a row, and what its loss counts of each. */
function naiveRow({ logits, target, weight, coefficients }: Problem, n: number, d: number) {
  const { on, off = 0, ignoreIndex } = coefficients;
  const row = rowOf(logits, 1, [n, 0, d]);
  const sum = row.reduce((total, x) => total + Math.exp(x), 0);
  const y = elementAt(target, [n, d]);
  const counted = row.map((_, c) => {
    if (y === ignoreIndex) return 0;
    return ((c === y ? on : 0) + off) * (weight ? elementAt(weight, [c]) : 1);
  });
  return { logProbabilities: row.map((x) => x - Math.log(sum)), counted };
}

export function naiveLoss(problem: Problem, n: number, d: number): number {
  const { logProbabilities, counted } = naiveRow(problem, n, d);
  return counted.reduce((loss, share, c) => loss - share * logProbabilities[c]!, 0);
}

/** Of one row of logits; log-probability c has the derivative δ(c, k) - p(k) with respect to logit k. */
export function naiveGradient(problem: Problem, n: number, d: number): number[] {
  const { logProbabilities, counted } = naiveRow(problem, n, d);
  const all = counted.reduce((total, share) => total + share, 0);
  return logProbabilities.map((l, k) => elementAt(problem.grad, [n, d]) * (all * Math.exp(l) - counted[k]!));
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
