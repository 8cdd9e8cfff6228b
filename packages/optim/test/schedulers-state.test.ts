import { ArgumentError } from '@cotangent/core';
import {
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  CyclicLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  type LRScheduler,
  MultiplicativeLR,
  MultiStepLR,
  OneCycleLR,
  type Optimizer,
  PolynomialLR,
  StepLR,
  SWALR,
} from '@cotangent/optim';
import { expect, test } from 'vitest';
import { rates, sgd } from './schedule.ts';

type Make = (optimizer: Optimizer) => LRScheduler;

const third = (epoch: number): number => 1 / (epoch + 1);

/** A scheduler, and one of the same class with other settings; functions are not saved and are those of both. */
test.each<[string, Make, Make]>([
  ['StepLR', (o) => new StepLR(o, 3, { gamma: 0.7 }), (o) => new StepLR(o, 1)],
  ['MultiStepLR', (o) => new MultiStepLR(o, [2, 7]), (o) => new MultiStepLR(o, [])],
  ['ExponentialLR', (o) => new ExponentialLR(o, 0.9), (o) => new ExponentialLR(o, 2)],
  ['ConstantLR', (o) => new ConstantLR(o, { totalIters: 7 }), (o) => new ConstantLR(o, { factor: 1 })],
  ['LinearLR', (o) => new LinearLR(o, { totalIters: 7 }), (o) => new LinearLR(o, { endFactor: 0 })],
  ['PolynomialLR', (o) => new PolynomialLR(o, { totalIters: 9 }), (o) => new PolynomialLR(o, { power: 3 })],
  ['CosineAnnealingLR', (o) => new CosineAnnealingLR(o, 4, { etaMin: 0.01 }), (o) => new CosineAnnealingLR(o, 9)],
  [
    'CosineAnnealingWarmRestarts',
    (o) => new CosineAnnealingWarmRestarts(o, 2, { tMult: 2 }),
    (o) => new CosineAnnealingWarmRestarts(o, 1),
  ],
  ['LambdaLR', (o) => new LambdaLR(o, third), (o) => new LambdaLR(o, third)],
  ['MultiplicativeLR', (o) => new MultiplicativeLR(o, third), (o) => new MultiplicativeLR(o, third)],
  ['SWALR', (o) => new SWALR(o, 0.1), (o) => new SWALR(o, [1, 2], { annealEpochs: 1 })],
  ['OneCycleLR', (o) => new OneCycleLR(o, 0.5, { totalSteps: 20 }), (o) => new OneCycleLR(o, 9, { totalSteps: 2 })],
  ['CyclicLR', (o) => new CyclicLR(o, 0.1, 0.5, { stepSizeUp: 2 }), (o) => new CyclicLR(o, 1, [2, 3])],
  [
    'CyclicLR with a function',
    (o) => new CyclicLR(o, 0.1, 0.5, { stepSizeUp: 2, scaleFn: third }),
    (o) => new CyclicLR(o, 1, 2, { scaleFn: third }),
  ],
])('%s resumes with the optimizer bit for bit', (_, make, makeOther) => {
  const optimizer = sgd(0.5, 0.1);
  const scheduler = make(optimizer);
  for (let i = 0; i < 5; i++) scheduler.step();
  const saved = structuredClone([optimizer.stateDict(), scheduler.stateDict()] as const);
  const resumed = sgd(1, 1);
  const resumedScheduler = makeOther(resumed);
  resumed.loadStateDict(saved[0]);
  resumedScheduler.loadStateDict(saved[1]);
  expect(resumedScheduler.lastEpoch).toBe(5);
  expect(rates(resumed, [resumedScheduler], 8)).toEqual(rates(optimizer, [scheduler], 8));
  expect(resumedScheduler.getLastLr()).toEqual(scheduler.getLastLr());
  expect(resumedScheduler.stateDict()).toEqual(scheduler.stateDict());
  expect(resumed.stateDict().paramGroups).toEqual(optimizer.stateDict().paramGroups);
});

test.each<[string, (state: object) => object]>([
  [
    'StepLR.loadStateDict: expected the settings gamma, stepSize, got etaMin, tMax',
    () => new CosineAnnealingLR(sgd(1), 3).stateDict(),
  ],
  ['StepLR.loadStateDict: baseLrs must be 1 numbers, got 1,2', (state) => ({ ...state, baseLrs: [1, 2] })],
  ['StepLR.loadStateDict: lastEpoch must be a whole number, got 1.5', (state) => ({ ...state, lastEpoch: 1.5 })],
])('%s, and nothing changes', (message, spoil) => {
  const scheduler = new StepLR(sgd(1), 3);
  const before = scheduler.stateDict();
  expect(() => scheduler.loadStateDict(spoil(before) as never)).toThrow(new ArgumentError(message));
  expect(scheduler.stateDict()).toEqual(before);
});
