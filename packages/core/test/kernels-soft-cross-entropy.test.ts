import fc from 'fast-check';
import { test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import {
  type SoftCrossEntropyCoefficients,
  softCrossEntropyBackwardKernel,
  softCrossEntropyKernel,
} from '../src/kernels/soft-cross-entropy.ts';
import type { Operand } from '../src/memory/memory.ts';
import { sizeOf } from '../src/shape.ts';
import {
  byRows,
  describeKernels,
  elementAt,
  elementsOf,
  expectElements,
  floats,
  operand,
  operands,
  positionsOf,
  rowOf,
  toleranceOf,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

interface Problem {
  readonly logits: Operand;
  readonly target: Operand;
  readonly weight: Operand | undefined;
  readonly grad: Operand;
  readonly coefficients: SoftCrossEntropyCoefficients;
}

const problems = (dtype: DType): fc.Arbitrary<Problem> =>
  fc
    .record({
      n: fc.constantFrom(0, 1, 3, 5, 8),
      c: fc.constantFrom(1, 2, 4, 7, 10, 16, 300),
      d: fc.constantFrom(0, 1, 1, 1, 2),
      reduction: fc.constantFrom('none', 'sum', 'mean'),
    })
    .chain(({ n, c, d, reduction }) =>
      fc.record({
        logits: operands(dtype, [n, c, d]),
        target: operands(dtype, [n, c, d]),
        weight: fc.option(operands(dtype, [c]), { nil: undefined }),
        grad: operands(dtype, reduction === 'none' ? [n, d] : []),
        coefficients: fc.record({
          keep: fc.constantFrom(1, 0.9),
          spread: fc.constantFrom(0, 0.025),
          reduction: fc.constant(reduction as SoftCrossEntropyCoefficients['reduction']),
        }),
      }),
    );

/** The softmax, and the coefficients of its logarithms, of a row. */
function naiveRow({ logits, target, weight, coefficients: { keep, spread } }: Problem, n: number, d: number) {
  const exponentials = rowOf(logits, 1, [n, 0, d]).map(Math.exp);
  const sum = exponentials.reduce((total, x) => total + x, 0);
  const p = exponentials.map((x) => x / sum);
  const targets = rowOf(target, 1, [n, 0, d]);
  const a = targets.map((y, c) => (weight ? elementAt(weight, [c]) : 1) * (keep * y + spread));
  return { p, a };
}

const rowsOf = ({ shape }: Operand): [number, number][] =>
  Array.from(positionsOf([shape[0]!, shape[2]!])) as [number, number][];

function runForward({ logits, target, weight, coefficients }: Problem): { out: Operand; normalizers: Operand } {
  const rows = [logits.shape[0]!, logits.shape[2]!];
  const out = operand(logits.dtype, coefficients.reduction === 'none' ? rows : []);
  const normalizers = operand(logits.dtype, [sizeOf(rows), 3]);
  softCrossEntropyKernel(logits, target, weight, coefficients, out, normalizers);
  return { out, normalizers };
}

describeKernels('softCrossEntropy', () => {
  test.each(floats)('weighs the log-probabilities of %s logits in any layout', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const losses = rowsOf(problem.logits).map(([n, d]) => {
          const { p, a } = naiveRow(problem, n, d);
          return -p.reduce((sum, share, c) => sum + a[c]! * Math.log(share), 0);
        });
        const { reduction } = problem.coefficients;
        const total = losses.reduce((sum, loss) => sum + loss, 0);
        const mean = losses.length === 0 ? nan : total / losses.length;
        const want = reduction === 'none' ? losses : [reduction === 'sum' ? total : mean];
        expectElements(runForward(problem).out, want, 3e3 * toleranceOf(dtype));
      }),
    );
  });

  test.each(floats)('its gradient in %s is that of the log-probabilities', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const { logits, target, weight, grad, coefficients } = problem;
        const out = operand(dtype, logits.shape);
        softCrossEntropyBackwardKernel(
          grad,
          logits,
          target,
          weight,
          runForward(problem).normalizers,
          coefficients,
          out,
        );
        const share = coefficients.reduction === 'mean' ? rowsOf(logits).length : 1;
        const want = byRows(logits.shape, 1, ([n, , d]) => {
          const { p, a } = naiveRow(problem, n!, d!);
          const g = coefficients.reduction === 'none' ? elementAt(grad, [n!, d!]) : elementAt(grad, []);
          const sum = a.reduce((total, x) => total + x, 0);
          return p.map((q, k) => (g / share) * (q * sum - a[k]!));
        });
        expectElements(out, want, 3e3 * toleranceOf(dtype));
      }),
    );
  });

  test.each(floats)('%s logits of special values', (dtype) => {
    const run = (logits: number[], target: number[]): { loss: number[]; gradient: number[] } => {
      const shape = [1, logits.length, 1];
      const [x, t, grad] = [operand(dtype, shape, logits), operand(dtype, shape, target), operand(dtype, [], [1])];
      const coefficients = { keep: 1, spread: 0, reduction: 'sum' } as const;
      const { out, normalizers } = runForward({ logits: x, target: t, weight: undefined, grad, coefficients });
      const gradient = operand(dtype, shape);
      softCrossEntropyBackwardKernel(grad, x, t, undefined, normalizers, coefficients, gradient);
      return { loss: elementsOf(out), gradient: elementsOf(gradient) };
    };
    const check = (logits: number[], target: number[], loss: number, gradient: number[]): void => {
      const result = run(logits, target);
      expectElements(operand(dtype, [1], result.loss), [loss]);
      expectElements(operand(dtype, [logits.length], result.gradient), gradient, toleranceOf(dtype));
    };
    // an impossible class counts even where the target gives it nothing: 0 · -∞
    check([-inf, 0], [0, 1], nan, [0, 0]);
    check([-inf, 0], [1, 0], inf, [-1, 1]);
    check([-inf, -inf], [1, 0], nan, [nan, nan]);
    check([nan, 0], [1, 0], nan, [nan, nan]);
    check([800, -800], [0, 1], 1600, [1, -1]);
    check([65536, 65536], [0.25, 0.75], Math.LN2, [0.25, -0.25]);
  });
});
