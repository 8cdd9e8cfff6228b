import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { IndexError } from '../src/errors.ts';
import {
  type CrossEntropyCoefficients,
  crossEntropyBackwardKernel,
  crossEntropyKernel,
} from '../src/kernels/cross-entropy.ts';
import type { Operand } from '../src/memory/memory.ts';
import {
  describeKernels,
  elementAt,
  expectElements,
  floats,
  operand,
  operands,
  permuted,
  positionsOf,
  toleranceOf,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

interface Problem {
  readonly logits: Operand;
  readonly target: Operand;
  readonly weight: Operand | undefined;
  readonly grad: Operand;
  readonly coefficients: CrossEntropyCoefficients;
}

const problems = (dtype: DType): fc.Arbitrary<Problem> =>
  fc
    .record({ n: fc.constantFrom(0, 1, 3, 5), c: fc.constantFrom(1, 2, 4, 300), d: fc.constantFrom(0, 1, 1, 2, 3) })
    .chain(({ n, c, d }) =>
      fc.record({
        logits: operands(dtype, [n, c, d]),
        target: operands('int32', [n, d], { range: [0, c - 1] }),
        weight: fc.option(operands(dtype, [c]), { nil: undefined }),
        grad: operands(dtype, [n, d]),
        coefficients: fc.record({
          on: fc.constantFrom(1, 0.9, 0),
          off: fc.constantFrom(undefined, 0, 0.025, 0.5),
          ignoreIndex: fc.constantFrom(-100, 0, 1),
        }),
      }),
    );

/** The log-probability of class `c`. */
function logProbability(logits: Operand, n: number, c: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < logits.shape[1]!; k++) sum += Math.exp(elementAt(logits, [n, k, d]));
  return elementAt(logits, [n, c, d]) - Math.log(sum);
}

function naiveLoss(
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

function naiveGradient(problem: Problem, n: number, k: number, d: number): number {
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

describeKernels('crossEntropy', () => {
  test.each(floats)('weighs the log-probabilities of %s logits in any layout', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const { logits, target, weight, coefficients } = problem;
        const [losses, counts] = [operand(dtype, target.shape), operand(dtype, target.shape)];
        crossEntropyKernel('crossEntropy', logits, target, weight, coefficients, losses, counts);
        const places = Array.from(positionsOf(target.shape)) as [number, number][];
        const want = places.map(([n, d]) => naiveLoss(problem, n, d));
        expectElements(losses, want, 30 * toleranceOf(dtype));
        const weights = places.map((place) => {
          const y = elementAt(target, place);
          if (y === coefficients.ignoreIndex) return 0;
          return weight ? elementAt(weight, [y]) : 1;
        });
        expectElements(counts, weights);
      }),
    );
  });

  test.each(floats)('its gradient in %s is that of the log-probabilities', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const { logits, target, weight, grad, coefficients } = problem;
        const out = operand(dtype, logits.shape);
        crossEntropyBackwardKernel(grad, logits, target, weight, coefficients, out);
        const places = Array.from(positionsOf(logits.shape)) as [number, number, number][];
        expectElements(
          out,
          places.map(([n, k, d]) => naiveGradient(problem, n, k, d)),
          200 * toleranceOf(dtype),
        );
      }),
    );
  });

  const run = (
    rows: readonly (readonly number[])[],
    targets: readonly number[],
    weights: readonly number[] | undefined,
    coefficients: CrossEntropyCoefficients,
  ): { losses: Operand; counts: Operand; gradient: Operand } => {
    const [n, c] = [rows.length, rows[0]!.length];
    const logits = operand('float64', [n, c, 1], rows.flat());
    const target = operand('int32', [n, 1], targets);
    const weight = weights && operand('float64', [c], weights);
    const [losses, counts] = [operand('float64', [n, 1]), operand('float64', [n, 1])];
    const gradient = operand('float64', [n, c, 1]);
    crossEntropyKernel('crossEntropy', logits, target, weight, coefficients, losses, counts);
    const one = { ...operand('float64', [1], [1]), shape: [n, 1], strides: [0, 0] };
    crossEntropyBackwardKernel(one, logits, target, weight, coefficients, gradient);
    return { losses, counts, gradient };
  };

  test('gives the losses of PyTorch’s class-index path, with and without smoothing', () => {
    const rows = [
      [2, -1, 0.5],
      [0, 1, 3],
      [-2, 0.5, 0.25],
      [1, 1, 1],
    ];
    const mean = (epsilon: number, weights: number[] | undefined, targets: number[]): number => {
      const coefficients = { on: 1 - epsilon, off: epsilon === 0 ? undefined : epsilon / 3, ignoreIndex: -100 };
      const { losses, counts } = run(rows, targets, weights, coefficients);
      const total = (x: Operand): number => [0, 1, 2, 3].reduce((sum, n) => sum + elementAt(x, [n, 0]), 0);
      return total(losses) / total(counts);
    };
    const weights = [0.2, 1, 3];
    expect(mean(0, undefined, [0, 1, 2, 1])).toBeCloseTo(1.095206, 6);
    expect(mean(0.1, undefined, [0, 1, 2, 1])).toBeCloseTo(1.141039, 6);
    expect(mean(0, weights, [0, 1, 2, 1])).toBeCloseTo(1.140361, 6);
    expect(mean(0.1, weights, [0, 1, 2, 1])).toBeCloseTo(1.15645, 6);
    expect(mean(0, undefined, [0, 1, 2, -100])).toBeCloseTo(1.09407, 6);
    expect(mean(0.1, weights, [0, 1, 2, -100])).toBeCloseTo(1.159758, 6);
  });

  const plain = { on: 1, ignoreIndex: -100 };
  const zero = { on: 1, off: 0, ignoreIndex: -100 };
  const smooth = { on: 0.9, off: 0.05, ignoreIndex: -100 };
  const uniform = { on: 0, off: 0.5, ignoreIndex: -100 };
  test.each<[number[], number[] | undefined, CrossEntropyCoefficients, number, number[]]>([
    [[-inf, 0], undefined, plain, 0, [0, 0]],
    [[0, -inf], undefined, plain, inf, [1, -1]],
    [[-inf, -inf], undefined, plain, nan, [nan, nan]],
    [[800, -800], undefined, plain, 1600, [1, -1]],
    [[-inf, 0], undefined, zero, nan, [0, 0]],
    [[-inf, 0], undefined, smooth, inf, [-0.05, 0.05]],
    [[-inf, 0], [0, 1], smooth, nan, [0, 0]],
    [[0, -inf], [1, 0], plain, nan, [0, 0]],
    [[0, -inf], undefined, uniform, nan, [0.5, -0.5]],
  ])('logits %j with target 1, weights %j and %o: loss %d', (row, weights, coefficients, loss, gradient) => {
    const result = run([row], [1], weights, coefficients);
    expectElements(result.losses, [loss]);
    expectElements(result.gradient, gradient, 1e-15);
    expectElements(result.counts, [weights ? weights[1]! : 1]);
  });

  test('what is ignored has neither loss nor weight nor gradient', () => {
    const ignoring = { on: 0.9, off: 0.05, ignoreIndex: 7 };
    const { losses, counts, gradient } = run(
      [
        [-inf, 2],
        [800, 3],
        [1, 1],
      ],
      [7, 7, 0],
      undefined,
      ignoring,
    );
    expectElements(losses, [0, 0, Math.LN2], 1e-15);
    expectElements(counts, [0, 0, 1]);
    expectElements(gradient, [0, 0, 0, 0, -0.45, 0.45], 1e-15);
  });

  test('an ignored row without probabilities has no loss, but the gradient is NaN, as in PyTorch', () => {
    const { losses, counts, gradient } = run(
      [
        [-inf, -inf],
        [nan, 0],
      ],
      [-100, -100],
      undefined,
      plain,
    );
    expectElements(losses, [0, 0]);
    expectElements(counts, [0, 0]);
    expectElements(gradient, [nan, nan, nan, nan]);
  });

  test.each([
    [[2, 1], [0, -1], 'target -1 at index 1 is outside [0, 3)'],
    [[4, 1], [0, 1, 12, 2], 'target 12 at index 2 is outside [0, 3)'],
    [[2, 3], [0, 1, 2, 2, 3, 4], 'target 3 at index [1, 1] is outside [0, 3)'],
  ])('names the first of the targets %j %j that is no class, before it writes', (shape, targets, message) => {
    const logits = operand('float32', [shape[0]!, 3, shape[1]!], new Array(shape[0]! * 3 * shape[1]!).fill(0));
    const [losses, counts] = [operand('float32', shape), operand('float32', shape)];
    const before = Array.from(losses.storage.data);
    const run = (): void =>
      crossEntropyKernel('crossEntropy', logits, operand('int32', shape, targets), undefined, plain, losses, counts);
    expect(run).toThrow(new IndexError(`crossEntropy: ${message}`));
    expect(Array.from(losses.storage.data)).toEqual(before);
    expect(Array.from(counts.storage.data)).toEqual(before);
  });

  test('channels-last logits are read as they lie', () => {
    const last = operand('float64', [1, 2, 3], [2, -1, 0.5, 0, 1, 3]);
    const losses = operand('float64', [1, 2]);
    const target = operand('int32', [1, 2], [0, 1]);
    crossEntropyKernel(
      'crossEntropy',
      permuted(last, [0, 2, 1]),
      target,
      undefined,
      plain,
      losses,
      operand('float64', [1, 2]),
    );
    const rows = run(
      [
        [2, -1, 0.5],
        [0, 1, 3],
      ],
      [0, 1],
      undefined,
      plain,
    );
    expectElements(losses, [elementAt(rows.losses, [0, 0]), elementAt(rows.losses, [1, 0])]);
  });
});
