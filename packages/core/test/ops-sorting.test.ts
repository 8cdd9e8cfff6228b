import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { type Tensor, tensor, traceOps, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const x = (): Tensor => doubles('[[3, 1, 2], [0, -1, 5]]');
const missing = (): Tensor => doubles([nan, 1, inf, nan, 0]);

test.each<[string, () => Tensor, Data]>([
  ['sort', () => x().sort().values, '[[1, 2, 3], [-1, 0, 5]]'],
  ['the indices of sort', () => x().sort().indices, '[[1, 2, 0], [1, 0, 2]]'],
  ['sort of columns, descending', () => x().sort({ dim: 0, descending: true }).values, '[[3, 1, 5], [0, -1, 2]]'],
  ['sort of a transposed tensor', () => x().T.sort({ dim: 0 }).values, '[[1, -1], [2, 0], [3, 5]]'],
  ['sort with NaN', () => missing().sort().values, [0, 1, inf, nan, nan]],
  ['descending sort with NaN', () => missing().sort({ descending: true }).values, [nan, nan, inf, 1, 0]],
  ['argsort', () => x().argsort({ descending: true }), '[[0, 2, 1], [2, 0, 1]]'],
  ['argsort of equal elements', () => tensor([1, 0, 1, 0]).argsort(), [1, 3, 0, 2]],
  ['descending argsort of equal elements', () => tensor([1, 0, 1, 0]).argsort({ descending: true }), [0, 2, 1, 3]],
  ['sort of bools', () => tensor([true, false, true]).sort().values, [false, true, true]],
  ['sort of a 0-d tensor', () => doubles(2).sort({ dim: 0 }).indices, 0],
  ['msort', () => core.msort(x()), '[[0, -1, 2], [3, 1, 5]]'],
  ['topk', () => x().topk(2).values, '[[3, 2], [5, 0]]'],
  ['the indices of the smallest', () => x().topk(1, { dim: 0, largest: false }).indices, '[[1, 1, 0]]'],
  ['topk with NaN', () => missing().topk(3).values, [nan, nan, inf]],
  ['topk of none', () => x().topk(0).values, [[], []]],
  ['kthvalue', () => core.kthvalue(x(), 2).values, [2, 0]],
  ['the indices of kthvalue', () => core.kthvalue(x(), 1, { dim: 0, keepdim: true }).indices, [[1, 1, 0]]],
  ['mode', () => core.mode(integers([3, 1, 3, 1, 0])).values, 1],
  ['the index of mode', () => core.mode(integers([3, 1, 3, 1, 0])).indices, 3],
  ['median', () => x().median(), 1],
  ['median over a dim', () => x().median({ dim: 1 }).values, [2, 0]],
  ['the indices of median', () => x().median({ dim: 0, keepdim: true }).indices, [[1, 1, 0]]],
  ['median with NaN', () => missing().median(), nan],
  ['the index of a median that is NaN', () => missing().median({ dim: 0 }).indices, 0],
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
  ['median of nothing', () => doubles([]).median(), nan],
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
    expectTensor(values().quantile(doubles([0, 0.4, 0.5, 1]), { interpolation }), want);
  });

  test.each<[string, () => Tensor, Data]>([
    ['of all elements', () => x().quantile(0.5), 1.5],
    ['along a dim', () => x().quantile(doubles([0.5, 0.75]), { dim: 1 }), '[[2, 0], [2.5, 2.5]]'],
    ['along a dim that stays', () => x().quantile(0.5, { dim: 0, keepdim: true }), '[[1.5, 0, 3.5]]'],
    ['of all elements with dims that stay', () => x().quantile(doubles([0.5]), { keepdim: true }), [[[1.5]]]],
    [
      'where there is a NaN',
      () =>
        doubles([
          [1, nan],
          [1, 2],
        ]).quantile(0, { dim: 1 }),
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
    expectTensor(gradientOf(input.quantile(q), input), [0.4, 0, 0.6]);
    expectTensor(gradientOf(input.quantile(q), q), [2]);
  });
});

describe('gradients', () => {
  test.each<[string, (input: Tensor) => Tensor, Data]>([
    ['sort puts them back', (input) => input.sort().values.mul(doubles([1, 2, 3, 4])), [3, 1, 4, 2]],
    ['topk passes them to what it takes', (input) => input.topk(2).values.mul(doubles([1, 2])), [2, 0, 1, 0]],
    ['kthvalue picks one', (input) => core.kthvalue(input, 2).values, [0, 0, 0, 1]],
    ['median over a dim picks one', (input) => input.median({ dim: 0 }).values, [0, 0, 0, 1]],
  ])('%s', (_, run, want) => {
    const input = leaf([3, -1, 5, 2]);
    expectTensor(gradientOf(run(input), input), want);
  });

  test('equal elements share that of the median of all, and so do NaN', () => {
    const input = leaf([2, 2, 1, 3, 2]);
    expectTensor(gradientOf(input.median(), input), [1 / 3, 1 / 3, 0, 0, 1 / 3]);
    const unknown = leaf([1, nan, 2, nan]);
    expectTensor(gradientOf(unknown.median(), unknown), [0, 0.5, 0, 0.5]);
    expectTensor(gradientOf(core.nanmedian(unknown), unknown), [1, 0, 0, 0]);
    expectTensor(gradientOf(unknown.max(), unknown), [0, 0.5, 0, 0.5]);
  });
});

test.each<[string, () => unknown, string]>([
  ['a dim out of range', () => x().sort({ dim: 2 }), 'sort: dim 2 is outside [-2, 1]'],
  ['topk of more than there are', () => x().topk(4), 'topk: k is 4, expected at most 3, the size of [2, 3] there'],
  ['a negative k', () => x().topk(-1), 'topk: k is -1'],
  ['the zeroth value', () => core.kthvalue(x(), 0), 'kthvalue: k is 0, expected a whole number from 1 to 3'],
  ['mode of nothing', () => core.mode(zeros([2, 0])), 'mode: cannot reduce the empty dimension 1 of [2, 0]'],
  ['median of nothing along a dim', () => zeros([0]).median({ dim: 0 }), 'median: cannot reduce the empty dimension 0'],
  ['median of no integers', () => integers([]).median(), 'median: [0] of int32 has no median'],
  ['quantile of integers', () => integers([1]).quantile(0.5), 'quantile: expected a float tensor, got int32'],
  ['q of another dtype', () => x().quantile(tensor([0.5])), 'quantile: q is float32, expected float64'],
  [
    'a q of two dimensions',
    () => x().quantile(doubles([[0.5]])),
    'quantile: q must have at most one dimension, got [1, 1]',
  ],
  ['q above 1', () => x().quantile(1.5), 'quantile: q must be in [0, 1], got 1.5'],
  ['quantile of nothing', () => zeros([2, 0]).quantile(0.5), 'quantile: the input [2, 0] has no elements'],
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
  expectTensor(gradientOf(input.median(), input), []);
});

test('indices are int32, and have no gradient', () => {
  const { indices } = leaf([2, 1]).sort();
  expect([indices.dtype, indices.requiresGrad]).toEqual(['int32', false]);
});

test('sorting is one operation in a trace', () => {
  const { ops } = traceOps(() => [x().sort(), x().topk(1), x().median({ dim: 1 }), core.mode(x())]);
  expect(ops.map(({ name }) => name)).toEqual(['sort', 'topk', 'median', 'mode']);
});
