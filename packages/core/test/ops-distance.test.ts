import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, DTypeError, grad, ShapeError, type Tensor, zeros } from '../src/index.ts';
import {
  type Data,
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  varied,
} from './structured-tensors.ts';

useMovingMemory();

const { POSITIVE_INFINITY: inf } = Number;
const points = (): Tensor => doubles('[[0, 0], [3, 4], [3, -1]]');

test.each<[string, () => Tensor, Data]>([
  [
    'cdist',
    () =>
      core.cdist(
        points(),
        doubles([
          [0, 0],
          [3, 0],
        ]),
      ),
    '[[0, 3], [5, 4], [3.1622776601683795, 1]]',
  ],
  ['cdist of order 0', () => core.cdist(points(), doubles([[3, 0]]), { p: 0 }), '[[1], [1], [1]]'],
  ['cdist of order 1', () => core.cdist(points(), doubles([[1, 1]]), { p: 1 }), '[[2], [5], [4]]'],
  ['cdist of order infinity', () => core.cdist(points(), doubles([[0, 0]]), { p: inf }), '[[0], [4], [3]]'],
  [
    'cdist of rows without elements',
    () => core.cdist(zeros([2, 0]), zeros([3, 0]), { p: inf }),
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ],
  ['pdist', () => core.pdist(points()), [5, Math.sqrt(10), 5]],
  ['pdist of order 1', () => core.pdist(points(), { p: 1 }), [7, 4, 5]],
  ['pdist of one row', () => core.pdist(zeros([1, 2])), []],
  ['pairwiseDistance', () => core.pairwiseDistance(points(), doubles([0, 0]), { eps: 0 }), [0, 5, Math.sqrt(10)]],
  [
    'pairwiseDistance with keepdim',
    () => core.pairwiseDistance(doubles([1, 2]), doubles([0, 0]), { p: 1, eps: 1, keepdim: true }),
    [5],
  ],
  ['cosineSimilarity', () => core.cosineSimilarity(points(), doubles([[2, 0]])), [0, 0.6, 3 / Math.sqrt(10)]],
  [
    'cosineSimilarity of columns',
    () => core.cosineSimilarity(doubles('[[3, 0], [4, 1]]'), doubles('[[1, 0], [0, 2]]'), { dim: 0 }),
    [0.6, 1],
  ],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test('distances by a product are those by differences', () => {
  const [a, b] = [varied([30, 4]), varied([5, 4], 1)];
  expectTensor(
    core.cdist(a, b).sub(core.cdist(a, b, { computeMode: 'donot_use_mm_for_euclid_dist' })),
    zeros([30, 5]).tolist(),
  );
});

test.each(['use_mm_for_euclid_dist', 'donot_use_mm_for_euclid_dist'] as const)(
  'with %s a distance of 0 has a gradient of 0, and finite second derivatives',
  (computeMode) => {
    const x = leaf('[[1, 2], [3, 5]]');
    const [first] = grad(core.cdist(x, doubles([[1, 2]]), { computeMode }).sum(), x, { createGraph: true });
    expectTensor(first!.select(0, 0), [0, 0]);
    expect([...gradientOf(first!, x).toTypedArray()].every(Number.isFinite)).toBe(true);
  },
);

test('integers give float distances', () => {
  expect(core.pairwiseDistance(integers([[1]]), integers([[3]])).dtype).toBe('float32');
  expectTensor(core.pairwiseDistance(integers([[3]]), integers([[1]]), { eps: 1 }), [3]);
});

test('a vector of zeros has the gradient that eps leaves', () => {
  const x = leaf([[0, 0]]);
  expectTensor(gradientOf(core.cosineSimilarity(x, doubles([[0, 1]]), { eps: 0.5 }), x), [[0, 2]]);
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'rows of other lengths',
    () => core.cdist(zeros([2, 3]), zeros([2, 4])),
    ShapeError,
    'cdist: [2, 3] and [2, 4] are no matrices with rows of one length',
  ],
  ['a vector', () => core.cdist(zeros([3]), zeros([2, 3])), ShapeError, 'cdist: [3] and [2, 3] are no matrices'],
  [
    'a negative order',
    () => core.cdist(points(), points(), { p: -1 }),
    ArgumentError,
    'cdist: p must not be negative, got -1',
  ],
  [
    'another mode',
    () => core.cdist(points(), points(), { computeMode: 'fast' as 'use_mm_for_euclid_dist' }),
    ArgumentError,
    'cdist: unknown computeMode fast',
  ],
  [
    'cdist of integers',
    () => core.cdist(integers([[1]]), integers([[1]])),
    DTypeError,
    'cdist: expected a float tensor, got int32',
  ],
  [
    'pdist of a batch',
    () => core.pdist(zeros([2, 2, 2])),
    ShapeError,
    'pdist: expected a matrix, got the shape [2, 2, 2]',
  ],
  [
    'pairwiseDistance of other shapes',
    () => core.pairwiseDistance(zeros([2]), zeros([3])),
    ShapeError,
    'pairwiseDistance: [2] and [3] do not broadcast',
  ],
  [
    'cosineSimilarity of integers',
    () => core.cosineSimilarity(integers([[1]]), integers([[1]])),
    DTypeError,
    'cosineSimilarity: expected a float tensor, got int32',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
