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
import { sizeOf } from '../src/shape.ts';
import { divisor, naiveGradient, naiveLoss, type Problem, places, problems } from './cross-entropy-problems.ts';
import {
  byRows,
  describeKernels,
  elementAt,
  elementsOf,
  expectElements,
  floats,
  operand,
  permuted,
  toleranceOf,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function runForward({ logits, target, weight, coefficients }: Problem): { out: Operand; normalizers: Operand } {
  const { dtype } = logits;
  const out = operand(dtype, coefficients.reduction === 'none' ? target.shape : []);
  const normalizers = operand(dtype, [sizeOf(target.shape), 2]);
  crossEntropyKernel('crossEntropy', logits, target, weight, coefficients, out, normalizers);
  return { out, normalizers };
}

describeKernels('crossEntropy', () => {
  test.each(floats)('weighs the log-probabilities of %s logits in any layout', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const losses = places(problem).map(([n, d]) => naiveLoss(problem, n, d));
        const total = losses.reduce((sum, loss) => sum + loss, 0) / divisor(problem);
        fc.pre(Number.isNaN(total) || Math.abs(total) < 1e3);
        const { out } = runForward(problem);
        expectElements(out, problem.coefficients.reduction === 'none' ? losses : [total], 1e2 * toleranceOf(dtype));
      }),
    );
  });

  test.each(floats)('its gradient in %s is that of the log-probabilities', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (drawn) => {
        const { logits, target, weight, coefficients } = drawn;
        const single = coefficients.reduction !== 'none' || drawn.target.shape.includes(0);
        const grad = single ? operand(dtype, [], [0.75]) : drawn.grad;
        const everywhere = { ...grad, shape: target.shape, strides: target.shape.map(() => 0) };
        const problem = single ? { ...drawn, grad: everywhere } : drawn;
        const share = divisor(problem);
        fc.pre(!(Math.abs(share) < 0.1));
        const { normalizers } = runForward(problem);
        const out = operand(dtype, logits.shape);
        crossEntropyBackwardKernel(single ? grad : drawn.grad, logits, target, weight, normalizers, coefficients, out);
        const want = byRows(logits.shape, 1, ([n, , d]) => {
          const ignored = elementAt(target, [n!, d!]) === coefficients.ignoreIndex;
          return naiveGradient(problem, n!, d!).map((g) => (ignored ? 0 : g / share));
        });
        expectElements(out, want, 200 * toleranceOf(dtype));
      }),
    );
  });

  test('neither loss nor gradient of a row depend on the rows beside it, whatever is in them', () => {
    const some = fc.record({ n: fc.integer({ min: 4, max: 11 }), c: fc.constantFrom(1, 2, 3, 5, 8, 16) });
    const drawn = some.chain(({ n, c }) =>
      fc.record({
        rows: fc.array(fc.array(fc.constantFrom(-2, 0, 0.5, 3, 90, nan, inf, -inf), { minLength: c, maxLength: c }), {
          minLength: n,
          maxLength: n,
        }),
        targets: fc.array(fc.constantFrom(-100, ...Array(c).keys()), { minLength: n, maxLength: n }),
        weights: fc.option(fc.array(fc.constantFrom(0, 0.5, 2, inf), { minLength: c, maxLength: c }), {
          nil: undefined,
        }),
        off: fc.constantFrom(undefined, 0.025),
      }),
    );
    fc.assert(
      fc.property(drawn, ({ rows, targets, weights, off }) => {
        const coefficients = { on: 0.9, off, ignoreIndex: -100 };
        const all = run(rows, targets, weights, coefficients, 'float32');
        const each = rows.map((row, i) => run([row], [targets[i]!], weights, coefficients, 'float32'));
        expectElements(
          all.losses,
          each.flatMap(({ losses }) => elementsOf(losses)),
          toleranceOf('float32'),
        );
        expectElements(
          all.gradient,
          each.flatMap(({ gradient }) => elementsOf(gradient)),
          toleranceOf('float32'),
        );
      }),
    );
  });

  const run = (
    rows: readonly (readonly number[])[],
    targets: readonly number[],
    weights: readonly number[] | undefined,
    coefficients: Omit<CrossEntropyCoefficients, 'reduction'> & Partial<CrossEntropyCoefficients>,
    dtype: DType = 'float64',
  ): { losses: Operand; gradient: Operand } => {
    const [n, c] = [rows.length, rows[0]!.length];
    const logits = operand(dtype, [n, c, 1], rows.flat());
    const target = operand('int32', [n, 1], targets);
    const weight = weights && operand(dtype, [c], weights);
    const [one, gradient] = [operand(dtype, [], [1]), operand(dtype, [n, c, 1])];
    const all = { reduction: 'none', ...coefficients } as const;
    const { out, normalizers } = runForward({ logits, target, weight, grad: one, coefficients: all });
    const grad = all.reduction === 'none' ? { ...one, shape: [n, 1], strides: [0, 0] } : one;
    crossEntropyBackwardKernel(grad, logits, target, weight, normalizers, all, gradient);
    return { losses: out, gradient };
  };

  test('gives the losses of PyTorch’s class-index path, with and without smoothing', () => {
    const rows = [
      [2, -1, 0.5],
      [0, 1, 3],
      [-2, 0.5, 0.25],
      [1, 1, 1],
    ];
    const mean = (epsilon: number, weights: number[] | undefined, targets: number[]): number => {
      const off = epsilon === 0 ? undefined : epsilon / 3;
      const coefficients = { on: 1 - epsilon, off, ignoreIndex: -100, reduction: 'weightedMean' } as const;
      return elementAt(run(rows, targets, weights, coefficients).losses, []);
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
  test.each<[number[], number[] | undefined, Omit<CrossEntropyCoefficients, 'reduction'>, number, number[]]>([
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
    for (const dtype of floats) {
      const result = run([row], [1], weights, coefficients, dtype);
      expectElements(result.losses, [loss]);
      expectElements(result.gradient, gradient, toleranceOf(dtype));
    }
  });

  test('what is ignored has neither loss nor weight nor gradient', () => {
    const ignoring = { on: 0.9, off: 0.05, ignoreIndex: 7 };
    const { losses, gradient } = run(
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
    expectElements(gradient, [0, 0, 0, 0, -0.45, 0.45], 1e-15);
  });

  test.each(floats)(
    'an ignored %s row without probabilities has no loss, but the gradient is NaN, as in PyTorch',
    (dtype) => {
      const rows = [
        [-inf, -inf],
        [nan, 0],
      ];
      const { losses, gradient } = run(rows, [-100, -100], undefined, plain, dtype);
      expectElements(losses, [0, 0]);
      expectElements(gradient, [nan, nan, nan, nan]);
    },
  );

  test.each(floats)('a %s mean over nothing is NaN, and what is ignored has no gradient', (dtype) => {
    const rows = [
      [1, 2],
      [3, 0],
    ];
    const all = { ...plain, reduction: 'weightedMean' } as const;
    const { losses, gradient } = run(rows, [-100, -100], undefined, all, dtype);
    expectElements(losses, [nan]);
    expectElements(gradient, [0, 0, 0, 0]);
  });

  test.each(floats)('adding the same number to every logit of a %s row changes nothing', (dtype) => {
    const row = [0.25, -1.5, 2, 0.5, 1];
    const want = run([row], [3], undefined, smooth, dtype);
    for (const shift of [-4096, 1024, 65536]) {
      const shifted = run([row.map((value) => value + shift)], [3], undefined, smooth, dtype);
      expectElements(shifted.losses, elementsOf(want.losses));
      expectElements(shifted.gradient, elementsOf(want.gradient));
    }
  });

  test.each([
    [[2, 1], [0, -1], 'target -1 at index 1 is outside [0, 3)'],
    [[4, 1], [0, 1, 12, 2], 'target 12 at index 2 is outside [0, 3)'],
    [[2, 3], [0, 1, 2, 2, 3, 4], 'target 3 at index [1, 1] is outside [0, 3)'],
  ])('names the first of the targets %j %j that is no class, before it writes', (shape, targets, message) => {
    const logits = operand('float32', [shape[0]!, 3, shape[1]!], new Array(shape[0]! * 3 * shape[1]!).fill(0));
    const [losses, normalizers] = [operand('float32', shape), operand('float32', [sizeOf(shape), 2])];
    const before = [losses, normalizers].map((x) => Array.from(x.storage.data));
    const all = { ...plain, reduction: 'none' } as const;
    const run = (): void =>
      crossEntropyKernel('crossEntropy', logits, operand('int32', shape, targets), undefined, all, losses, normalizers);
    expect(run).toThrow(new IndexError(`crossEntropy: ${message}`));
    expect([losses, normalizers].map((x) => Array.from(x.storage.data))).toEqual(before);
  });

  test.each(floats)('%s logits [N, C] are as [N, C, 1]', (dtype) => {
    const flat = (x: Operand): Operand => ({ ...x, shape: x.shape.slice(0, -1), strides: x.strides.slice(0, -1) });
    const single = problems(dtype).filter(({ target }) => target.shape[1] === 1);
    fc.assert(
      fc.property(single, (problem) => {
        const { logits, target, weight, coefficients } = problem;
        const grad = coefficients.reduction === 'none' ? problem.grad : operand(dtype, [], [0.75]);
        const [want, got] = [problem, { ...problem, logits: flat(logits), target: flat(target) }].map(runForward);
        const [gradient, flatGradient] = [operand(dtype, logits.shape), operand(dtype, logits.shape.slice(0, 2))];
        const all = [weight, want!.normalizers, coefficients] as const;
        crossEntropyBackwardKernel(grad, logits, target, ...all, gradient);
        const flatGrad = coefficients.reduction === 'none' ? flat(grad) : grad;
        crossEntropyBackwardKernel(flatGrad, flat(logits), flat(target), ...all, flatGradient);
        expectElements(got!.out, elementsOf(want!.out));
        expectElements(got!.normalizers, elementsOf(want!.normalizers));
        expectElements(flatGradient, elementsOf(gradient));
      }),
    );
  });

  test('channels-last logits are read as they lie', () => {
    const last = operand('float64', [1, 2, 3], [2, -1, 0.5, 0, 1, 3]);
    const target = operand('int32', [1, 2], [0, 1]);
    const all = { ...plain, reduction: 'none' } as const;
    const logits = permuted(last, [0, 2, 1]);
    const { out: losses } = runForward({ logits, target, weight: undefined, grad: target, coefficients: all });
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
