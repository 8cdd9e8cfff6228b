import { ArgumentError } from '@cotangent/core';
import { ExponentialLR, SWALR, type SWALROptions } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectClose } from './close-to.ts';
import { rates, ratesOf, sgd } from './schedule.ts';

test.each<[SWALROptions, readonly number[]]>([
  [{ annealEpochs: 4, annealStrategy: 'linear' }, [0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1]],
  [{ annealEpochs: 4 }, [0, 1, 2, 3, 4, 4, 4].map((t) => 0.3 + 0.2 * Math.cos((Math.PI * t) / 4))],
  [{ annealEpochs: 0 }, [0.1, 0.1, 0.1]],
])('SWALR %j goes to the rate and stays there', (options, want) => {
  const optimizer = sgd(0.5);
  expectClose(rates(optimizer, [new SWALR(optimizer, 0.1, options)], want.length - 1), want, 1e-15);
});

test('SWALR begins with the rate that another scheduler left', () => {
  const optimizer = sgd(0.8, 0.4);
  const before = new ExponentialLR(optimizer, 0.5);
  const scheduler = new SWALR(optimizer, [0.05, 0.5], { annealEpochs: 2, annealStrategy: 'linear' });
  before.step();
  scheduler.step();
  expectClose(ratesOf(optimizer), [0.225, 0.35], 1e-15);
  scheduler.step();
  expectClose(ratesOf(optimizer), [0.05, 0.5], 1e-15);
});

test.each<[string, number | number[], SWALROptions]>([
  ['SWALR: swaLr has 2 values for 1 parameter groups', [1, 2], {}],
  ['SWALR: annealEpochs must be a whole number ≥ 0, got -1', 1, { annealEpochs: -1 }],
  ['SWALR: annealStrategy must be cos or linear, got sin', 1, { annealStrategy: 'sin' as never }],
])('%s', (message, swaLr, options) => {
  expect(() => new SWALR(sgd(1), swaLr, options)).toThrow(new ArgumentError(message));
});
