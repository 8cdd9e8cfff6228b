import { gradcheck, gradgradcheck, logSoftmax, type Tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, gradientOf, integers, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const none = { reduction: 'none' } as const;
const scores = [
  [0.5, -1.2, 2],
  [1.5, 0.3, -0.7],
];
const x = doubles(scores);
const shares = doubles([
  [0.2, 0.5, 0.3],
  [0.1, 0, 0.9],
]);
const counts = doubles([
  [0, 1, 2],
  [3, 1, 5],
]);
const z = doubles([
  [1, 0.3, -0.5],
  [0.7, -0.2, 0.9],
]);
const signs = doubles([
  [1, -1, -1],
  [-1, 1, -1],
]);
const weight = doubles([1, 2, 3]);
const named = integers([
  [2, 0, -1],
  [1, -1, 0],
]);
const steps = logSoftmax(doubles(Array.from({ length: 24 }, (_, i) => Math.sin(i))).reshape([4, 2, 3]), 2);
const labels = integers([
  [1, 2],
  [1, 1],
]);

// computed by PyTorch in float64
const values: readonly (readonly [string, Tensor, readonly number[]])[] = [
  ['klDiv', F.klDiv(logSoftmax(x, 1), shares, { reduction: 'batchmean' }), [1.5522327131686455]],
  [
    'klDiv of log-probabilities',
    F.klDiv(logSoftmax(x, 1), shares.add(0.01).log(), { logTarget: true, ...none }),
    [
      0.03644516166293726, 1.4080343077747366, -0.2904659217538156, -0.2048496600185427, -0.03060164909330578,
      2.230132083439509,
    ],
  ],
  [
    'poissonNllLoss',
    F.poissonNllLoss(x, counts, { full: true, ...none }),
    [
      1.6487212707001282, 1.5011942119122021, 4.040862583535186, 1.7457706138811213, 1.0498588075760031,
      8.767432355383633,
    ],
  ],
  ['poissonNllLoss of rates', F.poissonNllLoss(x.abs(), counts, { logInput: false }), [1.0670560231143371]],
  [
    'gaussianNllLoss',
    F.gaussianNllLoss(x, counts, doubles([[0.5], [1e-9]]), { full: true, ...none }),
    [0.8223649429247, 5.4123649429247, 0.5723649429247, 1124994.0111832542, 244994.0111832542, 16244994.011183256],
  ],
  [
    'cosineEmbeddingLoss',
    F.cosineEmbeddingLoss(x, z, doubles([1, -1]), { margin: -0.8, ...none }),
    [1.311451135703377, 0.9848659316617493],
  ],
  [
    'marginRankingLoss',
    F.marginRankingLoss(x.select(0, 0), x.select(0, 1), doubles([1, -1, 1]), { margin: 0.5, ...none }),
    [1.5, 0, 0],
  ],
  ['hingeEmbeddingLoss', F.hingeEmbeddingLoss(x, signs, { margin: 0.8, ...none }), [0.5, 2, 0, 0, 0.3, 1.5]],
  ['softMarginLoss', F.softMarginLoss(x, signs), [0.9205403389829746]],
  ['multiMarginLoss', F.multiMarginLoss(x, integers([2, 0]), { p: 2, margin: 1.5, weight, ...none }), [0, 0.03]],
  ['multilabelMarginLoss', F.multilabelMarginLoss(x, named, none), [0, 0.7333333333333334]],
  [
    'multilabelSoftMarginLoss',
    F.multilabelSoftMarginLoss(x, shares, { weight, ...none }),
    [2.3938086506616956, 2.1198939711920604],
  ],
  [
    'tripletMarginLoss',
    F.tripletMarginLoss(x, z, counts, { swap: true, margin: 2.5, ...none }),
    [3.2019379795566794, 0],
  ],
  ['tripletMarginLoss, p = 1', F.tripletMarginLoss(x, z, counts, { p: 1, margin: 3.5 }), [2.649999]],
  [
    'tripletMarginWithDistanceLoss',
    F.tripletMarginWithDistanceLoss(x, z, counts, {
      distanceFunction: (a, b) => a.sub(b).abs().sum({ dim: 1 }),
      margin: 3.5,
    }),
    [2.65],
  ],
  ['ctcLoss', F.ctcLoss(steps, labels, [4, 3], [2, 2], none), [1.3780015248256345, 3.3417999844795796]],
  ['ctcLoss of targets in a row', F.ctcLoss(steps, integers([1, 2, 2]), [4, 3], [2, 1]), [1.1379873335656316]],
];

test.each(values)('%s agrees with PyTorch', (_, got, want) => {
  expectClose(got, want);
});

type Loss = (reduction: 'none' | 'mean' | 'sum', ...inputs: Tensor[]) => Tensor;

const matrix = (): Tensor[] => [leaf(scores)];
const pair = (): Tensor[] => [leaf(scores), variedLeaf([2, 3], 1)];

const losses: readonly (readonly [string, Loss, () => Tensor[]])[] = [
  ['klDiv', (reduction, a, t) => F.klDiv(a!, t!.square(), { reduction }), pair],
  ['klDiv of log-probabilities', (reduction, a, t) => F.klDiv(a!, t!, { reduction, logTarget: true }), pair],
  ['poissonNllLoss', (reduction, a) => F.poissonNllLoss(a!, counts, { reduction, full: true }), matrix],
  ['gaussianNllLoss', (reduction, a, v) => F.gaussianNllLoss(a!, counts, v!.square().add(0.5), { reduction }), pair],
  ['cosineEmbeddingLoss', (reduction, a, b) => F.cosineEmbeddingLoss(a!, b!, doubles([1, -1]), { reduction }), pair],
  ['marginRankingLoss', (reduction, a, b) => F.marginRankingLoss(a!, b!, signs, { reduction, margin: 0.4 }), pair],
  ['tripletMarginLoss', (reduction, a, b) => F.tripletMarginLoss(a!, b!, counts, { reduction, margin: 3 }), pair],
  ['hingeEmbeddingLoss', (reduction, a) => F.hingeEmbeddingLoss(a!, signs, { reduction }), matrix],
  ['softMarginLoss', (reduction, a) => F.softMarginLoss(a!, signs, { reduction }), matrix],
  ['multiMarginLoss', (reduction, a) => F.multiMarginLoss(a!, integers([1, 2]), { reduction, p: 2 }), matrix],
  [
    'multilabelMarginLoss',
    (reduction, a) => F.multilabelMarginLoss(a!, named, { reduction }),
    () => [variedLeaf([2, 3])],
  ],
  ['multilabelSoftMarginLoss', (reduction, a, t) => F.multilabelSoftMarginLoss(a!, t!, { reduction, weight }), pair],
];

describe('derivatives', () => {
  test.each(losses)('%s: first and second', (_, loss, inputs) => {
    const run = (...all: Tensor[]): Tensor => loss('none', ...all);
    expect(gradcheck(run, inputs())).toBe(true);
    expect(gradgradcheck(run, inputs())).toBe(true);
  });

  test('ctcLoss: first and second, of the logits', () => {
    const run = (logits: Tensor): Tensor => F.ctcLoss(logSoftmax(logits, 2), labels, [4, 3], [2, 2], none);
    expect(gradcheck(run, [variedLeaf([4, 2, 3])])).toBe(true);
    expect(gradgradcheck(run, [variedLeaf([4, 2, 3])])).toBe(true);
  });
});

test.each(losses)('%s: the reductions are those of the losses', (_, loss, inputs) => {
  const all = elements(loss('none', ...inputs()));
  const sum = all.reduce((a, b) => a + b, 0);
  expectClose(loss('sum', ...inputs()), sum);
  expectClose(loss('mean', ...inputs()), sum / all.length);
});

test('shifting all scores changes neither multi-class margin loss', () => {
  for (const loss of [
    (a: Tensor) => F.multiMarginLoss(a, integers([1, 2]), none),
    (a: Tensor) => F.multilabelMarginLoss(a, named, none),
  ]) {
    expectClose(loss(x.add(1e6)), elements(loss(x)), 1e-8);
  }
});

test('a target that no alignment reaches costs infinitely much, or nothing', () => {
  const long = integers([
    [1, 1],
    [1, 2],
  ]);
  const logits = variedLeaf([2, 2, 3]);
  const [first, second] = elements(F.ctcLoss(logSoftmax(logits, 2), long, [2, 2], [2, 2], none));
  expect(first).toBe(Number.POSITIVE_INFINITY);
  expect(second).toBeLessThan(10);
  const forgiving = F.ctcLoss(logSoftmax(logits, 2), long, [2, 2], [2, 2], { zeroInfinity: true, reduction: 'sum' });
  expectClose(forgiving, second!);
  expect(gradientOf(forgiving, logits).every(Number.isFinite)).toBe(true);
});

test('a single sequence needs no batch', () => {
  const one = F.ctcLoss(steps.select(1, 0), integers([1, 2]), [4], [2], none);
  expect(one.shape).toEqual([]);
  expectClose(one, 1.3780015248256345);
});

test('extreme scores give finite losses and gradients', () => {
  const far = (): Tensor => leaf([[1e4, -1e4, 0]]);
  const cases: ((a: Tensor) => Tensor)[] = [
    (a) => F.klDiv(logSoftmax(a, 1), doubles([[0.5, 0.25, 0.25]])),
    (a) => F.multiMarginLoss(a, integers([1])),
    (a) => F.multilabelSoftMarginLoss(a, doubles([[0, 1, 1]])),
    (a) => F.marginRankingLoss(a, a.neg(), doubles([[1, 1, -1]])),
    (a) => F.cosineEmbeddingLoss(a, doubles([[1, 2, 3]]), doubles([1])),
  ];
  for (const loss of cases) {
    const a = far();
    expect([...elements(loss(a)), ...gradientOf(loss(a), a)].every(Number.isFinite)).toBe(true);
  }
});

const refusals: readonly (readonly [string, () => unknown])[] = [
  [
    'klDiv: a 0-d input has no batch to take the mean of',
    () => F.klDiv(doubles(1), doubles(1), { reduction: 'batchmean' }),
  ],
  ['gaussianNllLoss: variance -1 at element 1 is negative', () => F.gaussianNllLoss(x, counts, doubles([[1], [-1]]))],
  [
    'gaussianNllLoss: the variance [4] does not fit the input [2, 3]: expected its shape, or that without the last dimension, or with size 1 there',
    () => F.gaussianNllLoss(x, counts, doubles([1, 2, 3, 4])),
  ],
  [
    'cosineEmbeddingLoss: inputs [2, 3] and [2, 3] do not fit the target [3]: expected [N, D] twice and [N]',
    () => F.cosineEmbeddingLoss(x, z, doubles([1, 1, 1])),
  ],
  [
    'marginRankingLoss: expected inputs and target of as many dimensions, got [2, 3], [2, 3], [2]',
    () => F.marginRankingLoss(x, z, doubles([1, 1])),
  ],
  ['tripletMarginLoss: margin 0 is not positive', () => F.tripletMarginLoss(x, z, counts, { margin: 0 })],
  ['multiMarginLoss: p is 3, expected 1 or 2', () => F.multiMarginLoss(x, integers([0, 1]), { p: 3 })],
  ['multiMarginLoss: target 3 at index 1 is outside [0, 3)', () => F.multiMarginLoss(x, integers([0, 3]))],
  [
    'multilabelMarginLoss: target 3 at place 0 of row 1 is outside [-1, 3)',
    () =>
      F.multilabelMarginLoss(
        x,
        integers([
          [0, -1, 9],
          [3, -1, 0],
        ]),
      ),
  ],
  ['ctcLoss: inputLengths[0] is 5, but there are only 4', () => F.ctcLoss(steps, labels, [5, 3], [2, 2])],
  ['ctcLoss: targetLengths[1] is 3, but there are only 2', () => F.ctcLoss(steps, labels, [4, 3], [2, 3])],
  ['ctcLoss: label 3 at place 1 of target 0 is outside [0, 3)', () => F.ctcLoss(steps, labels.add(1), [4, 3], [2, 2])],
  ['ctcLoss: blank 3 is outside [0, 3)', () => F.ctcLoss(steps, labels, [4, 3], [2, 2], { blank: 3 })],
  ['ctcLoss: 1 inputLengths for a batch of 2', () => F.ctcLoss(steps, labels, [4], [2, 2])],
];

test.each(refusals)('%s', (message, call) => {
  expect(call).toThrow(message);
});

test('modules compute what their functions do', () => {
  expectClose(new nn.KLDivLoss({ reduction: 'batchmean' }).call(logSoftmax(x, 1), shares), 1.5522327131686455);
  expectClose(
    new nn.GaussianNLLLoss({ full: true }).call(x, counts, counts.add(1)),
    F.gaussianNllLoss(x, counts, counts.add(1), { full: true }).item(),
  );
  expectClose(
    new nn.MarginRankingLoss({ margin: 2 }).call(x, z, signs),
    F.marginRankingLoss(x, z, signs, { margin: 2 }).item(),
  );
  expectClose(new nn.CTCLoss(none).call(steps, labels, [4, 3], [2, 2]), [1.3780015248256345, 3.3417999844795796]);
  expect([...new nn.MultiMarginLoss({ weight }).stateDict().keys()]).toEqual(['weight']);
  expect(String(new nn.HingeEmbeddingLoss())).toBe('HingeEmbeddingLoss()');
});
