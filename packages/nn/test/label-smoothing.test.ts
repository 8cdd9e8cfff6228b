import type { Tensor } from '@cotangent/core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { crossEntropy, labelSmoothingCrossEntropy } from '../src/functional.ts';
import { CrossEntropyLoss, LabelSmoothingCrossEntropy, type Reduction } from '../src/index.ts';
import { doubles, expectClose, gradientOf, integers, leaf, useMovingMemory, variedLeaf } from './tensors.ts';
import { type WorkedExample, workedExamples } from './worked-example.ts';

useMovingMemory();

const preds = [
  [2, 1, 0.1],
  [1.5, 2.5, 0.3],
];

function workedLoss({ formula, weighted }: WorkedExample, input: Tensor, reduction: Reduction): Tensor {
  const weight = weighted ? doubles([1, 2, 1]) : undefined;
  const targets = integers([0, 1]);
  switch (formula) {
    case 'crossEntropy':
      return crossEntropy(input, targets, { weight, reduction });
    case 'crossEntropySmoothed':
      return crossEntropy(input, targets, { weight, reduction, labelSmoothing: 0.1 });
    case 'labelSmoothingCrossEntropy':
      return labelSmoothingCrossEntropy(input, targets, { classWeights: weight, reduction, labelSmoothing: 0.1 });
  }
}

describe('the worked example', () => {
  test.each(workedExamples)('$formula, weighted: $weighted, reduction: $reduction', (example) => {
    const input = leaf(preds);
    const loss = workedLoss(example, input, example.reduction);
    expectClose(loss, example.loss);
    expectClose(gradientOf(loss.sum(), input), example.gradient);
  });

  test('the two label smoothings side by side, as the documentation prints them', () => {
    const [input, targets, weights] = [doubles(preds), integers([0, 1]), doubles([1, 2, 1])];
    const printed = (loss: Tensor): string => loss.item().toFixed(10);
    expect(printed(new LabelSmoothingCrossEntropy().call(input, targets))).toBe('0.5565907861');
    expect(printed(new LabelSmoothingCrossEntropy({ classWeights: weights }).call(input, targets))).toBe(
      '0.7680347367',
    );
    expect(printed(new CrossEntropyLoss({ labelSmoothing: 0.1 }).call(input, targets))).toBe('0.5057574528');
    expect(printed(new CrossEntropyLoss({ labelSmoothing: 0.1, weight: weights }).call(input, targets))).toBe(
      '0.4746080083',
    );
  });
});

/** Rows of C = 3 logits with a target each, and an ε. */
const samples = fc.record({
  rows: fc.array(
    fc.tuple(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 }), fc.nat(2)),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  smoothing: fc.double({ min: 0, max: 0.6, noNaN: true }),
});

describe('how the two label smoothings relate', () => {
  const classes = 3;
  const weight = [0.4, 2, 1.3];

  test('unweighted, the other one with ε is PyTorch’s with ε·C/(C − 1)', () => {
    fc.assert(
      fc.property(samples, ({ rows, smoothing }) => {
        const [input, targets] = [doubles(rows.map(([row]) => row)), integers(rows.map(([, target]) => target))];
        expectClose(
          labelSmoothingCrossEntropy(input, targets, { labelSmoothing: smoothing }),
          crossEntropy(input, targets, { labelSmoothing: (smoothing * classes) / (classes - 1) }).item(),
        );
      }),
    );
  });

  test('weighted, it is the probability path with that ε, and the index path times Σ w[y] / N', () => {
    fc.assert(
      fc.property(samples, ({ rows, smoothing }) => {
        const targets = rows.map(([, target]) => target);
        const input = doubles(rows.map(([row]) => row));
        const oneHot = doubles(targets.map((target) => [0, 1, 2].map((c) => Number(c === target))));
        const other = labelSmoothingCrossEntropy(input, integers(targets), {
          labelSmoothing: smoothing,
          classWeights: doubles(weight),
        });
        const options = { labelSmoothing: (smoothing * classes) / (classes - 1), weight: doubles(weight) };
        expectClose(crossEntropy(input, oneHot, options), other.item());
        const divisor = targets.reduce((sum, target) => sum + weight[target]!, 0) / targets.length;
        expectClose(crossEntropy(input, integers(targets), options).mul(divisor), other.item());
      }),
    );
  });

  test.each([
    ['crossEntropy', 0.05, 0.2824, 5.2523],
    ['crossEntropy', 0.1, 0.5003, 4.5109],
    ['crossEntropy', 0.2, 0.8669, 3.7136],
    ['labelSmoothingCrossEntropy', 0.05, 0.3084, 5.1417],
    ['labelSmoothingCrossEntropy', 0.1, 0.5448, 4.3944],
    ['labelSmoothingCrossEntropy', 0.2, 0.9398, 3.5835],
  ] as const)(
    '%s with ε = %d over ten classes stops at %d, at a logit gap of %d',
    (name, labelSmoothing, floor, gap) => {
      const loss = name === 'crossEntropy' ? crossEntropy : labelSmoothingCrossEntropy;
      const input = leaf([Array.from({ length: 10 }, (_, c) => (c === 4 ? gap : 0))]);
      const value = loss(input, integers([4]), { labelSmoothing });
      expect(value.item()).toBeCloseTo(floor, 4);
      expectClose(gradientOf(value, input), Array(10).fill(0), 1e-5);
    },
  );
});

describe('labelSmoothingCrossEntropy', () => {
  test('with ε = 0 it is cross entropy, also for a single class', () => {
    const [input, targets] = [variedLeaf([3, 4]), integers([3, 0, 1])];
    expectClose(labelSmoothingCrossEntropy(input, targets, { labelSmoothing: 0 }), crossEntropy(input, targets).item());
    expectClose(labelSmoothingCrossEntropy(doubles([[3]]), integers([0]), { labelSmoothing: 0 }), 0);
  });

  test('its mean divides by the number of positions, in any number of dimensions', () => {
    const [input, targets] = [
      variedLeaf([2, 3, 2, 2]),
      integers([
        [
          [0, 1],
          [2, 0],
        ],
        [
          [1, 1],
          [0, 2],
        ],
      ]),
    ];
    const each = labelSmoothingCrossEntropy(input, targets, { classWeights: doubles([1, 5, 2]), reduction: 'none' });
    expect(each.shape).toEqual([2, 2, 2]);
    const mean = labelSmoothingCrossEntropy(input, targets, { classWeights: doubles([1, 5, 2]) });
    expectClose(mean, each.sum().item() / 8);
  });

  test('no target is ignored', () => {
    expect(() => labelSmoothingCrossEntropy(doubles(preds), integers([0, -100]))).toThrow(
      'labelSmoothingCrossEntropy: target -100 at index 1 is outside [0, 3)',
    );
    expectClose(labelSmoothingCrossEntropy(doubles([[0, 0]]), integers([0])), Math.LN2);
  });

  test('an ε that leaves the true class less than the others is allowed, and warned of once', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    // a library that has not warned yet
    vi.resetModules();
    const fresh = await import('../src/losses/label-smoothing-cross-entropy.ts');
    const core = await import('@cotangent/core');
    const loss = new fresh.LabelSmoothingCrossEntropy({ labelSmoothing: 0.9 });
    const input = core.tensor([[1, 2, 3]]);
    for (const target of [0, 1]) loss.call(input, core.tensor([target], { dtype: 'int64' }));
    expect(warn.mock.calls).toEqual([
      ['labelSmoothingCrossEntropy: labelSmoothing 0.9 leaves the true one of 3 classes less than the others'],
    ]);
    warn.mockRestore();
  });
});
