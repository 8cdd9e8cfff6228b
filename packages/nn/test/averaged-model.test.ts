import { ArgumentError, noGrad, ShapeError, type Tensor } from '@cotangent/core';
import { expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const linear = () => new nn.Linear(1, 1, { dtype: 'float64' });
const set = (parameter: Tensor, value: number) => noGrad(() => parameter.fill_(value));

/** The average weight after each of some weights. */
function course(options: nn.AveragedModelOptions, weights: readonly number[]): number[] {
  const model = linear();
  const averaged = new nn.AveragedModel(model, options);
  const inner = averaged.module as nn.Linear;
  return weights.map((weight) => {
    set(model.weight, weight);
    averaged.updateParameters(model);
    return inner.weight.item();
  });
}

test.each<[string, nn.AveragedModelOptions, readonly number[]]>([
  ['the mean', {}, [1, 1.5, 3, 5]],
  ['the exponential moving average', { avgFn: nn.getEmaAvgFn(0.75) }, [1, 1.25, 2.4375, 4.578125]],
  ['what a function says', { avgFn: (averaged, current, count) => averaged.add(current.mul(count)) }, [1, 3, 15, 48]],
])('an AveragedModel holds %s', (_, options, want) => {
  expectClose(course(options, [1, 2, 6, 11]), want, 1e-12);
});

test('it computes with the averages, and shares nothing with the model', () => {
  const model = linear();
  const averaged = new nn.AveragedModel(model);
  const x = variedLeaf([3, 1]);
  expect(averaged.call(x).tolist()).toEqual(model.call(x).tolist());
  const before = averaged.call(x).tolist();
  set(model.weight, 5);
  expect(averaged.call(x).tolist()).toEqual(before);
  expect([...averaged.stateDict().keys()]).toEqual(['n_averaged', 'module.weight', 'module.bias']);
});

test('it resumes from its state dict', () => {
  const model = linear();
  const averaged = new nn.AveragedModel(model);
  for (const weight of [1, 2, 6]) {
    set(model.weight, weight);
    averaged.updateParameters(model);
  }
  const resumed = new nn.AveragedModel(linear());
  resumed.loadStateDict(averaged.stateDict());
  set(model.weight, 11);
  resumed.updateParameters(model);
  expect(resumed.nAveraged.item()).toBe(4);
  expectClose((resumed.module as nn.Linear).weight, 5, 1e-12);
});

test.each<[string, boolean, number]>([
  ['those of the model', false, 8],
  ['averaged when told so', true, 5],
])('buffers are %s', (_, useBuffers, want) => {
  const model = new nn.BatchNorm1d(1, { dtype: 'float64' });
  const averaged = new nn.AveragedModel(model, { useBuffers });
  for (const mean of [2, 8]) {
    set(model.runningMean!, mean);
    averaged.updateParameters(model);
  }
  expect((averaged.module as nn.BatchNorm1d).runningMean!.item()).toBe(want);
});

test('a model of other parameters is refused', () => {
  const averaged = new nn.AveragedModel(linear());
  expect(() => averaged.updateParameters(new nn.Linear(1, 1, { bias: false }))).toThrow(
    new ArgumentError('updateParameters: the model has 1 parameters, the average 2'),
  );
  expect(() => averaged.updateParameters(new nn.Linear(2, 1))).toThrow(
    new ShapeError('updateParameters: number 0 of the parameters is [1, 2], in the average [1, 1]'),
  );
  expect(averaged.nAveraged.item()).toBe(0);
  expect(() => nn.getEmaAvgFn(1.5)).toThrow(new ArgumentError('getEmaAvgFn: decay must be in [0, 1], got 1.5'));
});

test('updateBn makes running statistics the mean over the batches', () => {
  const model = new nn.Sequential(new nn.BatchNorm1d(2, { dtype: 'float64' }), new nn.Dropout(0)).eval();
  const norm = model.at(0);
  set(norm.runningMean!, 100);
  const batches = [variedLeaf([4, 2]), variedLeaf([4, 2], 1), variedLeaf([4, 2], 2)] as const;
  nn.updateBn([batches[0], [batches[1], 'a target'], [batches[2]]], model);
  const means = batches.map((batch) => elements(batch.mean({ dim: 0 })));
  expectClose(
    norm.runningMean!,
    [0, 1].map((c) => means.reduce((sum, mean) => sum + mean[c]!, 0) / 3),
    1e-12,
  );
  expect([norm.momentum, norm.training, model.at(1).training, norm.numBatchesTracked!.item()]).toEqual([
    0.1,
    false,
    false,
    3,
  ]);
});

test('updateBn does not call a model without BatchNorm', () => {
  const model = linear();
  nn.updateBn([variedLeaf([7, 7])], model);
});
