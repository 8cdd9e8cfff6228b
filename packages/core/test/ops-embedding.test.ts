import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  DTypeError,
  embedding,
  embeddingBag,
  grad,
  IndexError,
  ShapeError,
  type Tensor,
} from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const table = (): Tensor => doubles('[[1, 2], [3, 4], [5, 6], [-3, 4]]');
const bag = (): Tensor => integers([0, 2, 2, 3]);
const offsets = (): Tensor => integers([0, 1, 1]);

describe('values are those of PyTorch', () => {
  test.each<[string, () => Tensor, Data]>([
    ['embedding', () => embedding(integers('[[3, 0], [0, 1]]'), table()), '[[[-3, 4], [1, 2]], [[1, 2], [3, 4]]]'],
    ['embedding of a number', () => embedding(integers(2), table()), [5, 6]],
    ['embedding with paddingIdx', () => embedding(integers([1, 2]), table(), { paddingIdx: 1 }), '[[3, 4], [5, 6]]'],
    ['means of rows', () => embeddingBag(integers('[[0, 1], [2, 2]]'), table()), '[[2, 3], [5, 6]]'],
    ['sums', () => embeddingBag(bag(), table(), { offsets: offsets(), mode: 'sum' }), '[[1, 2], [0, 0], [7, 16]]'],
    [
      'means',
      () => embeddingBag(bag(), table(), { offsets: integers([0, 1]) }),
      [
        [1, 2],
        [7 / 3, 16 / 3],
      ],
    ],
    ['maxima', () => embeddingBag(bag(), table(), { offsets: offsets(), mode: 'max' }), '[[1, 2], [0, 0], [5, 6]]'],
    [
      'means without the padding',
      () => embeddingBag(bag(), table(), { offsets: offsets(), paddingIdx: -1 }),
      '[[1, 2], [0, 0], [5, 6]]',
    ],
    [
      'maxima without the padding',
      () => embeddingBag(bag(), table(), { offsets: integers([0, 3]), mode: 'max', paddingIdx: 3 }),
      '[[5, 6], [0, 0]]',
    ],
    [
      'the last offset, behind which nothing counts',
      () => embeddingBag(bag(), table(), { offsets: integers([0, 1, 3]), mode: 'sum', includeLastOffset: true }),
      '[[1, 2], [10, 12]]',
    ],
    [
      'weighted sums',
      () =>
        embeddingBag(bag(), table(), { offsets: integers([0]), mode: 'sum', perSampleWeights: doubles([1, 2, 0, -1]) }),
      [[14, 10]],
    ],
    ['bags of nothing', () => embeddingBag(integers([]), table(), { offsets: integers([0, 0]) }), '[[0, 0], [0, 0]]'],
    [
      'maxima of nothing',
      () => embeddingBag(integers([]), table(), { offsets: integers([0, 0]), mode: 'max' }),
      '[[0, 0], [0, 0]]',
    ],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(), want);
  });
});

describe('gradients', () => {
  const weight = (): Tensor => leaf('[[1, 2], [3, 4], [5, 6]]');
  const input = (): Tensor => integers([1, 0, 1]);

  test.each<[string, (w: Tensor) => Tensor, Data]>([
    ['add up', (w) => embedding(input(), w), '[[1, 1], [2, 2], [0, 0]]'],
    ['leave the padding out', (w) => embedding(input(), w, { paddingIdx: -2 }), '[[1, 1], [0, 0], [0, 0]]'],
    ['are divided by frequency', (w) => embedding(input(), w, { scaleGradByFreq: true }), '[[1, 1], [1, 1], [0, 0]]'],
    [
      'of means are shared',
      (w) => embeddingBag(input().reshape([1, 3]), w),
      [
        [1 / 3, 1 / 3],
        [2 / 3, 2 / 3],
        [0, 0],
      ],
    ],
    [
      'of means leave the padding out',
      (w) => embeddingBag(input().reshape([1, 3]), w, { paddingIdx: 0 }),
      '[[0, 0], [1, 1], [0, 0]]',
    ],
    [
      'of maxima go to one row',
      (w) => embeddingBag(input().reshape([1, 3]), w, { mode: 'max' }),
      '[[0, 0], [1, 1], [0, 0]]',
    ],
  ])('%s', (_, fn, want) => {
    const w = weight();
    expectTensor(gradientOf(fn(w), w), want);
  });

  test('reach the weights of the samples', () => {
    const factors = leaf([2, 1, 1]);
    const sums = embeddingBag(input(), weight(), { offsets: integers([0, 2]), mode: 'sum', perSampleWeights: factors });
    expectTensor(grad(sums.sum(), factors)[0], [7, 3, 7]);
  });
});

test('maxNorm scales the rows that are looked up, and no others, in the table', () => {
  const weight = leaf('[[3, 4], [30, 40], [0.3, 0.4]]');
  const rows = embedding(integers([0, 2]), weight, { maxNorm: 1 });
  expectTensor(rows.mul(1e6).round().div(1e6), '[[0.6, 0.8], [0.3, 0.4]]');
  expectTensor(weight.mul(1e6).round().div(1e6), '[[0.6, 0.8], [30, 40], [0.3, 0.4]]');
  expectTensor(gradientOf(rows, weight), '[[1, 1], [0, 0], [1, 1]]');
  embedding(integers([1]), weight, { maxNorm: 7, normType: 1 });
  expectTensor(weight.at(1).mul(1e6).round().div(1e6), '[3, 4]');
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  ['a class beyond the table', () => embedding(integers([0, 4]), table()), IndexError, 'embedding: index 4 at'],
  ['a negative class', () => embedding(integers([-1]), table()), IndexError, 'embedding: index -1 at position [0]'],
  ['classes of floats', () => embedding(doubles([0]), table()), DTypeError, 'embedding: the index is float64'],
  ['a vector for a table', () => embedding(integers([0]), doubles([1])), ShapeError, 'must have 2 dimensions, got [1]'],
  [
    'padding beyond the table',
    () => embedding(integers([0]), table(), { paddingIdx: 4 }),
    IndexError,
    'embedding: paddingIdx 4 is outside [-4, 4)',
  ],
  [
    'a negative maxNorm',
    () => embedding(integers([0]), table(), { maxNorm: -1 }),
    ArgumentError,
    'embedding: maxNorm must be at least 0, got -1',
  ],
  [
    'a norm of order 0',
    () => embedding(integers([0]), table(), { maxNorm: 1, normType: 0 }),
    ArgumentError,
    'embedding: normType must be greater than 0, got 0',
  ],
  ['a vector without offsets', () => embeddingBag(bag(), table()), ArgumentError, 'embeddingBag: offsets are needed'],
  [
    'a matrix with offsets',
    () => embeddingBag(integers([[0]]), table(), { offsets: offsets() }),
    ArgumentError,
    'offsets go with vectors',
  ],
  [
    'offsets that begin late',
    () => embeddingBag(bag(), table(), { offsets: integers([1, 2]) }),
    ArgumentError,
    'embeddingBag: the first offset must be 0, got 1',
  ],
  [
    'offsets that go back',
    () => embeddingBag(bag(), table(), { offsets: integers([0, 2, 1]) }),
    ArgumentError,
    'offset 1 comes after 2',
  ],
  [
    'offsets beyond the input',
    () => embeddingBag(bag(), table(), { offsets: integers([0, 5]) }),
    IndexError,
    'offset 5 is beyond the 4 elements',
  ],
  [
    'an unknown mode',
    () => embeddingBag(integers([[0]]), table(), { mode: 'min' as 'max' }),
    ArgumentError,
    'unknown mode "min": expected sum, mean or max',
  ],
  [
    'weights for means',
    () => embeddingBag(integers([[0]]), table(), { perSampleWeights: doubles([[1]]) }),
    ArgumentError,
    'perSampleWeights go with the mode sum alone',
  ],
  [
    'weights that do not fit',
    () => embeddingBag(integers([[0]]), table(), { mode: 'sum', perSampleWeights: doubles([1]) }),
    ShapeError,
    'perSampleWeights are [1], expected the shape of the input, [1, 1]',
  ],
  [
    'frequencies for maxima',
    () => embeddingBag(integers([[0]]), table(), { mode: 'max', scaleGradByFreq: true }),
    ArgumentError,
    'scaleGradByFreq does not go with max',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
