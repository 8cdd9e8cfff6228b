import { ArgumentError } from '@cotangent/core';
import { CosineAnnealingLR, LRScheduler, type Optimizer, SGD, StepLR } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectClose } from './close-to.ts';
import { leaf, rates, ratesOf, sgd } from './schedule.ts';

// the numbers of these tests are PyTorch's

test('StepLR multiplies the rate every stepSize epochs', () => {
  const optimizer = sgd(0.1);
  const seen = rates(optimizer, [new StepLR(optimizer, 3)], 7);
  expectClose(seen, [0.1, 0.1, 0.1, 0.1 * 0.1, 0.01, 0.01, 0.001, 0.001], 1e-15);
  const faster = sgd(0.1);
  const want = [0.1, 0.09000000000000001, 0.08100000000000002, 0.07290000000000002, 0.06561000000000002];
  expect(rates(faster, [new StepLR(faster, 1, { gamma: 0.9 })], 4)).toEqual(want);
});

test('CosineAnnealingLR falls to etaMin in tMax epochs and comes back', () => {
  const optimizer = sgd(0.5);
  const want = [
    0.5, 0.4414213562373095, 0.30000000000000004, 0.15857864376269054, 0.1, 0.15857864376269049, 0.30000000000000004,
    0.4414213562373096, 0.5000000000000001, 0.4414213562373096, 0.30000000000000016,
  ];
  expectClose(rates(optimizer, [new CosineAnnealingLR(optimizer, 4, { etaMin: 0.1 })], 10), want, 1e-15);
});

test('CosineAnnealingLR treats each group from its own rate', () => {
  const optimizer = sgd(0.5, 0.02);
  const scheduler = new CosineAnnealingLR(optimizer, 10);
  scheduler.step();
  scheduler.step();
  expectClose([...scheduler.getLastLr()], [0.45225424859373686, 0.018090169943749474], 1e-15);
  expect(ratesOf(optimizer)).toEqual(scheduler.getLastLr());
});

test('CosineAnnealingLR of one epoch jumps between both ends', () => {
  const optimizer = sgd(0.5);
  expectClose(rates(optimizer, [new CosineAnnealingLR(optimizer, 1)], 4), [0.5, 0, 0.5, 0, 0.5], 1e-15);
});

test('two schedulers of one optimizer multiply', () => {
  const optimizer = sgd(0.5);
  const schedulers = [new CosineAnnealingLR(optimizer, 4, { etaMin: 0.1 }), new StepLR(optimizer, 3, { gamma: 0.5 })];
  const want = [
    0.5, 0.4414213562373095, 0.30000000000000004, 0.07928932188134527, 0.1, 0.15857864376269049, 0.15000000000000002,
    0.18535533905932744, 0.20000000000000007, 0.09267766952966372, 0.09571067811865477,
  ];
  expectClose(rates(optimizer, schedulers, 10), want, 1e-15);
});

test('a scheduler made for a later epoch goes on from the rates there are', () => {
  const whole = sgd(0.5);
  const want = rates(whole, [new CosineAnnealingLR(whole, 4, { etaMin: 0.1 })], 7);
  const optimizer = new SGD([{ params: [leaf()], initialLr: 0.5 }], { lr: want[2]! });
  const scheduler = new CosineAnnealingLR(optimizer, 4, { etaMin: 0.1, lastEpoch: 1 });
  expectClose(rates(optimizer, [scheduler], 5), want.slice(2), 1e-15);
  expect(scheduler.lastEpoch).toBe(7);
});

test('a later epoch needs the initial rates, and asks before it changes anything', () => {
  const optimizer = new SGD([{ params: [leaf()], initialLr: 1 }, { params: [leaf()] }], { lr: 0.5 });
  expect(() => new StepLR(optimizer, 1, { lastEpoch: 3 })).toThrow(
    new ArgumentError('StepLR: paramGroups[1] has no initialLr, which continuing from epoch 3 needs'),
  );
  expect(ratesOf(optimizer)).toEqual([0.5, 0.5]);
});

test('a group added later is not scheduled silently wrong', () => {
  const optimizer = sgd(1);
  const scheduler = new StepLR(optimizer, 1);
  optimizer.addParamGroup({ params: [leaf()] });
  expect(() => scheduler.step()).toThrow('StepLR: made for 1 parameter groups, the optimizer has 2');
  expect(ratesOf(optimizer)).toEqual([1, 1e-3]);
});

test('a scheduler written outside the library takes part', () => {
  class Halving extends LRScheduler {
    constructor(optimizer: Optimizer) {
      super(optimizer, {});
    }

    protected override nextLr(_: number, baseLr: number): number {
      return baseLr * 0.5 ** this.lastEpoch;
    }
  }
  const optimizer = sgd(1);
  expect(rates(optimizer, [new Halving(optimizer)], 3)).toEqual([1, 0.5, 0.25, 0.125]);
});
