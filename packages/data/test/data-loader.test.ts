import { ArgumentError, arange, Generator, manualSeed, rand, type Tensor, tensor, zeros } from '@cotangent/core';
import { exchangeMemory, MovingMemory } from '@cotangent/core/testing';
import {
  DataLoader,
  type DataLoaderOptions,
  type Dataset,
  SequentialSampler,
  Subset,
  TensorDataset,
} from '@cotangent/data';
import { expect, test } from 'vitest';

const counting = (length: number): Dataset<number> => ({ length, get: (index) => index });
const listsOf = (loader: Iterable<Tensor>) => [...loader].map((batch) => batch.tolist());

// epochs of PyTorch's DataLoader(range(23), batch_size=5, shuffle=True) after torch.manual_seed(seed)
test.each([
  [
    0,
    [
      [3, 22, 17, 13, 0, 20, 15, 12, 4, 9, 1, 6, 5, 14, 16, 10, 7, 19, 11, 21, 18, 8, 2],
      [4, 11, 16, 8, 12, 7, 0, 6, 18, 21, 17, 1, 13, 2, 22, 14, 10, 5, 19, 20, 9, 3, 15],
    ],
  ],
  [
    42,
    [
      [19, 2, 14, 6, 18, 21, 10, 8, 13, 16, 20, 22, 11, 1, 0, 4, 5, 15, 17, 9, 12, 7, 3],
      [18, 8, 19, 14, 20, 12, 16, 22, 9, 2, 15, 11, 3, 4, 1, 5, 0, 7, 6, 21, 17, 10, 13],
    ],
  ],
])('seed %d shuffles two epochs as PyTorch does', (seed, epochs) => {
  manualSeed(seed);
  const loader = new DataLoader(counting(23), { batchSize: 5, shuffle: true });
  for (const epoch of epochs) {
    const batches = listsOf(loader) as number[][];
    expect(batches.flat()).toEqual(epoch);
    expect(batches.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3]);
  }
});

test.each([
  ['without shuffling', {}, [[0, 1, 2], [3, 4, 5], [6]], 0.985661506652832],
  ['with shuffling', { shuffle: true }, [[1, 6, 3], [4, 2, 5], [0]], 0.5839434266090393],
])('%s the default generator moves on as in PyTorch', (_, options, batches, next) => {
  manualSeed(11);
  expect(listsOf(new DataLoader(counting(7), { batchSize: 3, ...options }))).toEqual(batches);
  expect(rand([1]).item()).toBeCloseTo(next, 7);
});

test('a generator of its own is drawn from as in PyTorch', () => {
  const generator = new Generator().manualSeed(5);
  const loader = new DataLoader(counting(7), { batchSize: 3, shuffle: true, generator });
  expect(listsOf(loader)).toEqual([[2, 4, 3], [5, 0, 6], [1]]);
  expect(listsOf(loader)).toEqual([[4, 1, 0], [2, 3, 6], [5]]);
  expect(rand([1], { generator }).item()).toBeCloseTo(0.2638806700706482, 7);
});

test('for await gives the batches of for, and draws the same random numbers', async () => {
  const dataset = new TensorDataset(arange(7), zeros([7, 2]));
  const loader = new DataLoader(dataset, { batchSize: 3, shuffle: true });
  manualSeed(1);
  const synchronous = [...loader].map((batch) => batch.map((each) => each.tolist()));
  const after = rand([1]).item();
  manualSeed(1);
  const asynchronous: unknown[] = [];
  for await (const batch of loader) asynchronous.push(batch.map((each) => each.tolist()));
  expect(asynchronous).toEqual(synchronous);
  expect(rand([1]).item()).toBe(after);
});

test('for await takes samples that have to be fetched, those of a batch together', async () => {
  let waiting = 0;
  let most = 0;
  const fetched: Dataset<Promise<number>> = {
    length: 5,
    get: async (index) => {
      most = Math.max(most, ++waiting);
      await Promise.resolve();
      waiting--;
      return index * 2;
    },
  };
  const batches: unknown[] = [];
  for await (const batch of new DataLoader(fetched, { batchSize: 3 })) batches.push(batch.tolist());
  expect(batches).toEqual([
    [0, 2, 4],
    [6, 8],
  ]);
  expect(most).toBe(3);
  expect(() => [...new DataLoader(fetched, { batchSize: 3 })]).toThrow(
    new ArgumentError('DataLoader: the samples are promises; iterate with for await … of'),
  );
});

test('whole batches of a TensorDataset equal those joined from samples', () => {
  const whole = new Subset(new TensorDataset(arange(24).reshape([8, 3]), arange(8)), [7, 1, 5, 3, 0]);
  const bySample: Dataset<[Tensor, Tensor]> = { length: whole.length, get: (index) => whole.get(index) };
  const options = { batchSize: 2, shuffle: true };
  const batches = [whole, bySample].map((dataset) => {
    manualSeed(3);
    return [...new DataLoader(dataset, options)].map((batch) => batch.map((each) => [each.dtype, each.tolist()]));
  });
  expect(batches[0]).toEqual(batches[1]);
});

test('tensors of a batch are named by their place', () => {
  const loader = new DataLoader(new TensorDataset(zeros([4, 2]), arange(4)), { batchSize: 3 });
  const seen: unknown[] = [];
  for (const [x, y] of loader) seen.push([x.shape, y.tolist()]);
  expect(seen).toEqual([
    [
      [3, 2],
      [0, 1, 2],
    ],
    [[1, 2], [3]],
  ]);
});

test('a collate function makes batches of its own kind', () => {
  const loader = new DataLoader(counting(5), { batchSize: 2, collate: (samples) => samples.join('+') });
  const batches: string[] = [...loader];
  expect(batches).toEqual(['0+1', '2+3', '4']);
});

test('a collate function sees samples also where a data set could give whole batches', () => {
  const loader = new DataLoader(new TensorDataset(arange(3)), { batchSize: 2, collate: (samples) => samples.length });
  expect([...loader]).toEqual([2, 1]);
});

test.each([
  [{}, 7],
  [{ batchSize: 3 }, 3],
  [{ batchSize: 3, dropLast: true }, 2],
  [{ batchSize: 8, dropLast: true }, 0],
])('with %o there are %d batches of 7 samples', (options, count) => {
  const loader = new DataLoader(counting(7), options);
  expect(loader.length).toBe(count);
  expect([...loader]).toHaveLength(count);
});

test('indices come from a sampler, or from a batch sampler', () => {
  const backwards = {
    *[Symbol.iterator]() {
      yield* [4, 3, 2];
    },
  };
  const loader = new DataLoader(counting(5), { batchSize: 2, sampler: backwards });
  expect(listsOf(loader)).toEqual([[4, 3], [2]]);
  expect(() => loader.length).toThrow(ArgumentError);
  const uneven = new DataLoader(counting(5), { batchSampler: [[0], [4, 1, 2]] });
  expect(listsOf(uneven)).toEqual([[0], [4, 1, 2]]);
  expect(uneven.length).toBe(2);
});

test('an epoch that is broken off does not disturb the next', () => {
  const loader = new DataLoader(counting(5), { batchSize: 2 });
  for (const batch of loader) {
    expect(batch.tolist()).toEqual([0, 1]);
    break;
  }
  expect(listsOf(loader)).toEqual([[0, 1], [2, 3], [4]]);
});

test('a data set without samples has no batches', () => {
  expect([...new DataLoader(counting(0), { batchSize: 2 })]).toEqual([]);
});

const both = 'DataLoader: batchSampler excludes batchSize, shuffle, sampler and dropLast';
test.each<[string, DataLoaderOptions<number, unknown>]>([
  ['DataLoader: sampler and shuffle exclude each other', { sampler: [0], shuffle: true }],
  [both, { batchSampler: [[0]], batchSize: 2 }],
  [both, { batchSampler: [[0]], shuffle: true }],
  [both, { batchSampler: [[0]], sampler: new SequentialSampler({ length: 1 }) }],
  [both, { batchSampler: [[0]], dropLast: true }],
  ['BatchSampler: batchSize must be a whole number ≥ 1, got 0', { batchSize: 0 }],
  ['BatchSampler: batchSize must be a whole number ≥ 1, got 2.5', { batchSize: 2.5 }],
])('%s: %o', (message, options) => {
  expect(() => new DataLoader(counting(3), options)).toThrow(new ArgumentError(message));
});

test('batches do not mind memory that moves', () => {
  const previous = exchangeMemory(new MovingMemory());
  try {
    manualSeed(0);
    const loader = new DataLoader(new TensorDataset(arange(23)), { batchSize: 5, shuffle: true });
    const order = [...loader].flatMap(([x]) => x.tolist() as number[]);
    expect(order.slice(0, 5)).toEqual([3, 22, 17, 13, 0]);
    const bySample: Dataset<readonly [Tensor, number]> = { length: 2, get: (i) => [tensor([i, -i]), i] };
    expect([...new DataLoader(bySample, { batchSize: 2 })].map(([x]) => x.tolist())).toEqual([
      [
        [0, -0],
        [1, -1],
      ],
    ]);
  } finally {
    exchangeMemory(previous);
  }
});
