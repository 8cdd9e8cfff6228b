import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  ArgumentError,
  type AvgPoolOptions,
  DTypeError,
  IndexError,
  type MaxPoolOptions,
  ShapeError,
  zeros,
} from '../src/index.ts';
import { doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory, varied } from './structured-tensors.ts';

useMovingMemory();

const row = doubles('[[1, 5, 2, 5, 0]]');

describe('maxPool', () => {
  test.each<[string, MaxPoolOptions, number[], number[]]>([
    ['windows lie side by side', {}, [5, 5], [1, 3]],
    ['a last window may reach beyond the end', { ceilMode: true }, [5, 5, 0], [1, 3, 4]],
    ['of equal elements the first is taken', { stride: 1, dilation: 2 }, [2, 5, 2], [2, 1, 2]],
    ['padding never is the maximum', { stride: 4, padding: 1 }, [1, 5], [0, 3]],
  ])('%s', (_, options, values, indices) => {
    const pooled = core.maxPool1d(row, 2, { ...options, returnIndices: true });
    expect(pooled.map((x) => x.tolist())).toEqual([[values], [indices]]);
    expect(core.maxPool1d(row, [2], { ...options, returnIndices: false }).tolist()).toEqual([values]);
  });

  test('a window of the last kind that would start behind the end is none', () => {
    expect(core.maxPool1d(row, 1, { stride: 5, ceilMode: true }).tolist()).toEqual([[1]]);
    expect(core.maxPool1d(row, 1, { stride: 3, ceilMode: true }).tolist()).toEqual([[1, 5]]);
  });

  test('a NaN is the maximum, of several the last', () => {
    const x = doubles('[[1, 0, 2, 0, 3]]').div(doubles('[[1, 0, 1, 0, 1]]'));
    const [values, indices] = core.maxPool1d(x, 5, { returnIndices: true });
    expect([values.tolist(), indices.tolist()]).toEqual([[[Number.NaN]], [[3]]]);
  });

  test('of −∞ alone, the first place is the index', () => {
    const x = doubles('[[0, 0, 0]]').log();
    const [values, indices] = core.maxPool1d(x, 3, { stride: 1, padding: 1, returnIndices: true });
    expect(values.tolist()).toEqual([Array(3).fill(Number.NEGATIVE_INFINITY)]);
    expect(indices.tolist()).toEqual([[0, 0, 1]]);
  });

  test('indices count the plane row by row', () => {
    const x = doubles('[[[0, 9, 1], [2, 3, 8]]]');
    const [values, indices] = core.maxPool2d(x, [2, 2], { stride: 1, returnIndices: true });
    expect([values.tolist(), indices.tolist()]).toEqual([[[[9, 9]]], [[[1, 1]]]]);
    expect(core.maxPool2d(x, [1, 3], { returnIndices: true })[1].tolist()).toEqual([[[1], [5]]]);
  });

  test('the gradient goes to the first maximum, as often as it was taken', () => {
    const x = leaf('[[1, 5, 2, 5, 0]]');
    expectTensor(gradientOf(core.maxPool1d(x, 3, { stride: 1 }), x), '[[0, 2, 0, 1, 0]]');
  });

  test('integers have maxima too', () => {
    const y = core.maxPool1d(integers('[[-3, -5, 7, 2]]'), 2);
    expect([y.dtype, y.tolist()]).toEqual(['int32', [[-3, 7]]]);
  });

  test('an empty batch stays one', () => {
    expect(core.maxPool2d(zeros([0, 2, 4, 4]), 2).shape).toEqual([0, 2, 2, 2]);
  });
});

describe('maxUnpool', () => {
  test('puts the maxima back where they were', () => {
    const x = varied([2, 3, 6, 5]);
    const [values, indices] = core.maxPool2d(x, 2, { returnIndices: true });
    const back = core.maxUnpool2d(values, indices, 2, { outputSize: x.shape });
    expect(back.shape).toEqual(x.shape);
    expectTensor(back.sum(), values.sum().item());
    expectTensor(back.mul(x.sub(back)).abs().sum(), 0);
  });

  test('without outputSize it is the smallest', () => {
    expectTensor(core.maxUnpool1d(doubles('[[7, 8]]'), integers('[[2, 0]]'), 3, { padding: 1 }), '[[8, 0, 7, 0]]');
  });
});

describe('avgPool', () => {
  test.each<[string, AvgPoolOptions, number[]]>([
    ['divides by the size of the window', {}, [3, 3.5]],
    ['counts the padding', { padding: 1, stride: 4 }, [0.5, 2.5]],
    ['or not', { padding: 1, stride: 4, countIncludePad: false }, [1, 2.5]],
    ['but never what lies beyond it', { ceilMode: true }, [3, 3.5, 0]],
    ['or divides by a given number', { divisorOverride: -1 }, [-6, -7]],
  ])('%s', (_, options, want) => {
    expect(core.avgPool1d(row, 2, options).tolist()).toEqual([want]);
  });

  test('divides integers towards zero', () => {
    const y = core.avgPool1d(integers('[[-3, -4, 3, 4]]'), 2);
    expect([y.dtype, y.tolist()]).toEqual(['int32', [[-3, 3]]]);
  });

  test('is the mean where one window covers all', () => {
    const x = varied([2, 3, 4, 5]);
    expectTensor(core.avgPool2d(x, [4, 5]), x.mean({ dim: [2, 3], keepdim: true }).tolist() as never);
  });

  test('over several dimensions is that over one after the other', () => {
    const x = varied([2, 4, 6]);
    const columns = core.movedim(core.avgPool1d(core.movedim(core.avgPool1d(x, 3), 1, 2), 2), 1, 2);
    expectTensor(core.avgPool2d(x, [2, 3]), columns.tolist() as never);
  });
});

describe('adaptive pooling', () => {
  test.each<[number, number[], number[]]>([
    [1, [2.6], [5]],
    [2, [8 / 3, 7 / 3], [5, 5]],
    [3, [3, 4, 2.5], [5, 5, 5]],
    [5, [1, 5, 2, 5, 0], [1, 5, 2, 5, 0]],
    [7, [1, 3, 3.5, 2, 3.5, 2.5, 0], [1, 5, 5, 2, 5, 5, 0]],
    [0, [], []],
  ])('divides five elements evenly into %i', (size, averages, maxima) => {
    expectTensor(core.adaptiveAvgPool1d(row, size), [averages]);
    expectTensor(core.adaptiveMaxPool1d(row, [size]), [maxima]);
  });

  test('null keeps a size', () => {
    expect(core.adaptiveAvgPool2d(zeros([3, 4, 5]), [null, 2]).shape).toEqual([3, 4, 2]);
    expect(core.adaptiveMaxPool3d(zeros([1, 3, 4, 5, 6]), [2, undefined, 1]).shape).toEqual([1, 3, 2, 5, 1]);
  });

  test('no results give a gradient of zeros', () => {
    const x = leaf('[[1, 2]]');
    expectTensor(gradientOf(core.adaptiveAvgPool1d(x, 0), x), '[[0, 0]]');
  });
});

describe('lpPool', () => {
  test('is the root of a sum of powers', () => {
    expectTensor(core.lpPool1d(doubles('[[3, 4, 5, 12]]'), 2, 2), '[[5, 13]]');
    expectTensor(core.lpPool2d(doubles('[[[1, 2], [3, 4]]]'), 1, 2), '[[[10]]]');
  });

  test('a window cut off counts as if its average went on', () => {
    expectTensor(core.lpPool1d(doubles('[[3, 4, 5]]'), 2, 2, { ceilMode: true }), [[5, Math.sqrt(50)]]);
  });

  test('negative sums of odd powers have no root', () => {
    expect(core.lpPool1d(doubles('[[-1, -2, 3, 4]]'), 3, 2).tolist()).toEqual([
      [Number.NaN, expect.closeTo(91 ** (1 / 3))],
    ]);
  });
});

const image = zeros([1, 2, 5, 5]);

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'another number of dimensions',
    () => core.maxPool1d(zeros([3]), 1),
    ShapeError,
    'maxPool1d: the input is [3], expected [N, C, L] or, without a batch, [C, L]',
  ],
  [
    'an input without elements',
    () => core.maxPool2d(zeros([2, 1, 10, 0]), 1),
    ShapeError,
    'maxPool2d: dimension 3 of the input [2, 1, 10, 0] is empty',
  ],
  [
    'no channels',
    () => core.avgPool2d(zeros([2, 0, 4, 4]), 2),
    ShapeError,
    'avgPool2d: dimension 1 of the input [2, 0, 4, 4] is empty',
  ],
  [
    'a window larger than the input',
    () => core.maxPool2d(image, 6),
    ShapeError,
    'maxPool2d: of [1, 2, 5, 5] nothing would be left: [0, 0]',
  ],
  [
    'a padding above half the window',
    () => core.maxPool2d(image, [3, 2], { padding: [1, 2] }),
    ArgumentError,
    'maxPool2d: padding is 2, expected at most half the kernelSize 2',
  ],
  [
    'a negative padding',
    () => core.avgPool3d(zeros([1, 4, 4, 4]), 2, { padding: -1 }),
    ArgumentError,
    'avgPool3d: padding is -1, expected whole numbers ≥ 0',
  ],
  [
    'a kernel of 0',
    () => core.maxPool1d(row, 0),
    ArgumentError,
    'maxPool1d: kernelSize is 0, expected whole numbers ≥ 1',
  ],
  [
    'a stride of 0',
    () => core.avgPool1d(row, 2, { stride: 0 }),
    ArgumentError,
    'avgPool1d: stride is 0, expected whole numbers ≥ 1',
  ],
  [
    'a dilation of 0',
    () => core.maxPool1d(row, 2, { dilation: 0 }),
    ArgumentError,
    'maxPool1d: dilation is 0, expected whole numbers ≥ 1',
  ],
  [
    'another number of sizes',
    () => core.maxPool1d(row, [2, 2]),
    ArgumentError,
    'maxPool1d: kernelSize is [2, 2], expected one number',
  ],
  [
    'a divisor of 0',
    () => core.avgPool2d(image, 2, { divisorOverride: 0 }),
    ArgumentError,
    'avgPool2d: divisorOverride is 0',
  ],
  ['bools', () => core.maxPool2d(image.bool(), 2), DTypeError, 'maxPool2d: bool tensors have no maxima; convert them'],
  [
    'adaptive averages of integers',
    () => core.adaptiveAvgPool2d(image.int(), 2),
    DTypeError,
    'adaptiveAvgPool2d: expected a float tensor, got int32; convert it with float()',
  ],
  [
    'negative adaptive sizes',
    () => core.adaptiveMaxPool2d(image, [2, -1]),
    ArgumentError,
    'adaptiveMaxPool2d: outputSize is [2, -1], expected 2 whole numbers ≥ 0',
  ],
  ['a norm of 0', () => core.lpPool1d(row, 0, 2), ArgumentError, 'lpPool1d: normType is 0'],
  [
    'indices of another shape',
    () => core.maxUnpool1d(row, integers('[[0]]'), 2),
    ShapeError,
    'maxUnpool1d: the indices are [1, 1], expected [1, 5]',
  ],
  [
    'indices out of range',
    () => core.maxUnpool1d(doubles('[[1]]'), integers('[[2]]'), 2),
    IndexError,
    'maxUnpool1d: index 2 at position [0, 0] is outside [0, 2)',
  ],
  [
    'sizes that cannot have been pooled',
    () => core.maxUnpool1d(doubles('[[1]]'), integers('[[1]]'), 2, { outputSize: [4] }),
    ArgumentError,
    'maxUnpool1d: outputSize is [4], expected sizes less than the stride [2] away from [2]',
  ],
])('%s: refused', (_, run, kind, message) => {
  expect(run).toThrow(new kind(message));
});
