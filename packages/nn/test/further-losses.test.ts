import {
  ArgumentError,
  DTypeError,
  gradcheck,
  gradgradcheck,
  IndexError,
  indexSelect,
  ShapeError,
  type Tensor,
  tensor,
} from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, gradientOf, integers, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const none = { reduction: 'none' } as const;
const x = doubles([
  [2, -1, 0.5],
  [0, 1, 3],
]);
const teacher = doubles([
  [1, 0.2, -1],
  [0.5, 2, 2.5],
]);
const y = integers([0, 1]);
const regions = doubles([
  [
    [0.2, 0.9, 0.5],
    [0.8, 0.1, 0.5],
  ],
]);
const mask = integers([
  [
    [0, 1, 1],
    [1, 0, 0],
  ],
]);
const negatives = doubles([[1, 1, 1]]);

// computed by PyTorch in float64
const values: readonly (readonly [string, Tensor, readonly number[]])[] = [
  ['poly1CrossEntropy', F.poly1CrossEntropy(x, y, { epsilon: 2, ...none }), [0.6701172274786052, 3.9414556207870968]],
  ['generalizedCrossEntropy', F.generalizedCrossEntropy(x, y), [0.6689053277282417]],
  [
    'generalizedCrossEntropy, q = 0.3',
    F.generalizedCrossEntropy(x, y, { q: 0.3, ...none }),
    [0.23278364270681084, 1.5948397205822977],
  ],
  ['symmetricCrossEntropy', F.symmetricCrossEntropy(x, y, none), [0.8817429913086123, 3.7602038044172508]],
  [
    'distillationLoss',
    F.distillationLoss(x, teacher, y, { temperature: 3, alpha: 0.3, labelSmoothing: 0.1 }),
    [0.6641577927735978],
  ],
  ['diceLoss', F.diceLoss(regions, mask, none), [0.09677388137457632, 0.15789390582154827]],
  [
    'diceLoss of plain sums',
    F.diceLoss(regions, mask, { squared: false, eps: 0.1, ...none }),
    [0.21621621621621623, 0.32],
  ],
  [
    'infoNceLoss',
    F.infoNceLoss(x, teacher, { temperature: 0.5, ...none }),
    [0.39426580741154027, 0.044320278116511166],
  ],
  [
    'infoNceLoss of products, with negatives',
    F.infoNceLoss(x, teacher, { negatives, normalized: false, ...none }),
    [2.12693129346281, 0],
  ],
];

test.each(values)('%s', (_, got, want) => {
  expectClose(got, want);
});

type Loss = (options: nn.LossOptions, ...inputs: Tensor[]) => Tensor;

const scores = (): Tensor[] => [leaf(x.tolist())];
const pair = (): Tensor[] => [leaf(x.tolist()), variedLeaf([2, 3])];
const volumes = (): Tensor[] => [variedLeaf([2, 2, 3]), variedLeaf([2, 2, 3], 2)];

const losses: readonly (readonly [string, Loss, () => Tensor[]])[] = [
  ['poly1CrossEntropy', (options, a) => F.poly1CrossEntropy(a!, y, options), scores],
  ['generalizedCrossEntropy', (options, a) => F.generalizedCrossEntropy(a!, y, options), scores],
  ['symmetricCrossEntropy', (options, a) => F.symmetricCrossEntropy(a!, y, options), scores],
  [
    'distillationLoss',
    (options, a, b) => F.distillationLoss(a!, b!, y, { alpha: 0.3, labelSmoothing: 0.1, ...options }),
    pair,
  ],
  ['diceLoss', (options, a, b) => F.diceLoss(a!.sigmoid(), b!.sigmoid(), options), volumes],
  ['infoNceLoss', (options, a, b) => F.infoNceLoss(a!, b!, { temperature: 0.5, negatives, ...options }), pair],
];

describe('derivatives', () => {
  test.each(losses)('%s: first and second', (_, loss, inputs) => {
    const run = (...all: Tensor[]): Tensor => loss(none, ...all);
    expect(gradcheck(run, inputs())).toBe(true);
    expect(gradgradcheck(run, inputs())).toBe(true);
  });
});

test.each(losses)('%s: the reductions are those of the losses', (_, loss, inputs) => {
  const all = elements(loss(none, ...inputs()));
  const sum = all.reduce((a, b) => a + b, 0);
  expectClose(loss({ reduction: 'sum' }, ...inputs()), sum);
  expectClose(loss({ reduction: 'mean' }, ...inputs()), sum / all.length);
});

const ofScores = losses.slice(0, 4);

test.each(ofScores)('%s: adding the same number to all scores changes nothing', (_, loss, inputs) => {
  const shifted = inputs().map((input) => input.add(1e6));
  expectClose(loss(none, ...shifted), elements(loss(none, ...inputs())), 1e-8);
});

test.each(ofScores)('%s: scores of ±1e4 have finite losses and gradients', (_, loss) => {
  for (const sign of [1, -1]) {
    const extreme = leaf([
      [1e4 * sign, -1e4, 0],
      [-1e4, 1e4 * sign, 1e4],
    ]);
    const result = loss({}, extreme, teacher);
    expect(Number.isFinite(result.item())).toBe(true);
    expect(gradientOf(result, extreme).every(Number.isFinite)).toBe(true);
  }
});

test('classes stand in dimension 1, positions behind', () => {
  const image = variedLeaf([2, 3, 2, 2]);
  const target = integers([
    [
      [0, 1],
      [2, 0],
    ],
    [
      [1, 1],
      [0, 2],
    ],
  ]);
  const rows = image.permute([0, 2, 3, 1]).reshape([8, 3]);
  const labels = target.reshape([8]);
  expectClose(F.poly1CrossEntropy(image, target, none), elements(F.poly1CrossEntropy(rows, labels, none)));
  const other = variedLeaf([2, 3, 2, 2], 1);
  expectClose(
    F.distillationLoss(image, other, target),
    F.distillationLoss(rows, other.permute([0, 2, 3, 1]).reshape([8, 3]), labels).item(),
  );
});

describe('limits', () => {
  test('poly1CrossEntropy with ε = 0 and symmetricCrossEntropy without reverse are crossEntropy', () => {
    const want = F.crossEntropy(x, y).item();
    expectClose(F.poly1CrossEntropy(x, y, { epsilon: 0 }), want);
    expectClose(F.symmetricCrossEntropy(x, y, { alpha: 1, beta: 0 }), want);
    expectClose(F.generalizedCrossEntropy(x, y, { q: 1e-9 }), want, 1e-6);
  });

  test('distillationLoss is crossEntropy with α = 1, and nothing for the teacher itself with α = 0', () => {
    const want = F.crossEntropy(x, y, { labelSmoothing: 0.2 }).item();
    expectClose(F.distillationLoss(x, teacher, y, { alpha: 1, labelSmoothing: 0.2 }), want);
    expectClose(F.distillationLoss(x, x, y, { alpha: 0 }), 0);
  });

  test('diceLoss is 0 where the regions agree, empty ones too, and close to 1 where they do not meet', () => {
    const whole = doubles([
      [
        [1, 1, 0],
        [0, 0, 0],
        [1, 0, 0],
      ],
    ]);
    const other = doubles([
      [
        [1, 1, 0],
        [0, 0, 0],
        [0, 1, 1],
      ],
    ]);
    expectClose(F.diceLoss(whole, other, none), [0, 0, 1], 1e-5);
  });

  test('infoNceLoss does not mind the order of the pairs, or with cosines the length of the vectors', () => {
    const swapped = tensor([1, 0], { dtype: 'int64' });
    const want = F.infoNceLoss(x, teacher).item();
    expectClose(F.infoNceLoss(indexSelect(x, 0, swapped), indexSelect(teacher, 0, swapped)), want);
    expectClose(F.infoNceLoss(x.mul(1e4), teacher.mul(1e-3)), want);
  });
});

const modules: readonly (readonly [string, nn.Module, readonly Tensor[], Tensor])[] = [
  ['Poly1CrossEntropy', new nn.Poly1CrossEntropy({ epsilon: 2 }), [x, y], F.poly1CrossEntropy(x, y, { epsilon: 2 })],
  [
    'GeneralizedCrossEntropy',
    new nn.GeneralizedCrossEntropy({ q: 0.3 }),
    [x, y],
    F.generalizedCrossEntropy(x, y, { q: 0.3 }),
  ],
  [
    'SymmetricCrossEntropy',
    new nn.SymmetricCrossEntropy({ beta: 2 }),
    [x, y],
    F.symmetricCrossEntropy(x, y, { beta: 2 }),
  ],
  ['DistillationLoss', new nn.DistillationLoss(), [x, teacher, y], F.distillationLoss(x, teacher, y)],
  ['DiceLoss', new nn.DiceLoss(none), [regions, mask], F.diceLoss(regions, mask, none)],
  ['InfoNCELoss', new nn.InfoNCELoss({ negatives }), [x, teacher], F.infoNceLoss(x, teacher, { negatives })],
];

test.each(modules)('%s computes what its function does', (name, module, inputs, want) => {
  expectClose(module.call(...inputs), elements(want));
  expect(String(module)).toBe(`${name}()`);
});

type Kind = new (message: string) => Error;

const refusals: readonly (readonly [string, Kind, () => unknown])[] = [
  ['poly1CrossEntropy: epsilon -2 is not at least -1', ArgumentError, () => F.poly1CrossEntropy(x, y, { epsilon: -2 })],
  [
    'poly1CrossEntropy: target 3 at index 1 is outside [0, 3)',
    IndexError,
    () => F.poly1CrossEntropy(x, integers([0, 3])),
  ],
  ['generalizedCrossEntropy: q 0 is outside (0, 1]', ArgumentError, () => F.generalizedCrossEntropy(x, y, { q: 0 })],
  ['symmetricCrossEntropy: alpha -1 is negative', ArgumentError, () => F.symmetricCrossEntropy(x, y, { alpha: -1 })],
  [
    'symmetricCrossEntropy: logOfZero 0 is not negative',
    ArgumentError,
    () => F.symmetricCrossEntropy(x, y, { logOfZero: 0 }),
  ],
  [
    'distillationLoss: temperature 0 is not positive',
    ArgumentError,
    () => F.distillationLoss(x, teacher, y, { temperature: 0 }),
  ],
  ['distillationLoss: alpha 2 is outside [0, 1]', ArgumentError, () => F.distillationLoss(x, teacher, y, { alpha: 2 })],
  [
    'distillationLoss: teacher [3] does not fit input [2, 3]: expected the same shape',
    ShapeError,
    () => F.distillationLoss(x, doubles([1, 2, 3]), y),
  ],
  [
    'distillationLoss: the teacher must be a tensor, got null',
    ArgumentError,
    () => F.distillationLoss(x, null as never, y),
  ],
  ['diceLoss: the input is [2, 3], expected [N, C, d1, …]', ShapeError, () => F.diceLoss(x, x)],
  ['diceLoss: eps -1 is negative', ArgumentError, () => F.diceLoss(regions, mask, { eps: -1 })],
  ['diceLoss: the input is int32, expected float32 or float64', DTypeError, () => F.diceLoss(mask, mask)],
  [
    'infoNceLoss: target [1, 3] does not fit input [2, 3]: expected the same shape',
    ShapeError,
    () => F.infoNceLoss(x, negatives),
  ],
  [
    'infoNceLoss: options.negatives is [1, 2], expected [N, 3]',
    ShapeError,
    () => F.infoNceLoss(x, x, { negatives: doubles([[1, 2]]) }),
  ],
  [
    'infoNceLoss: unknown reduction "all": expected none, mean or sum',
    ArgumentError,
    () => F.infoNceLoss(x, x, { reduction: 'all' as never }),
  ],
  ['weightedSum: expected at least one loss, got none', ArgumentError, () => nn.weightedSum({})],
  ['weightedSum: the weight of ce is NaN', ArgumentError, () => nn.weightedSum({ ce: [F.crossEntropy, Number.NaN] })],
];

test.each(refusals)('%s', (message, kind, run) => {
  expect(run).toThrow(kind);
  expect(run).toThrow(message);
});

describe('weightedSum', () => {
  const criterion = nn.weightedSum({
    ce: [F.crossEntropy, 1],
    kd: [(input, target, options) => F.distillationLoss(input, teacher, target, { alpha: 0, ...options }), 0.5],
  });
  const ce = F.crossEntropy(x, y, none);
  const kd = F.distillationLoss(x, teacher, y, { alpha: 0, ...none });

  test('is a loss, with the reductions of its parts', () => {
    expectClose(criterion(x, y, none), elements(ce.add(kd.mul(0.5))));
    expectClose(criterion(x, y), ce.add(kd.mul(0.5)).mean().item());
    expectClose(new (nn.lossModule(criterion))({ reduction: 'sum' }).call(x, y), ce.add(kd.mul(0.5)).sum().item());
  });

  test('tells its parts, without their weights', () => {
    const { loss, parts } = criterion.withParts(x, y);
    expect(Object.keys(parts)).toEqual(['ce', 'kd']);
    expectClose(parts.ce, ce.mean().item());
    expectClose(parts.kd, kd.mean().item());
    expectClose(loss, parts.ce.item() + 0.5 * parts.kd.item());
  });

  test('sends gradients to its parts', () => {
    expect(gradcheck((input: Tensor) => criterion(input, y), scores())).toBe(true);
  });
});
