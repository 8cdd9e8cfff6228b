import { describe, expect, test } from 'vitest';
import { bernoulli, Generator, linspace, manualSeed, multinomial, tensor, zeros } from '../src/index.ts';
import { doubles, expectTensor, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

describe('draws are those of PyTorch for the same seed', () => {
  test('bernoulli', () => {
    manualSeed(7);
    const draws = bernoulli(linspace(0, 1, 12, { dtype: 'float64' }));
    expectTensor(draws, [0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1]);
  });

  test('multinomial with replacement, row by row', () => {
    manualSeed(3);
    const draws = multinomial(doubles('[[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]'), 6, { replacement: true });
    expect(draws.dtype).toBe('int32');
    expectTensor(draws, '[[0, 1, 2, 1, 2, 2], [0, 0, 0, 2, 0, 1]]');
  });
});

test('bernoulli keeps shape and dtype, has no gradient, and knows only certain outcomes at 0 and 1', () => {
  const p = leaf('[[0, 1], [1, 0]]');
  const draws = bernoulli(p);
  expectTensor(draws, '[[0, 1], [1, 0]]');
  expect(draws.dtype).toBe('float64');
  expect(draws.requiresGrad).toBe(false);
  expectTensor(bernoulli(p.T.narrow(0, 1, 1)), [[1, 0]]);
});

test('the same generator state gives the same draws, and leaves the default generator alone', () => {
  const weights = tensor([1, 2, 3, 4]);
  const draw = () => multinomial(weights, 3, { generator: new Generator().manualSeed(5) }).tolist();
  expect(draw()).toEqual(draw());
});

test('multinomial without replacement draws every index once', () => {
  const draws = multinomial(doubles('[[1, 1, 1, 5], [9, 1, 1, 1]]'), 4);
  for (const row of draws) expect([...row.toTypedArray()].sort()).toEqual([0, 1, 2, 3]);
});

test('multinomial draws in proportion to the weights', () => {
  manualSeed(1);
  const draws = multinomial(doubles([1, 0, 3]), 4000, { replacement: true });
  const counts = [0, 1, 2].map((index) => draws.eq(index).sum().item());
  expect(counts[1]).toBe(0);
  expect(Math.abs(counts[2]! / 4000 - 0.75)).toBeLessThan(0.03);
});

test.each<[string, () => unknown, string]>([
  ['a probability above 1', () => bernoulli(doubles([0.5, 1.5])), 'bernoulli: p must be in [0, 1], got 1.5 at index 1'],
  [
    'probabilities of integers',
    () => bernoulli(integers([1])),
    'bernoulli: expected a float tensor, got int32; convert it with float()',
  ],
  ['no positive weight', () => multinomial(zeros([3]), 1), 'multinomial: none of the 3 weights is positive'],
  [
    'a negative weight',
    () => multinomial(doubles([1, -1]), 1),
    'multinomial: weights must be finite and not negative, got -1 at index 1',
  ],
  [
    'too many draws',
    () => multinomial(doubles([1, 0, 1]), 3),
    'multinomial: cannot draw 3 samples without replacement from 2 positive weights',
  ],
  ['no draws', () => multinomial(doubles([1]), 0), 'multinomial: numSamples must be a positive whole number, got 0'],
  [
    'weights of three dims',
    () => multinomial(zeros([1, 1, 1]), 1),
    'multinomial: expected weights of shape [n] or [rows, n], got [1, 1, 1]',
  ],
])('%s is refused', (_, fn, message) => {
  expect(fn).toThrow(message);
});
