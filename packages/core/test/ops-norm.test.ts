import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { norm, ShapeError, type Tensor, tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf, NaN: nan } = Number;
const orders = [0, 0.5, 1, 1.5, 2, 3, -1, inf, ninf];

test.each<[string, () => Tensor, Data]>([
  ['norm', () => norm(doubles([3, -4])), 5],
  ['the Frobenius norm', () => norm(doubles('[[3, 0], [0, -4]]'), 'fro'), 5],
  ['norm of order 1', () => norm(doubles('[[1, -2], [3, 4]]'), 1, { dim: 1 }), [3, 7]],
  ['norm of order 3', () => norm(doubles([3, -4, 5]), 3, { dim: 0, keepdim: true }), [6]],
  ['norm of order 0', () => norm(doubles([3, 0, -0, 5]), 0), 2],
  ['norm of order 1/2', () => norm(doubles([4, -9]), 0.5), 25],
  ['norm of order -1', () => norm(doubles([2, -2]), -1), 1],
  ['norm of order infinity', () => norm(doubles([3, -4]), inf), 4],
  ['norm of order -infinity', () => norm(doubles([3, -4]), ninf), 3],
  ['a NaN in a norm', () => norm(doubles([3, nan]), inf), nan],
  ['vectorNorm over several dims', () => core.linalg.vectorNorm(doubles('[[3], [4]]'), 2, { dim: [0, -1] }), 5],
  ['vectorNorm of nothing', () => core.linalg.vectorNorm(zeros([2, 0]), 3, { dim: 1 }), [0, 0]],
  ['the largest size of no rows', () => core.linalg.vectorNorm(zeros([0, 2]), inf, { dim: 1 }), []],
  ['dist', () => core.dist(doubles('[[1, 2], [3, 4]]'), doubles([1, 1]), 1), 6],
  ['renorm', () => core.renorm(doubles('[[3, 4], [0.3, 0.4]]'), 2, 0, 1).mul(5).round(), '[[3, 4], [2, 2]]'],
  ['normalize', () => core.normalize(doubles('[[3, 4], [0, 0]]')), '[[0.6, 0.8], [0, 0]]'],
  [
    'normalize of columns',
    () => core.normalize(doubles('[[3, 4], [-1, 0]]'), { p: 1, dim: 0 }),
    '[[0.75, 1], [-0.25, 0]]',
  ],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test('dtype converts before anything is squared', () => {
  const big = tensor([3e30, 4e30]);
  expect(norm(big).item()).toBe(inf);
  const wide = norm(big, 2, { dtype: 'float64' });
  expect(wide.dtype).toBe('float64');
  expect(wide.item() / 5e30).toBeCloseTo(1, 6);
});

describe('where the norm is 0', () => {
  test.each(orders)('the gradient of order %d is 0, and so is that of a row beside one that is not', (ord) => {
    const x = leaf('[[0, 0], [3, -4]]');
    const rows = gradientOf(core.linalg.vectorNorm(x, ord, { dim: 1 }).mul(ord === 0 ? x.select(1, 0) : 1), x).tolist();
    expect((rows as number[][])[0]!.every((value) => value === 0)).toBe(true);
    expect((rows as number[][])[1]!.every(Number.isFinite)).toBe(true);
  });

  test.each(orders.filter((ord) => ord !== 0))('the second derivatives of order %d are numbers', (ord) => {
    const x = leaf('[[0, 0], [3, -4], [0, 2]]');
    const first = gradientOf(core.linalg.vectorNorm(x, ord, { dim: 1 }), x, undefined, true);
    if (!first.requiresGrad) return;
    for (const value of gradientOf(first, x).toTypedArray()) expect(Number.isFinite(value)).toBe(true);
  });

  test('normalize passes the gradient divided by eps', () => {
    const x = leaf([[0, 0]]);
    expectTensor(gradientOf(core.normalize(x, { eps: 0.5 }), x), [[2, 2]]);
  });
});

test.each<[string, number, Data]>([
  ['the largest size', inf, [0, 0.5, -0.5]],
  ['the smallest size', ninf, [1, 0, 0]],
])('equal elements share the gradient of %s', (_, ord, want) => {
  const x = leaf([1, 3, -3]);
  expectTensor(gradientOf(norm(x, ord), x), want);
});

test('renorm leaves the gradient of slices that are short enough alone', () => {
  const x = leaf('[[3, 4], [0.3, 0.4]]');
  expectTensor(gradientOf(core.renorm(x, 2, 0, 1).select(0, 1), x), '[[0, 0], [1, 1]]');
});

test.each<[string, () => unknown, string]>([
  ['integers', () => norm(integers([1])), 'norm: expected a float tensor, got int32; convert it with float()'],
  [
    'an unknown order',
    () => core.norm(doubles([1]), 'spectral' as 'fro'),
    'norm: the order must be a number, got spectral',
  ],
  ['a dim out of range', () => norm(doubles([1]), 2, { dim: 1 }), 'norm: dim 1 is outside [-1, 0]'],
  [
    'a narrower dtype',
    () => norm(doubles([1]), 2, { dtype: 'float32' }),
    'norm: dtype is float32, which cannot hold float64',
  ],
  [
    'the largest of nothing',
    () => core.linalg.vectorNorm(zeros([2, 0]), inf, { dim: 1 }),
    'linalg.vectorNorm: cannot reduce the empty dimension 1 of [2, 0]',
  ],
  ['dist of what does not broadcast', () => core.dist(zeros([2]), zeros([3])), 'dist: [2] and [3] do not broadcast'],
  ['renorm of a vector', () => core.renorm(zeros([3]), 2, 0, 1), 'renorm: expected at least 2 dimensions, got [3]'],
  [
    'renorm to a negative norm',
    () => core.renorm(zeros([3, 1]), 2, 0, -1),
    'renorm: maxnorm must not be negative, got -1',
  ],
  ['normalize of integers', () => core.normalize(integers([[1]])), 'normalize: expected a float tensor, got int32'],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});

test('an empty dimension without a largest element is a ShapeError', () => {
  expect(() => core.linalg.vectorNorm(zeros([0]), -1)).toThrow(ShapeError);
});

test('the gradient of renorm is that of x for a slice whose norm is NaN', () => {
  const x = leaf([
    [1, Number.NaN],
    [3, 4],
  ]);
  expectTensor(gradientOf(core.renorm(x, 2, 0, 1).select(0, 0), x), '[[1, 1], [0, 0]]');
});
