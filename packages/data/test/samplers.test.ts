import { ArgumentError, Generator, manualSeed, rand } from '@cotangent/core';
import {
  BatchSampler,
  RandomSampler,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from '@cotangent/data';
import { expect, test } from 'vitest';

const ten = { length: 10 };

// the orders of these tests are PyTorch's after torch.manual_seed(7)
test.each<[string, () => Sampler, readonly number[]]>([
  ['a sequential sampler', () => new SequentialSampler({ length: 4 }), [0, 1, 2, 3]],
  [
    'a random sampler that wants more than there is',
    () => new RandomSampler(ten, { numSamples: 23 }),
    [3, 0, 1, 9, 4, 7, 2, 5, 6, 8, 1, 6, 4, 3, 2, 5, 9, 0, 8, 7, 6, 2, 0],
  ],
  [
    'a random sampler with replacement',
    () => new RandomSampler(ten, { replacement: true, numSamples: 40 }),
    [
      3, 5, 7, 1, 0, 2, 3, 6, 1, 1, 6, 6, 0, 6, 0, 7, 4, 8, 6, 8, 0, 2, 4, 9, 6, 0, 4, 4, 1, 2, 7, 8, 8, 8, 1, 5, 8, 1,
      9, 3,
    ],
  ],
  ['a subset sampler', () => new SubsetRandomSampler([5, 7, 9, 11, 13]), [5, 7, 11, 9, 13]],
  [
    'a weighted sampler',
    () => new WeightedRandomSampler([0.1, 0.2, 0.3, 0.4], 12),
    [1, 1, 3, 3, 3, 3, 1, 2, 3, 3, 0, 0],
  ],
  [
    'a weighted sampler without replacement',
    () => new WeightedRandomSampler([0.1, 0.2, 0.3, 0.4], 3, { replacement: false }),
    [1, 3, 0],
  ],
])('%s gives the indices that PyTorch gives', (_, make, order) => {
  manualSeed(7);
  const sampler = make();
  expect([...sampler]).toEqual(order);
  expect(sampler.length).toBe(order.length);
});

test('a random sampler without generator takes one seed from the default generator', () => {
  manualSeed(7);
  const indices = [...new RandomSampler(ten, { replacement: true, numSamples: 40 })];
  expect(indices).toHaveLength(40);
  expect(rand([1]).item()).toBeCloseTo(0.6592116951942444, 7);
});

test('a random sampler with generator goes on with it, as far as PyTorch does', () => {
  const generator = new Generator().manualSeed(3);
  const sampler = new RandomSampler({ length: 6 }, { generator });
  expect([...sampler]).toEqual([4, 0, 3, 2, 1, 5]);
  expect([...sampler]).toEqual([4, 2, 3, 5, 0, 1]);
});

test('a random sampler draws nothing before the first index is asked for', () => {
  const generator = new Generator().manualSeed(3);
  const before = generator.getState();
  new RandomSampler(ten, { generator })[Symbol.iterator]();
  expect(generator.getState()).toEqual(before);
});

test('a batch sampler makes lists of any iterable of indices', () => {
  const indices = {
    *[Symbol.iterator]() {
      yield* [3, 1, 4, 1, 5];
    },
  };
  expect([...new BatchSampler(indices, { batchSize: 2 })]).toEqual([[3, 1], [4, 1], [5]]);
  expect([...new BatchSampler(indices, { batchSize: 2, dropLast: true })]).toEqual([
    [3, 1],
    [4, 1],
  ]);
  expect([...new BatchSampler(indices, { batchSize: 9, dropLast: true })]).toEqual([]);
  expect(() => new BatchSampler(indices, { batchSize: 2 }).length).toThrow('BatchSampler: the sampler has no length');
});

test.each([
  [10, 3, false, 4],
  [10, 3, true, 3],
  [9, 3, false, 3],
  [0, 3, false, 0],
])('of %d indices in batches of %d with dropLast %s there are %d', (length, batchSize, dropLast, batches) => {
  const sampler = new BatchSampler(new SequentialSampler({ length }), { batchSize, dropLast });
  expect(sampler.length).toBe(batches);
  expect([...sampler]).toHaveLength(batches);
});

test.each([
  ['RandomSampler: numSamples must be a whole number ≥ 1, got 0', () => new RandomSampler(ten, { numSamples: 0 })],
  [
    'RandomSampler: the length of the data set must be a whole number ≥ 1, got 0',
    () => new RandomSampler({ length: 0 }),
  ],
  ['BatchSampler: batchSize must be a whole number ≥ 1, got 0', () => new BatchSampler([1], { batchSize: 0 })],
  ['BatchSampler: batchSize must be a whole number ≥ 1, got 1.5', () => new BatchSampler([1], { batchSize: 1.5 })],
  ['WeightedRandomSampler: numSamples must be a whole number ≥ 1, got 0', () => new WeightedRandomSampler([1], 0)],
  [
    'WeightedRandomSampler: weights must be finite and ≥ 0, got -1 at index 1',
    () => new WeightedRandomSampler([1, -1], 1),
  ],
  [
    'WeightedRandomSampler: cannot draw 3 without replacement from 2 weights above 0',
    () => new WeightedRandomSampler([1, 0, 2], 3, { replacement: false }),
  ],
  ['WeightedRandomSampler: no weight is above 0', () => new WeightedRandomSampler([0, 0], 1)],
])('%s', (message, construct) => {
  expect(construct).toThrow(new ArgumentError(message));
});
