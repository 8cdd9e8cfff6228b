import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { type DType, indexSelect, movedim, type Tensor, tensor, zeros } from '../src/index.ts';
import { sizeOf } from '../src/shape.ts';
import { positionsOf } from './kernel-operands.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const nan = Number.NaN;
const sequence = (): Tensor => doubles([1, 3, 3, 5]);
const x = (): Tensor => doubles('[[0, 2, 0], [3, 0, 4]]');

test.each<[string, () => Tensor, Data]>([
  ['searchsorted', () => core.searchsorted(sequence(), doubles([0, 3, 6, nan])), [0, 1, 4, 4]],
  ['searchsorted on the right', () => core.searchsorted(sequence(), doubles([1, 3]), { right: true }), [1, 3]],
  ['searchsorted by side', () => core.searchsorted(sequence(), doubles([1, 3]), { side: 'right' }), [1, 3]],
  ['searchsorted of rows', () => core.searchsorted(doubles('[[1, 2], [5, 6]]'), doubles('[[2], [5.5]]')), [[1], [1]]],
  ['searchsorted of a number', () => core.searchsorted(sequence(), 2), 1],
  [
    'searchsorted with a sorter',
    () => core.searchsorted(doubles([5, 1, 3]), doubles([2, 4]), { sorter: integers([1, 2, 0]) }),
    [1, 2],
  ],
  ['searchsorted in nothing', () => core.searchsorted(zeros([0]), doubles([1])), [0]],
  ['bucketize', () => core.bucketize(doubles('[[0, 3], [4, 9]]'), sequence()), '[[0, 1], [3, 4]]'],
  ['bucketize of a number', () => core.bucketize(3, sequence(), { right: true }), 3],
  ['nonzero', () => core.nonzero(x()), '[[0, 1], [1, 0], [1, 2]]'],
  ['nonzero of a transposed tensor', () => core.nonzero(x().T), '[[0, 1], [1, 0], [2, 1]]'],
  ['argwhere', () => core.argwhere(tensor([true, false, true])), [[0], [2]]],
  ['isin', () => core.isin(doubles([1, 2, nan]), doubles([2, nan, 5])), [false, true, false]],
  ['isin of different dtypes', () => core.isin(integers([1, 2]), doubles([1.5, 2])), [false, true]],
  ['isin inverted', () => core.isin(doubles([[1, 2]]), 2, { invert: true }), [[true, false]]],
  ['isin of a number', () => core.isin(2, integers([1, 2])), true],
  ['isin nothing', () => core.isin(doubles([1]), zeros([0])), [false]],
  ['bincount', () => core.bincount(integers([2, 0, 2])), [1, 0, 2]],
  ['bincount of at least', () => core.bincount(integers([1]), { minlength: 3 }), [0, 1, 0]],
  ['bincount of weights', () => core.bincount(integers([1, 1]), { weights: doubles([0.5, 2]) }), [0, 2.5]],
  ['bincount of nothing', () => core.bincount(integers([]), { minlength: 2 }), [0, 0]],
  ['histc', () => core.histc(doubles([1, 2, 2, 3, nan, 10]), 4, { max: 4 }), [0, 1, 2, 1]],
  ['histc over the range of the elements', () => core.histc(doubles([1, 2, 2, 3]), 3), [1, 2, 1]],
  ['histc of equal elements', () => core.histc(doubles([2, 2]), 3), [0, 2, 0]],
  ['histc of nothing', () => core.histc(doubles([]), 2), [0, 0]],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test('nonzero as a tuple has a vector for each dimension, and one for a 0-d tensor', () => {
  const lists = (result: Tensor[]): unknown[] => result.map((index) => index.tolist());
  expect(lists(core.nonzero(x(), { asTuple: true }))).toEqual([
    [0, 1, 1],
    [1, 0, 2],
  ]);
  expect(lists(core.nonzero(doubles(3), { asTuple: true }))).toEqual([[0]]);
  expect(core.nonzero(doubles(3)).shape).toEqual([1, 0]);
});

test('nonzero finds what is not 0 in tensors of any shape, dtype and layout', () => {
  const drawn = fc.record({
    shape: fc.array(fc.constantFrom(0, 1, 2, 3, 7), { maxLength: 4 }),
    dtype: fc.constantFrom<DType>('float32', 'float64', 'int32', 'uint8', 'bool'),
    seed: fc.nat(5),
  });
  fc.assert(
    fc.property(drawn, ({ shape, dtype, seed }) => {
      const values = Array.from({ length: sizeOf(shape) }, (_, i) => [0, 1, 0.5, nan, -0, 3][(i * i + seed) % 6]!);
      const integer = dtype === 'int32' || dtype === 'uint8';
      const made = doubles(values.map((value) => (integer ? Math.ceil(value) || 0 : value))).to(dtype);
      const x = shape.length === 0 ? made.reshape([]) : movedim(made.reshape(shape), 0, -1);
      const elements = x.toTypedArray();
      const want = Array.from(positionsOf(x.shape)).filter((_, i) => elements[i] !== 0);
      expect(core.nonzero(x).tolist()).toEqual(want);
    }),
  );
});

describe('unique', () => {
  test('of elements says where each is among the results, of equal zeros the first, and a place to each NaN', () => {
    const [values, inverse, counts] = core.unique(doubles([3, nan, 0, -1, -0, nan, 3, 0]), {
      returnInverse: true,
      returnCounts: true,
    });
    expect(values.tolist()).toEqual([-1, 0, 3, nan, nan]);
    expect(inverse.tolist()).toEqual([2, 3, 1, 0, 1, 4, 2, 1]);
    expect(counts.tolist()).toEqual([1, 3, 2, 1, 1]);
    expect(core.unique(doubles([-0, 0])).tolist()).toEqual([-0]);
  });

  const lists = (result: readonly Tensor[]): unknown[] => result.map((part) => part.tolist());
  const rows = (): Tensor => integers('[[1, 2], [0, 5], [1, 2], [1, 0]]');

  test.each<[string, () => Tensor, Data]>([
    ['sorts', () => core.unique(doubles('[[3, 1], [1, 2]]')), [1, 2, 3]],
    ['counts each NaN', () => core.unique(doubles([nan, 1, nan])), [1, nan, nan]],
    ['of rows', () => core.unique(rows(), { dim: 0 }), '[[0, 5], [1, 0], [1, 2]]'],
    ['of columns', () => core.unique(integers('[[1, 1, 0], [2, 2, 5]]'), { dim: -1 }), '[[0, 1], [5, 2]]'],
    ['of neighbours', () => core.uniqueConsecutive(integers([1, 1, 2, 2, 1])), [1, 2, 1]],
    ['of neighbouring rows', () => core.uniqueConsecutive(rows(), { dim: 0 }), rows().tolist()],
    ['of no elements', () => core.unique(zeros([0, 2])), []],
    ['of no rows', () => core.unique(zeros([0, 2]), { dim: 0 }), []],
  ])('%s', (_, run, want) => {
    expectTensor(run(), want);
  });

  test('gives inverse and counts when asked', () => {
    expect(lists(core.unique(integers('[[3, 1], [3, 2]]'), { returnInverse: true, returnCounts: true }))).toEqual([
      [1, 2, 3],
      [
        [2, 0],
        [2, 1],
      ],
      [1, 1, 2],
    ]);
    expect(lists(core.unique(rows(), { dim: 0, returnInverse: true }))[1]).toEqual([2, 0, 2, 1]);
    expect(lists(core.uniqueConsecutive(integers([1, 1, 2]), { returnCounts: true }))).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test('inverse puts the results back', () => {
    const data = integers([5, 3, 5, 7, 3, 3]);
    const [values, inverse] = core.unique(data, { returnInverse: true });
    expectTensor(indexSelect(values, 0, inverse), data.tolist());
  });
});

test.each<[string, () => Tensor, DType]>([
  ['searchsorted', () => core.searchsorted(sequence(), doubles([1])), 'int32'],
  ['nonzero', () => core.nonzero(x()), 'int32'],
  ['unique', () => core.unique(tensor([true])), 'bool'],
  ['bincount of float32 weights', () => core.bincount(integers([0]), { weights: tensor([1]) }), 'float32'],
  ['bincount of integer weights', () => core.bincount(integers([0]), { weights: integers([1]) }), 'float64'],
  ['histc', () => core.histc(tensor([1])), 'float32'],
])('the dtype of %s', (_, run, dtype) => {
  expect(run().dtype).toBe(dtype);
});

test('the weights of bincount have a gradient', () => {
  const weights = leaf([1, 2, 3]);
  expectTensor(gradientOf(core.bincount(integers([1, 0, 1]), { weights }), weights, doubles([5, 7])), [7, 5, 7]);
});

test('equal compares shapes and elements', () => {
  expect(core.equal(doubles([1, 2]), integers([1, 2]))).toBe(true);
  expect(core.equal(doubles([1, 2]), doubles([1, 3]))).toBe(false);
  expect(core.equal(doubles([1, 1]), doubles([1]))).toBe(false);
  expect(core.equal(doubles([nan]), doubles([nan]))).toBe(false);
});

test.each<[string, () => unknown, string]>([
  [
    'a sequence without dimensions',
    () => core.searchsorted(doubles(1), doubles([1])),
    'at least one dimension, got []',
  ],
  [
    'rows that do not fit',
    () => core.searchsorted(zeros([2, 3]), zeros([3, 2])),
    'searchsorted: the sorted sequences are [2, 3], the values [3, 2]',
  ],
  [
    'an unknown side',
    () => core.searchsorted(x(), x(), { side: 'top' as 'left' }),
    'side must be left or right, got top',
  ],
  ['two sides', () => core.searchsorted(x(), x(), { side: 'left', right: true }), 'side is left, but right is true'],
  [
    'a sorter that does not fit',
    () => core.searchsorted(sequence(), 1, { sorter: integers([0]) }),
    'the sorter is [1], expected [4]',
  ],
  [
    'two-dimensional boundaries',
    () => core.bucketize(1, x()),
    'bucketize: the boundaries must have one dimension, got [2, 3]',
  ],
  [
    'slices without elements',
    () => core.unique(zeros([2, 0]), { dim: 0 }),
    'unique: the slices of [2, 0] have no elements',
  ],
  ['slices of a 0-d tensor', () => core.unique(doubles(1), { dim: 0 }), 'unique: a 0-d tensor has no slices'],
  ['isin of numbers', () => core.isin(1, 1), 'isin: one of elements and testElements must be a tensor'],
  ['bincount of floats', () => core.bincount(doubles([1])), 'bincount: the index is float64, expected int32'],
  ['bincount of a matrix', () => core.bincount(integers([[1]])), 'bincount: expected a vector, got [1, 1]'],
  ['bincount of negative numbers', () => core.bincount(integers([1, -2])), 'must not be negative, got -2'],
  [
    'fewer weights',
    () => core.bincount(integers([1, 1]), { weights: doubles([1]) }),
    'the weights are [1], expected [2]',
  ],
  [
    'a negative minlength',
    () => core.bincount(integers([1]), { minlength: -1 }),
    'minlength must be a whole number ≥ 0',
  ],
  ['histc of integers', () => core.histc(integers([1])), 'histc: expected a float tensor, got int32'],
  ['no bins', () => core.histc(doubles([1]), 0), 'histc: bins must be a whole number ≥ 1, got 0'],
  [
    'a range that runs backwards',
    () => core.histc(doubles([1]), 2, { min: 2, max: 1 }),
    'histc: the range from 2 to 1 is empty',
  ],
  ['an infinite range', () => core.histc(doubles([1, Number.POSITIVE_INFINITY])), 'is not finite'],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});
