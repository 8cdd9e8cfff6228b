import {
  ArgumentError,
  arange,
  Generator,
  IndexError,
  manualSeed,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@cotangent/core';
import { ConcatDataset, type Dataset, randomSplit, Subset, TensorDataset } from '@cotangent/data';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const numbers = (length: number): Dataset<number> => ({ length, get: (index) => index * 10 });
const listOf = (batch: readonly Tensor[]) => batch.map((each) => each.tolist());

test('a TensorDataset pairs the slices of its tensors', () => {
  const dataset = new TensorDataset(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tensor(Int32Array.of(7, 8, 9)),
  );
  expect(dataset.length).toBe(3);
  const [x, y] = dataset.get(1);
  expect([x.tolist(), y.tolist()]).toEqual([[3, 4], 8]);
  expect(y.dtype).toBe('int32');
});

test('a batch of a TensorDataset has the rows in the order asked for', () => {
  const dataset = new TensorDataset(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tensor(Int32Array.of(7, 8, 9)),
  );
  expect(listOf(dataset.getBatch([2, 0, 2]))).toEqual([
    [
      [5, 6],
      [1, 2],
      [5, 6],
    ],
    [9, 7, 9],
  ]);
});

test('samples of a TensorDataset carry gradients back', () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  const dataset = new TensorDataset(x);
  dataset.getBatch([1, 1])[0].sum().backward();
  dataset.get(2)[0].backward();
  expect(x.grad!.tolist()).toEqual([0, 2, 1]);
});

test.each([
  ['TensorDataset: expected at least one tensor', ArgumentError, () => new TensorDataset()],
  [
    'TensorDataset: sizes differ: tensor 0 is [2, 3], tensor 1 is [3]',
    ShapeError,
    () => new TensorDataset(zeros([2, 3]), zeros([3])),
  ],
  [
    'TensorDataset: tensor 1 has no first dimension to count samples by',
    ShapeError,
    () => new TensorDataset(zeros([2]), tensor(1)),
  ],
  ['TensorDataset: index 2 is outside [0, 2)', IndexError, () => new TensorDataset(zeros([2])).get(2)],
  ['TensorDataset: index -1 is outside [0, 2)', IndexError, () => new TensorDataset(zeros([2])).getBatch([0, -1])],
  ['Subset: index 5 is outside [0, 5)', IndexError, () => new Subset(numbers(5), [4, 5])],
  ['Subset: index 2 is outside [0, 2)', IndexError, () => new Subset(numbers(5), [4, 0]).get(2)],
  ['ConcatDataset: expected at least one data set', ArgumentError, () => new ConcatDataset([])],
  ['ConcatDataset: index 5 is outside [0, 5)', IndexError, () => new ConcatDataset([numbers(2), numbers(3)]).get(5)],
])('%s', (message, type, call) => {
  expect(call).toThrow(new type(message));
});

test('a subset of a subset reads the original, sample by sample or whole batches', () => {
  const whole = new TensorDataset(arange(10));
  const inner = new Subset(new Subset(whole, [9, 7, 5, 3]), new Set([3, 0]));
  expect(inner.length).toBe(2);
  expect(inner.get(0)[0].item()).toBe(3);
  expect(listOf(inner.getBatch!([1, 0, 1]))).toEqual([[9, 3, 9]]);
  expect(new Subset(numbers(3), [0]).getBatch).toBeUndefined();
});

test('concatenated data sets follow each other, empty ones too', () => {
  const all = new ConcatDataset([numbers(0), numbers(2), numbers(0), numbers(3)]);
  expect(Array.from({ length: all.length }, (_, i) => all.get(i))).toEqual([0, 10, 0, 10, 20]);
});

test('randomSplit gives the parts that PyTorch gives', () => {
  manualSeed(7);
  expect(randomSplit(numbers(10), [3, 7]).map(({ indices }) => indices)).toEqual([
    [5, 0, 3],
    [4, 1, 7, 9, 6, 8, 2],
  ]);
  const generator = new Generator().manualSeed(42);
  expect(randomSplit(numbers(11), [0.5, 0.3, 0.2], { generator }).map(({ indices }) => indices)).toEqual([
    [6, 8, 9, 2, 1, 10],
    [0, 7, 3],
    [5, 4],
  ]);
});

test('fractions whose rounded sum is a little more than 1 are fractions too', () => {
  const fractions = [9 / 28, 18 / 28, 1 / 28];
  expect(fractions.reduce((a, b) => a + b, 0)).toBeGreaterThan(1);
  expect(randomSplit(numbers(56), fractions).map(({ length }) => length)).toEqual([18, 36, 2]);
});

test('randomSplit uses every sample once, whatever the fractions', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
      (length, weights) => {
        const total = weights.reduce((a, b) => a + b, 0);
        const parts = randomSplit(
          numbers(length),
          weights.map((weight) => weight / total),
        );
        expect(parts.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual([...Array(length).keys()]);
        parts.forEach((part, i) => {
          expect(Math.abs(part.length - (length * weights[i]!) / total)).toBeLessThanOrEqual(weights.length);
        });
      },
    ),
  );
});

test.each([
  ['randomSplit: the lengths [3, 6] sum up to 9, the data set has 10 samples', [3, 6]],
  ['randomSplit: fraction 1.5 at index 0 is outside [0, 1]', [1.5, -0.5]],
  [
    'randomSplit: expected whole numbers ≥ 0, or fractions that sum up to 1, got 0.5 at index 0 of [0.5, 0.4]',
    [0.5, 0.4],
  ],
  ['randomSplit: expected whole numbers ≥ 0, or fractions that sum up to 1, got -1 at index 1 of [11, -1]', [11, -1]],
])('%s, and no random number is drawn', (message, lengths) => {
  const generator = new Generator();
  const before = generator.getState();
  expect(() => randomSplit(numbers(10), lengths, { generator })).toThrow(new ArgumentError(message));
  expect(generator.getState()).toEqual(before);
});
