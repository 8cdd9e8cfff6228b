import { grad, gradcheck, gradgradcheck, logSoftmax, type Tensor, traceOps } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import { doubles, expectClose, gradientOf, integers, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

type Loss = (...inputs: Tensor[]) => Tensor;

const targets = integers([2, 0, 1]);
const ignoring = integers([2, -100, 1]);
const places = integers([
  [0, 2],
  [1, -100],
]);
const weight = doubles([0.5, 2, 1.25]);
const labels = doubles([
  [1, 0],
  [0.25, 0.75],
]);
const logits = (): Tensor[] => [variedLeaf([3, 3])];
const pair = (): Tensor[] => [variedLeaf([2, 2]), variedLeaf([2, 2], 2)];
const probabilities = (): Tensor =>
  leaf([
    [0.2, 0.9],
    [0.55, 0.3],
  ]);

const cases: readonly (readonly [string, Loss, () => Tensor[]])[] = [
  ['crossEntropy', (x) => F.crossEntropy(x!, targets), logits],
  ['crossEntropy of one row', (x) => F.crossEntropy(x!, integers(1)), () => [variedLeaf([3])]],
  ['crossEntropy, ignoring', (x) => F.crossEntropy(x!, ignoring), logits],
  ['crossEntropy, weighted', (x) => F.crossEntropy(x!, ignoring, { weight, reduction: 'none' }), logits],
  ['crossEntropy, smoothed', (x) => F.crossEntropy(x!, ignoring, { labelSmoothing: 0.2 }), logits],
  [
    'crossEntropy, all of it',
    (x) => F.crossEntropy(x!, places, { weight, labelSmoothing: 0.3, reduction: 'none' }),
    () => [variedLeaf([2, 3, 2])],
  ],
  ['crossEntropy in four dimensions', (x) => F.crossEntropy(x!, places.unsqueeze(2)), () => [variedLeaf([2, 3, 2, 1])]],
  [
    'crossEntropy with probabilities',
    (x, t) => F.crossEntropy(x!, t!, { weight: doubles([2, 3]), labelSmoothing: 0.1 }),
    () => [variedLeaf([2, 2]), probabilities()],
  ],
  ['labelSmoothingCrossEntropy', (x) => F.labelSmoothingCrossEntropy(x!, targets, { labelSmoothing: 0.2 }), logits],
  [
    'labelSmoothingCrossEntropy, weighted',
    (x) => F.labelSmoothingCrossEntropy(x!, targets, { classWeights: weight, reduction: 'none' }),
    logits,
  ],
  ['nllLoss', (x) => F.nllLoss(logSoftmax(x!, 1), ignoring, { weight }), logits],
  ['mseLoss', (x, y) => F.mseLoss(x!, y!), pair],
  ['l1Loss', (x, y) => F.l1Loss(x!, y!, { reduction: 'none' }), pair],
  ['smoothL1Loss', (x, y) => F.smoothL1Loss(x!, y!, { beta: 0.9, reduction: 'none' }), pair],
  ['huberLoss', (x, y) => F.huberLoss(x!, y!, { delta: 0.9, reduction: 'none' }), pair],
  [
    'binaryCrossEntropyWithLogits',
    (x, t) => F.binaryCrossEntropyWithLogits(x!, t!, { posWeight: doubles([2, 0.5]), weight: doubles([1, 3]) }),
    () => [variedLeaf([2, 2]), probabilities()],
  ],
  [
    'binaryCrossEntropyWithLogits, learning its weights',
    (x, w, p) => F.binaryCrossEntropyWithLogits(x!, labels, { posWeight: p!, weight: w! }),
    () => [variedLeaf([2, 2]), leaf([1, 3]), leaf([2, 0.5])],
  ],
  [
    'binaryCrossEntropyWithLogits at 0',
    (x) => F.binaryCrossEntropyWithLogits(x!, doubles([1, 0.3]), { reduction: 'none' }),
    () => [leaf([0, 0])],
  ],
  ['binaryCrossEntropy', (x, t) => F.binaryCrossEntropy(x!, t!), () => [probabilities(), probabilities()]],
  ['focalLoss', (x) => F.focalLoss(x!, targets, { alpha: weight }), logits],
  ['focalLoss with γ = 0.5', (x) => F.focalLoss(x!, targets, { gamma: 0.5, reduction: 'none' }), logits],
  ['sigmoidFocalLoss', (x, t) => F.sigmoidFocalLoss(x!, t!), () => [variedLeaf([2, 2]), probabilities()]],
  [
    'sigmoidFocalLoss with γ = 1.5',
    (x) => F.sigmoidFocalLoss(x!, labels, { gamma: 1.5, alpha: -1, reduction: 'none' }),
    () => [variedLeaf([2, 2])],
  ],
];

describe('derivatives', () => {
  test.each(cases)('%s: first', (_, loss, inputs) => {
    expect(gradcheck(loss as Loss, inputs())).toBe(true);
  });

  test.each(cases)('%s: second', (_, loss, inputs) => {
    expect(gradgradcheck(loss as Loss, inputs())).toBe(true);
  });

  // the gradient of l1Loss is constant
  test.each(cases.filter(([name]) => name !== 'l1Loss'))('%s: third', (_, loss, inputs) => {
    const gradients = (...xs: Tensor[]): Tensor[] => {
      const all = grad((loss as Loss)(...xs).sum(), xs, { createGraph: true, allowUnused: true });
      return all.filter((gradient): gradient is Tensor => gradient?.requiresGrad ?? false);
    };
    expect(gradgradcheck(gradients, inputs())).toBe(true);
  });
});

describe('kinks and limits', () => {
  test('l1Loss and smoothL1Loss have gradient 0 where input and target agree', () => {
    const x = leaf([1, 2]);
    expectClose(gradientOf(F.l1Loss(x, doubles([1, 0])), x), [0, 0.5]);
    expectClose(gradientOf(F.smoothL1Loss(x, doubles([1, 0]), { beta: 0 }), x), [0, 0.5]);
  });

  test('binaryCrossEntropyWithLogits keeps its precision at ±1e4 and its slope at 0', () => {
    const x = leaf([1e4, -1e4, 1e4, -1e4, 0]);
    const loss = F.binaryCrossEntropyWithLogits(x, doubles([1, 0, 0, 1, 1]), { reduction: 'none' });
    expectClose(loss, [0, 0, 1e4, 1e4, Math.LN2]);
    expectClose(gradientOf(loss.sum(), x), [0, 0, 1, -1, -0.5]);
  });

  test.each([
    ['huberLoss', F.huberLoss],
    ['smoothL1Loss', F.smoothL1Loss],
  ] as const)('%s of NaN has the gradient NaN, as the loss', (_name, loss) => {
    const x = leaf([Number.NaN, 3, Number.POSITIVE_INFINITY]);
    const y = loss(x, doubles([0, 0, 0]), { reduction: 'sum' });
    expectClose(gradientOf(y, x), [Number.NaN, 1, 1]);
  });

  test('binaryCrossEntropy bounds its logarithms at −100', () => {
    const x = leaf([0, 1, 0, 1]);
    const loss = F.binaryCrossEntropy(x, doubles([1, 0, 0, 1]), { reduction: 'none' });
    expectClose(loss, [100, 100, 0, 0]);
    expectClose(gradientOf(loss.sum(), x), [-1e12, 1e12, 0, 0]);
  });

  test.each([0, 0.5, 1, 2])('a sample without loss has no focal gradient, γ = %d', (gamma) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = leaf([[1e4, -1e4, 0]])
        .to(dtype)
        .detach()
        .requiresGrad_();
      const softmax = F.focalLoss(x, integers([0]), { gamma });
      expectClose(softmax, 0);
      expectClose(gradientOf(softmax, x), [0, 0, 0]);
      const sigmoid = F.sigmoidFocalLoss(x.narrow(1, 0, 2), doubles([[1, 0]]).to(dtype), { gamma });
      expectClose(sigmoid, 0);
      expectClose(gradientOf(sigmoid, x), [0, 0, 0]);
    }
  });

  test.each([0, 2])('the focal losses do not overflow, γ = %d', (gamma) => {
    const x = leaf([[1e4, -1e4]]);
    const softmax = F.focalLoss(x, integers([1]), { gamma });
    expectClose(softmax, 2e4);
    expectClose(gradientOf(softmax, x), [1, -1]);
    const sigmoid = F.sigmoidFocalLoss(x, doubles([[0, 1]]), { gamma, alpha: -1 });
    expectClose(sigmoid, 1e4);
    expectClose(gradientOf(sigmoid, x), [0.5, -0.5]);
  });
});

test('cross entropy takes one kernel forward and one backward, whatever the options', () => {
  const x = variedLeaf([3, 3]);
  const { ops } = traceOps(() => {
    F.crossEntropy(x, ignoring, { weight, labelSmoothing: 0.1, reduction: 'sum' }).backward();
  });
  const names = ops.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('crossEntropy'))).toEqual(['crossEntropy', 'crossEntropyBackward']);
  expect(names.filter((name) => /softmax|oneHot|gather|scatter/i.test(name))).toEqual([]);
});
