import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { argsort, median, quantile, sort, type Tensor, tensor, topk, traceOps, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const x = (): Tensor => doubles('[[3, 1, 2], [0, -1, 5]]');
const missing = (): Tensor => doubles([nan, 1, inf, nan, 0]);

test.each<[string, () => Tensor, Data]>([
  ['sort', () => sort(x()).values, '[[1, 2, 3], [-1, 0, 5]]'],
  ['the indices of sort', () => sort(x()).indices, '[[1, 2, 0], [1, 0, 2]]'],
  ['sort of columns, descending', () => sort(x(), { dim: 0, descending: true }).values, '[[3, 1, 5], [0, -1, 2]]'],
  ['sort of a transposed tensor', () => sort(x().T, { dim: 0 }).values, '[[1, -1], [2, 0], [3, 5]]'],
  ['sort with NaN', () => sort(missing()).values, [0, 1, inf, nan, nan]],
  ['descending sort with NaN', () => sort(missing(), { descending: true }).values, [nan, nan, inf, 1, 0]],
  ['argsort', () => argsort(x(), { descending: true }), '[[0, 2, 1], [2, 0, 1]]'],
  ['argsort of equal elements', () => argsort(tensor([1, 0, 1, 0])), [1, 3, 0, 2]],
  ['descending argsort of equal elements', () => argsort(tensor([1, 0, 1, 0]), { descending: true }), [0, 2, 1, 3]],
  ['sort of bools', () => sort(tensor([true, false, true])).values, [false, true, true]],
  ['sort of a 0-d tensor', () => sort(doubles(2), { dim: 0 }).indices, 0],
  ['msort', () => core.msort(x()), '[[0, -1, 2], [3, 1, 5]]'],
  ['topk', () => topk(x(), 2).values, '[[3, 2], [5, 0]]'],
  ['the indices of the smallest', () => topk(x(), 1, { dim: 0, largest: false }).indices, '[[1, 1, 0]]'],
  ['topk with NaN', () => topk(missing(), 3).values, [nan, nan, inf]],
  ['topk of none', () => topk(x(), 0).values, [[], []]],
  ['kthvalue', () => core.kthvalue(x(), 2).values, [2, 0]],
  ['the indices of kthvalue', () => core.kthvalue(x(), 1, { dim: 0, keepdim: true }).indices, [[1, 1, 0]]],
  ['mode', () => core.mode(integers([3, 1, 3, 1, 0])).values, 1],
  ['the index of mode', () => core.mode(integers([3, 1, 3, 1, 0])).indices, 3],
  ['median', () => median(x()), 1],
  ['median over a dim', () => median(x(), { dim: 1 }).values, [2, 0]],
  ['the indices of median', () => median(x(), { dim: 0, keepdim: true }).indices, [[1, 1, 0]]],
  ['median with NaN', () => median(missing()), nan],
  ['the index of a median that is NaN', () => median(missing(), { dim: 0 }).indices, 0],
  ['nanmedian', () => core.nanmedian(missing()), 1],
  [
    'nanmedian over a dim',
    () =>
      core.nanmedian(
        doubles([
          [nan, 2],
          [nan, nan],
        ]),
        { dim: 1 },
      ).values,
    [2, nan],
  ],
  ['median of nothing', () => median(doubles([])), nan],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

describe('quantile', () => {
  const values = (): Tensor => doubles([0, 1, 4, 9]);
  test.each<[core.QuantileInterpolation, Data]>([
    ['linear', [0, 1.6, 2.5, 9]],
    ['lower', [0, 1, 1, 9]],
    ['higher', [0, 4, 4, 9]],
    ['midpoint', [0, 2.5, 2.5, 9]],
    ['nearest', [0, 1, 4, 9]],
  ])('%s between elements', (interpolation, want) => {
    expectTensor(quantile(values(), doubles([0, 0.4, 0.5, 1]), { interpolation }), want);
  });

  test.each<[string, () => Tensor, Data]>([
    ['of all elements', () => quantile(x(), 0.5), 1.5],
    ['along a dim', () => quantile(x(), doubles([0.5, 0.75]), { dim: 1 }), '[[2, 0], [2.5, 2.5]]'],
    ['along a dim that stays', () => quantile(x(), 0.5, { dim: 0, keepdim: true }), '[[1.5, 0, 3.5]]'],
    ['of all elements with dims that stay', () => quantile(x(), doubles([0.5]), { keepdim: true }), [[[1.5]]]],
    [
      'where there is a NaN',
      () =>
        quantile(
          doubles([
            [1, nan],
            [1, 2],
          ]),
          0,
          { dim: 1 },
        ),
      [nan, 1],
    ],
    [
      'of what is not NaN',
      () =>
        core.nanquantile(
          doubles([
            [1, nan, 3],
            [nan, nan, nan],
          ]),
          0.5,
          { dim: 1 },
        ),
      [2, nan],
    ],
  ])('%s', (_, run, want) => {
    expectTensor(run(), want);
  });

  test('passes gradients to the elements around it, and to q', () => {
    const input = leaf([1, 5, 2]);
    const q = leaf([0.3]);
    expectTensor(gradientOf(quantile(input, q), input), [0.4, 0, 0.6]);
    expectTensor(gradientOf(quantile(input, q), q), [2]);
  });
});

describe('gradients', () => {
  test.each<[string, (input: Tensor) => Tensor, Data]>([
    ['sort puts them back', (input) => sort(input).values.mul(doubles([1, 2, 3, 4])), [3, 1, 4, 2]],
    ['topk passes them to what it takes', (input) => topk(input, 2).values.mul(doubles([1, 2])), [2, 0, 1, 0]],
    ['kthvalue picks one', (input) => core.kthvalue(input, 2).values, [0, 0, 0, 1]],
    ['median over a dim picks one', (input) => median(input, { dim: 0 }).values, [0, 0, 0, 1]],
  ])('%s', (_, run, want) => {
    const input = leaf([3, -1, 5, 2]);
    expectTensor(gradientOf(run(input), input), want);
  });

  test('equal elements share that of the median of all, and so do NaN', () => {
    const input = leaf([2, 2, 1, 3, 2]);
    expectTensor(gradientOf(median(input), input), [1 / 3, 1 / 3, 0, 0, 1 / 3]);
    const unknown = leaf([1, nan, 2, nan]);
    expectTensor(gradientOf(median(unknown), unknown), [0, 0.5, 0, 0.5]);
    expectTensor(gradientOf(core.nanmedian(unknown), unknown), [1, 0, 0, 0]);
    expectTensor(gradientOf(unknown.max(), unknown), [0, 0.5, 0, 0.5]);
  });
});

test.each<[string, () => unknown, string]>([
  ['a dim out of range', () => sort(x(), { dim: 2 }), 'sort: dim 2 is outside [-2, 1]'],
  ['topk of more than there are', () => topk(x(), 4), 'topk: k is 4, expected at most 3, the size of [2, 3] there'],
  ['a negative k', () => topk(x(), -1), 'topk: k is -1'],
  ['the zeroth value', () => core.kthvalue(x(), 0), 'kthvalue: k is 0, expected a whole number from 1 to 3'],
  ['mode of nothing', () => core.mode(zeros([2, 0])), 'mode: cannot reduce the empty dimension 1 of [2, 0]'],
  [
    'median of nothing along a dim',
    () => median(zeros([0]), { dim: 0 }),
    'median: cannot reduce the empty dimension 0',
  ],
  ['median of no integers', () => median(integers([])), 'median: [0] of int32 has no median'],
  ['quantile of integers', () => quantile(integers([1]), 0.5), 'quantile: expected a float tensor, got int32'],
  ['q of another dtype', () => quantile(x(), tensor([0.5])), 'quantile: q is float32, expected float64'],
  [
    'a q of two dimensions',
    () => quantile(x(), doubles([[0.5]])),
    'quantile: q must have at most one dimension, got [1, 1]',
  ],
  ['q above 1', () => quantile(x(), 1.5), 'quantile: q must be in [0, 1], got 1.5'],
  ['quantile of nothing', () => quantile(zeros([2, 0]), 0.5), 'quantile: the input [2, 0] has no elements'],
  [
    'an unknown interpolation',
    () => core.nanquantile(x(), 0.5, { interpolation: 'cubic' as 'linear' }),
    'nanquantile: interpolation must be linear, lower, higher, midpoint or nearest, got cubic',
  ],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});

test('the median of nothing is a result of its input', () => {
  const input = leaf([]);
  expectTensor(gradientOf(median(input), input), []);
});

test('indices are int32, and have no gradient', () => {
  const { indices } = sort(leaf([2, 1]));
  expect([indices.dtype, indices.requiresGrad]).toEqual(['int32', false]);
});

test('sorting is one operation in a trace', () => {
  const { ops } = traceOps(() => [sort(x()), topk(x(), 1), median(x(), { dim: 1 }), core.mode(x())]);
  expect(ops.map(({ name }) => name)).toEqual(['sort', 'topk', 'median', 'mode']);
});
