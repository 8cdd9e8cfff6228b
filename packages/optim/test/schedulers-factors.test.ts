import {
  ConstantLR,
  CosineAnnealingLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  type LRScheduler,
  MultiplicativeLR,
  MultiStepLR,
  type Optimizer,
  PolynomialLR,
  StepLR,
} from '@cotangent/optim';
import { describe, expect, test } from 'vitest';
import { expectClose } from './close-to.ts';
import { rates, ratesOf, sgd } from './schedule.ts';

type Make = (optimizer: Optimizer) => LRScheduler;

// the numbers of these tests are PyTorch's, from a rate of 0.5

test.each<[string, Make, readonly number[]]>([
  [
    'MultiStepLR multiplies at its milestones, twice at one listed twice',
    (o) => new MultiStepLR(o, [0, 2, 2, 5], { gamma: 0.5 }),
    [0.25, 0.25, 0.0625, 0.0625, 0.0625, 0.03125, 0.03125],
  ],
  [
    'the order of milestones does not matter',
    (o) => new MultiStepLR(o, [5, 2, 0, 2], { gamma: 0.5 }),
    [0.25, 0.25, 0.0625, 0.0625, 0.0625, 0.03125, 0.03125],
  ],
  ['ExponentialLR multiplies every epoch', (o) => new ExponentialLR(o, 0.5), [0.5, 0.25, 0.125, 0.0625]],
  [
    'ConstantLR multiplies until totalIters',
    (o) => new ConstantLR(o, { factor: 0.3, totalIters: 2 }),
    [0.15, 0.15, 0.5, 0.5, 0.5],
  ],
  ['ConstantLR takes a third for five epochs', (o) => new ConstantLR(o), [...Array<number>(5).fill(0.5 / 3), 0.5, 0.5]],
  [
    'LinearLR goes from one factor to the other',
    (o) => new LinearLR(o, { startFactor: 0.25, endFactor: 0.75, totalIters: 4 }),
    [0.125, 0.1875, 0.25, 0.3125, 0.375, 0.375, 0.375],
  ],
  [
    'LinearLR goes from a third to the whole in five epochs',
    (o) => new LinearLR(o),
    [5, 7, 9, 11, 13, 15, 15].map((x) => x / 30),
  ],
  ['LinearLR may end at 0', (o) => new LinearLR(o, { startFactor: 1, endFactor: 0, totalIters: 2 }), [0.5, 0.25, 0, 0]],
  ['LinearLR of no epochs stays where it starts', (o) => new LinearLR(o, { totalIters: 0 }), [0.5 / 3, 0.5 / 3]],
  [
    'PolynomialLR falls to 0 in totalIters epochs',
    (o) => new PolynomialLR(o, { totalIters: 4, power: 2 }),
    [0.5, 0.28125, 0.125, 0.03125, 0, 0, 0],
  ],
  ['PolynomialLR is a line in five epochs', (o) => new PolynomialLR(o), [0.5, 0.4, 0.3, 0.2, 0.1, 0, 0]],
  [
    'LambdaLR multiplies the initial rate',
    (o) => new LambdaLR(o, (epoch) => 1 / (1 + epoch)),
    [0.5, 0.25, 0.5 / 3, 0.125],
  ],
  [
    'MultiplicativeLR multiplies the rate there is, from epoch 1 on',
    (o) => new MultiplicativeLR(o, (epoch) => 1 / (1 + epoch)),
    [0.5, 0.25, 0.25 / 3, 0.0625 / 3],
  ],
])('%s', (_, make, want) => {
  const optimizer = sgd(0.5);
  expectClose(rates(optimizer, [make(optimizer)], want.length - 1), want, 1e-15);
});

test.each([
  ['LambdaLR', LambdaLR],
  ['MultiplicativeLR', MultiplicativeLR],
] as const)('%s takes a function for each group', (_, Scheduler) => {
  const optimizer = sgd(1, 8);
  expect(rates(optimizer, [new Scheduler(optimizer, [() => 0.5, (epoch) => 2 ** epoch])], 1).slice(2)).toEqual([
    0.5, 16,
  ]);
});

const inClosedForm: readonly [string, Make][] = [
  ['StepLR', (o) => new StepLR(o, 2, { gamma: 0.7 })],
  ['MultiStepLR', (o) => new MultiStepLR(o, [0, 2, 2, 5], { gamma: 0.5 })],
  ['ExponentialLR', (o) => new ExponentialLR(o, 0.9)],
  ['ConstantLR', (o) => new ConstantLR(o, { totalIters: 3 })],
  ['LinearLR', (o) => new LinearLR(o, { endFactor: 0.6 })],
  ['PolynomialLR', (o) => new PolynomialLR(o, { power: 3 })],
  ['CosineAnnealingLR', (o) => new CosineAnnealingLR(o, 3, { etaMin: 0.1 })],
  ['LambdaLR', (o) => new LambdaLR(o, (epoch) => 0.9 ** epoch)],
];

describe('step(epoch)', () => {
  test.each(inClosedForm)('of %s has the rates that single steps lead to', (_, make) => {
    const [optimizer, jumping] = [sgd(0.5, 0.02), sgd(0.5, 0.02)];
    const [scheduler, jumper] = [make(optimizer), make(jumping)];
    for (let epoch = 1; epoch < 9; epoch++) {
      scheduler.step();
      jumper.step(20);
      jumper.step(epoch);
      expectClose(ratesOf(jumping), ratesOf(optimizer), 1e-15);
      expect(jumper.lastEpoch).toBe(epoch);
    }
  });

  test('is refused for what is no epoch', () => {
    expect(() => new StepLR(sgd(1), 1).step(0.5)).toThrow('StepLR.step: epoch must be a whole number ≥ 0, got 0.5');
  });
});

test.each<[string, Make]>([
  [
    'ConstantLR: the rate of group 0 would become NaN in epoch 2',
    (o) => new ConstantLR(o, { factor: 0, totalIters: 2 }),
  ],
  [
    'LambdaLR: the rate of group 0 would become NaN in epoch 2',
    (o) => new LambdaLR(o, (epoch) => (epoch < 2 ? 1 : Number.NaN)),
  ],
])('%s, and nothing changes', (message, make) => {
  const optimizer = sgd(0.5);
  const scheduler = make(optimizer);
  scheduler.step();
  const before = [ratesOf(optimizer), scheduler.stateDict()];
  expect(() => scheduler.step()).toThrow(message);
  expect([ratesOf(optimizer), scheduler.stateDict()]).toEqual(before);
});

test.each<[string, Make]>([
  ['StepLR: stepSize must be a whole number ≥ 1, got 0', (o) => new StepLR(o, 0)],
  ['StepLR: lastEpoch must be a whole number ≥ -1, got -2', (o) => new StepLR(o, 1, { lastEpoch: -2 })],
  ['MultiStepLR: milestones must be a list, got 3', (o) => new MultiStepLR(o, 3 as never)],
  ['MultiStepLR: milestones[1] must be a whole number ≥ 0, got 1.5', (o) => new MultiStepLR(o, [1, 1.5])],
  ['ExponentialLR: gamma must be a finite number, got undefined', (o) => new ExponentialLR(o, undefined as never)],
  ['ConstantLR: factor must be in [0, 1], got 1.5', (o) => new ConstantLR(o, { factor: 1.5 })],
  ['ConstantLR: totalIters must be a whole number ≥ 0, got -1', (o) => new ConstantLR(o, { totalIters: -1 })],
  ['LinearLR: startFactor must be in (0, 1], got 0', (o) => new LinearLR(o, { startFactor: 0 })],
  ['LinearLR: endFactor must be in [0, 1], got NaN', (o) => new LinearLR(o, { endFactor: Number.NaN })],
  ['PolynomialLR: power must be a finite number, got Infinity', (o) => new PolynomialLR(o, { power: 1 / 0 })],
  ['CosineAnnealingLR: tMax must be a whole number ≥ 1, got 0', (o) => new CosineAnnealingLR(o, 0)],
  ['LambdaLR: lrLambda has 2 functions for 1 parameter groups', (o) => new LambdaLR(o, [() => 1, () => 1])],
  [
    'MultiplicativeLR: lrLambda must be a function or a list of them, got 2',
    (o) => new MultiplicativeLR(o, 2 as never),
  ],
])('%s', (message, make) => {
  const optimizer = sgd(0.5);
  expect(() => make(optimizer)).toThrow(message);
  expect(optimizer.paramGroups[0]).not.toHaveProperty('initialLr');
});
