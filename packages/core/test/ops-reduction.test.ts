import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  DTypeError,
  logSoftmax,
  logsumexp,
  prod,
  softmax,
  type Tensor,
  tensor,
  traceOps,
  zeros,
} from '../src/index.ts';
import {
  type Data,
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

const x = (): Tensor => doubles('[[1.5, -2, 0.5], [3, 0.25, -1]]');

describe('values are those of PyTorch', () => {
  test.each<[string, (x: Tensor) => Tensor, Data]>([
    ['sum', (x) => x.sum(), 2.25],
    ['sum over a dim', (x) => x.sum({ dim: 1 }), [0, 2.25]],
    ['sum over several dims', (x) => x.sum({ dim: [1, -2], keepdim: true }), [[2.25]]],
    ['sum over an empty list of dims', (x) => x.sum({ dim: [] }), 2.25],
    ['mean', (x) => x.mean({ dim: 0 }), [2.25, -0.875, -0.25]],
    ['prod', (x) => prod(x, { dim: 1 }), [-1.5, -0.75]],
    ['amax', (x) => x.amax({ dim: 1, keepdim: true }), [[1.5], [3]]],
    ['amin', (x) => x.amin({ dim: 0 }), [1.5, -2, -1]],
    ['max', (x) => x.max(), 3],
    ['values of max over a dim', (x) => x.max({ dim: 0 }).values, [3, 0.25, 0.5]],
    ['indices of min over a dim', (x) => x.min({ dim: 1, keepdim: true }).indices, [[1], [2]]],
    ['argmax', (x) => x.argmax(), 3],
    ['argmax with keepdim alone', (x) => x.argmax({ keepdim: true }), [[3]]],
    ['argmin of a transposed tensor', (x) => x.T.argmin(), 2],
    ['argmin over a dim', (x) => x.argmin({ dim: -1 }), [1, 2]],
    ['aminmax', (x) => core.aminmax(x, { dim: 1 }).min, [-2, -1]],
    ['var', (x) => x.var(), 3.14375],
    ['var over a dim', (x) => core.var(x, { dim: 1 }), [3.25, 4.1875]],
    ['std without correction', (x) => x.std({ dim: 1, correction: 0 }), [1.4719601443879744, 1.6708281379802852]],
    ['logsumexp', (x) => logsumexp(x, 1), [1.8350975955161672, 3.0790362014040995]],
    ['any', (x) => x.any({ dim: 1 }), [true, true]],
    ['all', (x) => x.sub(1.5).all({ dim: 1 }), [false, true]],
    [
      'softmax',
      (x) => softmax(x, 0),
      '[[0.18242552380635632, 0.0953494648991095, 0.8175744761936437], [0.8175744761936437, 0.9046505351008906, 0.18242552380635632]]',
    ],
    [
      'logSoftmax',
      (x) => logSoftmax(x, -1),
      '[[-0.3350975955161672, -3.8350975955161672, -1.3350975955161672], [-0.07903620140409959, -2.8290362014040995, -4.0790362014041]]',
    ],
    [
      'softmin',
      (x) => core.softmin(x, 1),
      '[[0.027149026101416524, 0.8990522695867426, 0.07379870431184085], [0.014036903766165803, 0.21957411840790622, 0.766388977825928]]',
    ],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(x()), want);
  });
});

test.each<[string, (x: Tensor) => Tensor, Data]>([
  ['sum', (x) => x.sum({ dim: 1 }), [0, 0]],
  ['mean', (x) => x.mean(), Number.NaN],
  ['prod', (x) => prod(x, { dim: 1 }), [1, 1]],
  ['var', (x) => x.var(), Number.NaN],
  ['logsumexp', (x) => logsumexp(x, 1), [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['any', (x) => x.any(), false],
  ['all', (x) => x.all({ dim: -1 }), [true, true]],
  ['amax over another dim', (x) => x.amax({ dim: 0 }), []],
])('%s of nothing', (_, fn, want) => {
  expectTensor(fn(doubles([[], []])), want);
});

test.each<[string, (x: Tensor) => Tensor]>([
  ['sum', (x) => x.sum({ dim: 0, keepdim: true })],
  ['mean', (x) => x.mean({ dim: -1 })],
  ['prod', (x) => prod(x, { dim: 0 })],
  ['amax', (x) => x.amax({ dim: [0] })],
  ['max', (x) => x.max({ dim: -1 }).values],
  ['logsumexp', (x) => logsumexp(x, 0)],
])('%s of a 0-d tensor takes dim 0 and -1, and passes the gradient on', (_, fn) => {
  const scalar = leaf(1.5);
  expectTensor(fn(scalar), 1.5);
  expectTensor(gradientOf(fn(scalar), scalar), 1);
});

test.each<[string, (x: Tensor) => Tensor, core.DType]>([
  ['sum of int32', () => integers([1, 2]).sum(), 'int32'],
  ['sum of bool', () => tensor([true, true]).sum(), 'int32'],
  ['sum of uint8', () => integers([200, 100], 'uint8').sum(), 'int32'],
  ['prod of bool', () => prod(tensor([true, false])), 'int32'],
  ['sum with dtype', () => integers([1, 2]).sum({ dtype: 'float64' }), 'float64'],
  ['mean with dtype', () => integers([1, 2]).mean({ dtype: 'float32' }), 'float32'],
  ['amax of bool', () => tensor([true, false]).amax(), 'bool'],
  ['argmax', (x) => x.argmax(), 'int32'],
  ['any of float', (x) => x.any(), 'bool'],
  ['any of uint8', () => integers([1], 'uint8').any(), 'uint8'],
  ['logsumexp of int32', () => logsumexp(integers([1, 2]), 0), 'float32'],
  ['softmax with dtype', () => core.softmax(integers([1, 2]), 0, { dtype: 'float64' }), 'float64'],
])('the dtype of %s', (_, fn, dtype) => {
  expect(fn(x()).dtype).toBe(dtype);
});

test('sums of integers count beyond what the input dtype holds', () => {
  expectTensor(integers([200, 100], 'uint8').sum(), 300);
  expectTensor(doubles([1.7, 2.7]).sum({ dtype: 'int64' }), 3);
});

test.each<[string, () => unknown, string]>([
  ['a dim out of range', () => x().sum({ dim: 2 }), 'sum: dim 2 is outside [-2, 1]'],
  ['a dim given twice', () => x().mean({ dim: [0, -2] }), 'mean: dim 0 appears twice in [0, -2]'],
  ['mean of integers', () => integers([1]).mean(), 'mean: expected a float tensor, got int32; convert it with float()'],
  ['mean to integers', () => x().mean({ dtype: 'int64' }), 'mean: dtype is int32, expected float32 or float64'],
  ['var of integers', () => integers([1]).var(), 'var: expected a float tensor, got int32; convert it with float()'],
  [
    'softmax of integers',
    () => softmax(integers([1]), 0),
    'softmax: expected a float tensor, got int32; convert it with float()',
  ],
  [
    'amax of nothing',
    () => core.amax(zeros([2, 0, 3]), { dim: 1 }),
    'amax: cannot reduce the empty dimension 1 of [2, 0, 3]',
  ],
  ['amin of all of nothing', () => core.amin(zeros([2, 0])), 'amin: cannot reduce the empty dimension 1 of [2, 0]'],
  [
    'max over an empty dim',
    () => core.max(zeros([2, 0]), { dim: -1 }),
    'max: cannot reduce the empty dimension 1 of [2, 0]',
  ],
  ['argmax of nothing', () => core.argmax(zeros([0])), 'argmax: cannot reduce the empty dimension 0 of [0]'],
])('%s is refused', (_, fn, message) => {
  expect(fn).toThrow(message);
});

test('the error of a mean of integers is a DTypeError', () => {
  expect(() => integers([1]).mean()).toThrow(DTypeError);
});

test('a reduction is one operation in a trace', () => {
  const { ops } = traceOps(() => [x().mean({ dim: 1 }), x().var(), x().max({ dim: 0 })]);
  expect(ops.map(({ name }) => name)).toEqual(['mean', 'var', 'max']);
});

test('a sum saves nothing, so that its input may change before backward', () => {
  const input = variedLeaf([2, 3]);
  const hidden = input.mul(1);
  const total = hidden.sum();
  core.noGrad(() => hidden.fill_(7));
  expectTensor(gradientOf(total, input), '[[1, 1, 1], [1, 1, 1]]');
});
