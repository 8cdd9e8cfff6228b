import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, DTypeError, IndexError, linalg, ShapeError, type Tensor, tensor, zeros } from '../src/index.ts';
import {
  type Data,
  doubles,
  expectTensor,
  gradientOf,
  integers,
  useMovingMemory,
  varied,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

const { NaN: nan } = Number;
const [a, b] = [(): Tensor => doubles('[[1, 2], [3, 4]]'), (): Tensor => doubles('[[0, 1], [1, 1]]')];
const batches = (): [Tensor, Tensor] => [varied([3, 2, 4]), varied([3, 4, 5], 1)];

test.each<[string, () => Tensor, Data]>([
  ['addmm', () => core.addmm(doubles([10, 20]), a(), b()), '[[12, 23], [14, 27]]'],
  ['addmm weighted', () => core.addmm(doubles([10, 20]), a(), b(), { beta: 0.5, alpha: 2 }), '[[9, 16], [13, 24]]'],
  ['addmm without its input', () => core.addmm(doubles([nan, 20]), a(), b(), { beta: 0 }), '[[2, 3], [4, 7]]'],
  ['addmv', () => core.addmv(doubles([1, 2]), a(), doubles([1, -1])), [0, 1]],
  ['addr', () => core.addr(doubles(1), doubles([1, 2]), doubles([3, 4]), { alpha: 2 }), '[[7, 9], [13, 17]]'],
  [
    'addbmm',
    () => core.addbmm(zeros([]).double(), ...batches()).sub(core.bmm(...batches()).sum({ dim: 0 })),
    zeros([2, 5]).tolist(),
  ],
  ['baddbmm', () => core.baddbmm(doubles(1), ...batches()).sub(core.bmm(...batches())), core.ones([3, 2, 5]).tolist()],
  ['vdot', () => core.vdot(doubles([1, 2]), doubles([3, 4])), 11],
  ['inner of matrices', () => core.inner(a(), b()), '[[2, 3], [4, 7]]'],
  ['inner with a number', () => core.inner(a(), tensor(2, { dtype: 'float64' })), '[[2, 4], [6, 8]]'],
  ['tensordot of everything', () => core.tensordot(a(), b()), 9],
  ['tensordot of no dims', () => core.tensordot(doubles([1, 2]), doubles([3, 4]), { dims: 0 }), '[[3, 4], [6, 8]]'],
  ['tensordot of one dim', () => core.tensordot(a(), b(), { dims: 1 }), '[[2, 3], [4, 7]]'],
  ['tensordot of pairs', () => core.tensordot(a(), b(), { dims: [[0], [-1]] }), '[[3, 4], [4, 6]]'],
  [
    'tensordot with a size of 1',
    () => core.tensordot(a(), doubles([[10, 20]]), { dims: [[0], [0]] }),
    '[[40, 80], [60, 120]]',
  ],
  ['kron', () => core.kron(a(), doubles([1, -1])), '[[1, -1, 2, -2], [3, -3, 4, -4]]'],
  ['cross', () => core.cross(doubles([1, 2, 3]), doubles([4, 5, 6])), [-3, 6, -3]],
  ['cross of columns', () => core.cross(doubles('[[1], [2], [3]]'), doubles('[[4], [5], [6]]')), '[[-3], [6], [-3]]'],
  [
    'linalg.cross of rows',
    () => linalg.cross(doubles('[[1, 0, 0], [0, 1, 0], [0, 0, 1]]'), doubles([[1, 2, 3]])),
    '[[0, -3, 2], [3, 0, -1], [-2, 1, 0]]',
  ],
  ['multiDot', () => linalg.multiDot([a(), b(), a()]), '[[11, 16], [25, 36]]'],
  ['multiDot of vectors', () => linalg.multiDot([doubles([1, 2]), a(), doubles([1, -1])]), -3],
  ['vecdot', () => linalg.vecdot(a(), b()), [2, 7]],
  ['vecdot of columns', () => linalg.vecdot(a(), doubles([[1, -1]]), { dim: 0 }), [4, -6]],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test.each<[string, () => Tensor, string, Data]>([
  [
    'addmm cuts its weights to',
    () => core.addmm(integers([[3]]), integers([[2]]), integers([[5]]), { beta: 1.9, alpha: -2.9 }),
    'int32',
    [[-17]],
  ],
  ['addr promotes to', () => core.addr(integers([[3]]), integers([2]), tensor([0.5])), 'float32', [[4]]],
  ['kron promotes to', () => core.kron(integers([3]), tensor([0.5, 2])), 'float32', [1.5, 6]],
  ['multiDot keeps', () => linalg.multiDot([integers([[1, 2]]), integers([[3], [4]])]), 'int32', [[11]]],
])('%s %s', (_, run, dtype, want) => {
  const result = run();
  expect(result.dtype).toBe(dtype);
  expectTensor(result, want);
});

test('an input that does not count has a gradient of zeros', () => {
  const input = variedLeaf([2, 2]);
  expectTensor(gradientOf(core.addmm(input, a(), b(), { beta: 0 }), input), '[[0, 0], [0, 0]]');
});

test('multiDot multiplies in the cheapest order', () => {
  const { ops } = core.traceOps(() => linalg.multiDot([varied([10, 100]), varied([100, 5]), varied([5, 50])]));
  const products = ops.filter(({ name }) => name === 'matmul');
  expect(products.map(({ outputs }) => outputs[0]!.shape)).toEqual([
    [10, 5],
    [10, 50],
  ]);
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'addmm: shapes',
    () => core.addmm(zeros([2, 2]), zeros([2, 3]), zeros([2, 2])),
    ShapeError,
    'addmm: cannot multiply [2, 3] by [2, 2]',
  ],
  [
    'addmm: the input',
    () => core.addmm(zeros([3, 2]), zeros([2, 3]), zeros([3, 2])),
    ShapeError,
    "addmm: the input has shape [3, 2], which does not broadcast to the product's [2, 2]",
  ],
  [
    'addmm: ranks',
    () => core.addmm(zeros([2]), zeros([3]), zeros([3, 2])),
    ShapeError,
    'addmm: cannot multiply [3] by [3, 2]: expected 2 and 2 dimensions',
  ],
  [
    'addmm: dtypes',
    () => core.addmm(integers([2]), zeros([1, 3]), zeros([3, 1])),
    DTypeError,
    'addmm: expected operands of one dtype, got int32 and float32',
  ],
  [
    'baddbmm: batches',
    () => core.baddbmm(zeros([]), zeros([1, 2, 3]), zeros([2, 3, 2])),
    ShapeError,
    'baddbmm: cannot multiply [1, 2, 3] by [2, 3, 2]: the batches differ in size',
  ],
  [
    'addbmm: the input',
    () => core.addbmm(zeros([1, 2, 2]), zeros([2, 2, 3]), zeros([2, 3, 2])),
    ShapeError,
    'addbmm: the input has shape [1, 2, 2]',
  ],
  [
    'addr: weights',
    () => core.addr(integers([[1]]), integers([1]), integers([1]), { alpha: 0.5 }),
    DTypeError,
    'addr: beta 1 and alpha 0.5 must be whole numbers',
  ],
  [
    'inner',
    () => core.inner(zeros([2, 3]), zeros([2, 4])),
    ShapeError,
    'inner: cannot multiply [2, 3] by [2, 4]: the last dimensions differ',
  ],
  [
    'tensordot: sizes',
    () => core.tensordot(zeros([2, 3]), zeros([4, 3]), { dims: 1 }),
    ShapeError,
    'tensordot: cannot multiply [2, 3] by [4, 3]: dimension 1 has size 3, 0 size 4',
  ],
  [
    'tensordot: a count',
    () => core.tensordot(zeros([2]), zeros([2, 2])),
    ArgumentError,
    'tensordot: cannot pair 2 dimensions of [2] and [2, 2]; expected at most 1',
  ],
  [
    'tensordot: lists',
    () => core.tensordot(zeros([2]), zeros([2, 2]), { dims: [[0], [0, 1]] }),
    ArgumentError,
    'tensordot: [0] and [0, 1] pair 1 dimensions with 2',
  ],
  [
    'tensordot: a dim twice',
    () =>
      core.tensordot(zeros([2]), zeros([2, 2]), {
        dims: [
          [0, 0],
          [0, 1],
        ],
      }),
    ArgumentError,
    'tensordot: dim 0 appears twice',
  ],
  [
    'tensordot: a dim',
    () => core.tensordot(zeros([2]), zeros([2, 2]), { dims: [[1], [0]] }),
    IndexError,
    'tensordot: dim 1 is outside [-1, 0]',
  ],
  [
    'cross: no 3',
    () => core.cross(zeros([2]), zeros([2])),
    ShapeError,
    'cross: [2] and [2] have no dimension of size 3',
  ],
  [
    'cross: ranks',
    () => core.cross(zeros([3]), zeros([1, 3])),
    ShapeError,
    'cross: [3] and [1, 3] differ in their number of dimensions',
  ],
  [
    'linalg.cross: sizes',
    () => linalg.cross(zeros([3, 2]), zeros([3, 2])),
    ShapeError,
    'linalg.cross: [3, 2] and [3, 2] must both have size 3 at dimension 1',
  ],
  [
    'linalg.cross: dtypes',
    () => linalg.cross(zeros([3]), doubles([1, 2, 3])),
    DTypeError,
    'linalg.cross: expected operands of one dtype',
  ],
  [
    'multiDot: one',
    () => linalg.multiDot([zeros([2, 2])]),
    ArgumentError,
    'linalg.multiDot: expected at least 2 tensors, got 1',
  ],
  [
    'multiDot: ranks',
    () => linalg.multiDot([zeros([2]), zeros([2]), zeros([2])]),
    ShapeError,
    'linalg.multiDot: input 1 has shape [2], expected a matrix',
  ],
  [
    'multiDot: sizes',
    () => linalg.multiDot([zeros([2, 3]), zeros([2, 3])]),
    ShapeError,
    'linalg.multiDot: cannot multiply [2, 3] by [2, 3]',
  ],
  [
    'vecdot: lengths',
    () => linalg.vecdot(zeros([3]), zeros([1])),
    ShapeError,
    'linalg.vecdot: [3] and [1] differ in length',
  ],
  [
    'vecdot: integers',
    () => linalg.vecdot(integers([3]), integers([1])),
    DTypeError,
    'linalg.vecdot: expected a float tensor, got int32',
  ],
])('%s that do not fit are refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
