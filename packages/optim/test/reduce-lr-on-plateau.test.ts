import { ArgumentError, tensor } from '@cotangent/core';
import { type Optimizer, ReduceLROnPlateau, type ReduceLROnPlateauOptions } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { leaf, ratesOf, sgd } from './schedule.ts';

/** The epochs, from 1, after which the rate of the first group is another. */
function reductions(options: ReduceLROnPlateauOptions, metrics: readonly number[]): number[] {
  const optimizer = sgd(1);
  const scheduler = new ReduceLROnPlateau(optimizer, options);
  return metrics.flatMap((metric, i) => {
    const [before] = ratesOf(optimizer);
    scheduler.step(metric);
    return ratesOf(optimizer)[0] === before ? [] : [i + 1];
  });
}

const flat = Array<number>(14).fill(1);

test.each<[string, ReduceLROnPlateauOptions, readonly number[], readonly number[]]>([
  ['ten bad epochs are let pass', {}, flat, [12]],
  ['more than patience bad epochs reduce the rate', { patience: 2 }, flat, [4, 7, 10, 13]],
  ['without patience every bad epoch does', { patience: 0 }, [1, 1, 0.5, 0.5], [2, 4]],
  ['an improvement begins the count anew', { patience: 1 }, [1, 1, 0.5, 0.5, 0.5], [5]],
  ['epochs of the cooldown are not bad', { patience: 1, cooldown: 3 }, flat, [3, 8, 13]],
  ['in mode max metrics should grow', { mode: 'max', patience: 0 }, [1, 2, 1.5, 3], [3]],
  ['a small gain is none', { patience: 0, threshold: 0.1 }, [1, 0.95, 0.89], [2]],
  ['an absolute gain is a difference', { patience: 0, threshold: 0.3, thresholdMode: 'abs' }, [10, 9.8, 9.6], [2]],
  ['in mode max too', { mode: 'max', patience: 0, threshold: 0.1 }, [1, 1.05, 1.2], [2]],
  [
    'in mode max the difference too',
    { mode: 'max', patience: 0, threshold: 1, thresholdMode: 'abs' },
    [1, 2, 2.5],
    [2],
  ],
  ['NaN is never better', { patience: 0 }, [1, Number.NaN, 0.5], [2]],
  ['what lowers the rate by no more than eps is left out', { patience: 0, eps: 0.95 }, flat, []],
])('%s', (_, options, metrics, want) => {
  expect(reductions(options, metrics)).toEqual(want);
});

test('each group has its own lowest rate', () => {
  const optimizer = sgd(0.5, 0.02);
  const scheduler = new ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 0, minLr: [0.2, 0.001] });
  for (const metric of [1, 1, 1, 1]) scheduler.step(metric);
  expect(ratesOf(optimizer)).toEqual([0.2, 0.0025]);
  expect(scheduler.getLastLr()).toEqual([0.2, 0.0025]);
  expect(scheduler.lastEpoch).toBe(4);
});

test('the metric may be a tensor of one element', () => {
  const scheduler = new ReduceLROnPlateau(sgd(1));
  scheduler.step(tensor(0.5));
  expect(scheduler.best).toBe(0.5);
  expect(() => scheduler.step(undefined as never)).toThrow(
    new ArgumentError('ReduceLROnPlateau.step: metrics must be a number, got undefined'),
  );
});

test('groups may be added unless minLr is a list', () => {
  const [one, list] = [0.1, [0.1]].map((minLr) => {
    const optimizer: Optimizer = sgd(1);
    const scheduler = new ReduceLROnPlateau(optimizer, { patience: 0, minLr });
    optimizer.addParamGroup({ params: [leaf()], lr: 0.5 });
    return { optimizer, scheduler };
  });
  for (const metric of [1, 1]) one!.scheduler.step(metric);
  expect(ratesOf(one!.optimizer)).toEqual([0.1, 0.1]);
  expect(() => list!.scheduler.step(1)).toThrow(
    new ArgumentError('ReduceLROnPlateau.step: minLr has 1 values for 2 parameter groups'),
  );
});

test('it resumes where it was', () => {
  const [optimizer, resumed] = [sgd(1), sgd(0.3)];
  const scheduler = new ReduceLROnPlateau(optimizer, { patience: 1, factor: 0.5, cooldown: 1 });
  const other = new ReduceLROnPlateau(resumed, { mode: 'max' });
  for (const metric of [1, 2, 3, 4]) scheduler.step(metric);
  resumed.loadStateDict(optimizer.stateDict());
  other.loadStateDict(structuredClone(scheduler.stateDict()));
  for (const metric of [4, 0.5, 1, 1, 1, 1]) {
    scheduler.step(metric);
    other.step(metric);
    expect(other.stateDict()).toEqual(scheduler.stateDict());
    expect(ratesOf(resumed)).toEqual(ratesOf(optimizer));
  }
});

test.each<[string, object]>([
  ['ReduceLROnPlateau.loadStateDict: mode must be min or max, got avg', { mode: 'avg' }],
  ['ReduceLROnPlateau.loadStateDict: best must be a number, got null', { best: null }],
  ['ReduceLROnPlateau.loadStateDict: numBadEpochs must be a whole number ≥ 0, got -1', { numBadEpochs: -1 }],
  ['ReduceLROnPlateau.loadStateDict: lastLr has 2 values for 1 parameter groups', { lastLr: [1, 2] }],
])('%s, and nothing changes', (message, spoilt) => {
  const scheduler = new ReduceLROnPlateau(sgd(1));
  const before = scheduler.stateDict();
  expect(() => scheduler.loadStateDict({ ...before, ...spoilt })).toThrow(new ArgumentError(message));
  expect(scheduler.stateDict()).toEqual(before);
});

test.each<[string, ReduceLROnPlateauOptions]>([
  ['ReduceLROnPlateau: factor must be in [0, 1), got 1', { factor: 1 }],
  ['ReduceLROnPlateau: mode must be min or max, got avg', { mode: 'avg' as never }],
  ['ReduceLROnPlateau: thresholdMode must be rel or abs, got x', { thresholdMode: 'x' as never }],
  ['ReduceLROnPlateau: patience must be a whole number ≥ 0, got -1', { patience: -1 }],
  ['ReduceLROnPlateau: minLr has 2 values for 1 parameter groups', { minLr: [0, 0] }],
])('%s', (message, options) => {
  expect(() => new ReduceLROnPlateau(sgd(1), options)).toThrow(new ArgumentError(message));
});
