import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { DTypeError, grad, ShapeError, type Tensor, tensor, traceOps, unbind, zeros } from '../src/index.ts';
import {
  doubles,
  expectTensor,
  gradientOf,
  integers,
  useMovingMemory,
  varied,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

/** The product by its definition, over two-dimensional arrays. */
function product(a: Tensor, b: Tensor): number[][] {
  const [rows, columns] = [a.tolist() as number[][], b.T.tolist() as number[][]];
  return rows.map((row) => columns.map((column) => row.reduce((sum, value, k) => sum + value * column[k]!, 0)));
}

const matrices = (): [Tensor, Tensor] => [varied([3, 4]), varied([4, 2], 1)];

test.each<[string, (a: Tensor, b: Tensor) => Tensor]>([
  ['mm', (a, b) => a.mm(b)],
  ['matmul of transposed operands', (a, b) => a.T.contiguous().T.matmul(b.T.contiguous().T)],
  ['bmm of one', (a, b) => a.unsqueeze(0).bmm(b.unsqueeze(0)).squeeze(0)],
  [
    'mv by columns',
    (a, b) =>
      core.stack(
        unbind(b, 1).map((column) => a.mv(column)),
        { dim: 1 },
      ),
  ],
  [
    'dot by rows and columns',
    (a, b) => core.stack(unbind(a).map((row) => core.stack(unbind(b, 1).map((column) => row.dot(column))))),
  ],
  ['a vector on the left', (a, b) => core.stack(unbind(a).map((row) => row.matmul(b)))],
  ['linear', (a, b) => core.linear(a, b.T)],
  ['linear by rows', (a, b) => core.stack(unbind(a).map((row) => core.linear(row, b.T)))],
  ['linear with a bias', (a, b) => core.linear(a, b.T, doubles([5, 7])).sub(doubles([5, 7]))],
  ['linear with a 0-d bias', (a, b) => core.linear(a, b.T, doubles(5)).sub(5)],
  [
    'linear of a weight that is a vector',
    (a, b) =>
      core.stack(
        unbind(b, 1).map((w) => core.linear(a, w, doubles(1)).sub(1)),
        { dim: 1 },
      ),
  ],
  ['a batch, as one matrix', (a, b) => a.expand([2, 3, 4]).contiguous().matmul(b).select(0, 1)],
  ['a batch that is not contiguous', (a, b) => a.expand([2, 3, 4]).matmul(b).select(0, 1)],
  ['linear of a batch', (a, b) => core.linear(a.expand([2, 3, 4]).contiguous(), b.T).select(0, 1)],
  ['linear of a batch that is not contiguous', (a, b) => core.linear(a.expand([2, 3, 4]), b.T).select(0, 1)],
  [
    'sums of outer products',
    (a, b) => core.stack(unbind(b).map((row, k) => core.outer(a.select(1, k), row))).sum({ dim: 0 }),
  ],
])('%s equals the definition', (_, fn) => {
  const [a, b] = matrices();
  expectTensor(fn(a, b), product(a, b));
});

test.each<[readonly number[], readonly number[], readonly number[]]>([
  [[4], [4], []],
  [[3, 4], [4], [3]],
  [[4], [4, 2], [2]],
  [[4], [5, 4, 2], [5, 2]],
  [[5, 3, 4], [4], [5, 3]],
  [
    [5, 3, 4],
    [4, 2],
    [5, 3, 2],
  ],
  [
    [3, 4],
    [5, 4, 2],
    [5, 3, 2],
  ],
  [
    [5, 1, 3, 4],
    [6, 4, 2],
    [5, 6, 3, 2],
  ],
  [
    [0, 4],
    [4, 2],
    [0, 2],
  ],
  [
    [3, 0],
    [0, 2],
    [3, 2],
  ],
])('matmul of %j by %j is %j', (a, b, want) => {
  const result = varied(a).matmul(varied(b, 1));
  expect(result.shape).toEqual(want);
  expect([...result.toTypedArray()].every(Number.isFinite)).toBe(true);
});

test('a product over nothing is zero', () => {
  expectTensor(core.matmul(zeros([2, 0]), zeros([0, 2])), '[[0, 0], [0, 0]]');
  expectTensor(core.linear(zeros([1, 0]), zeros([2, 0]), tensor([3, 4])), [[3, 4]]);
});

test('integers multiply as integers', () => {
  const result = integers('[[1, 2], [3, 4]]').matmul(integers('[[1, 0], [2, 1]]'));
  expect(result.dtype).toBe('int32');
  expectTensor(result, '[[5, 2], [11, 4]]');
});

test('outer promotes dtypes', () => {
  expect(core.outer(integers([1]), tensor([0.5])).dtype).toBe('float32');
});

describe('linear', () => {
  test('is one operation forward and one backward', () => {
    const [x, weight, bias] = [variedLeaf([2, 3, 4]), variedLeaf([5, 4]), variedLeaf([5])];
    const { result, ops } = traceOps(() => core.linear(x, weight, bias));
    expect(ops.map(({ name }) => name)).toEqual(['linear']);
    const backward = traceOps(() => grad(result, [x, weight, bias], { gradOutputs: [varied([2, 3, 5])] }));
    expect(backward.ops.map(({ name }) => name).filter((name) => name !== 'reshape' && name !== 'view')).toEqual([
      'linearBackward',
    ]);
  });

  test('saves the input only for the gradient of the weight, and the weight only for that of the input', () => {
    const [x, weight] = [varied([2, 4]), variedLeaf([3, 4])];
    const ofWeight = core.linear(x, weight);
    weight.detach().fill_(0);
    expect(gradientOf(ofWeight, weight).shape).toEqual([3, 4]);

    const [input, fixed] = [variedLeaf([2, 4]), varied([3, 4])];
    const ofInput = core.linear(input, fixed);
    input.detach().fill_(0);
    expect(gradientOf(ofInput, input).shape).toEqual([2, 4]);

    const changed = core.linear(x, weight);
    x.fill_(0);
    expect(() => gradientOf(changed, weight)).toThrow('linear: a tensor of shape [2, 4] that it saved');
  });
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'inner sizes',
    () => core.matmul(zeros([2, 3]), zeros([2, 4])),
    ShapeError,
    'matmul: cannot multiply [2, 3] by [2, 4]',
  ],
  ['a vector', () => core.matmul(zeros([2, 3]), zeros([4])), ShapeError, 'matmul: cannot multiply [2, 3] by [4]'],
  [
    'batches',
    () => core.matmul(zeros([5, 2, 3]), zeros([4, 3, 2])),
    ShapeError,
    'matmul: cannot multiply [5, 2, 3] by [4, 3, 2]: [5] and [4] do not broadcast',
  ],
  [
    '0-d',
    () => core.matmul(zeros([]), zeros([2])),
    ShapeError,
    'matmul: cannot multiply [] by [2]: a 0-d tensor is no matrix; use mul',
  ],
  [
    'mm of a vector',
    () => core.mm(zeros([2, 3]), zeros([3])),
    ShapeError,
    'mm: cannot multiply [2, 3] by [3]: expected 2 and 2 dimensions',
  ],
  [
    'bmm of other batches',
    () => core.bmm(zeros([1, 2, 3]), zeros([2, 3, 2])),
    ShapeError,
    'bmm: cannot multiply [1, 2, 3] by [2, 3, 2]: the batches differ in size',
  ],
  ['mv', () => core.mv(zeros([2, 2]), zeros([3])), ShapeError, 'mv: cannot multiply [2, 2] by [3]'],
  [
    'dot of matrices',
    () => core.dot(zeros([2, 2]), zeros([2, 2])),
    ShapeError,
    'dot: cannot multiply [2, 2] by [2, 2]: expected 1 and 1 dimensions',
  ],
  [
    'outer',
    () => core.outer(zeros([2, 2]), zeros([2])),
    ShapeError,
    'outer: cannot multiply [2, 2] by [2]: expected 1 and 1 dimensions',
  ],
  [
    'dtypes',
    () => core.matmul(zeros([2, 3]), zeros([3, 2], { dtype: 'float64' })),
    DTypeError,
    'matmul: expected operands of one dtype, got float32 and float64',
  ],
  [
    'bools',
    () => core.matmul(tensor([[true]]), tensor([[true]])),
    DTypeError,
    'matmul: bool tensors cannot be multiplied as matrices',
  ],
  ['linear', () => core.linear(zeros([2, 8]), zeros([10, 64])), ShapeError, 'linear: last dimension is 8, expected 64'],
  [
    'linear of 0-d',
    () => core.linear(zeros([]), zeros([10, 64])),
    ShapeError,
    'linear: the input is 0-d, expected its last dimension to be 64',
  ],
  [
    'the bias',
    () => core.linear(zeros([2, 3]), zeros([4, 3]), zeros([3])),
    ShapeError,
    'linear: bias has shape [3], expected [4]',
  ],
  [
    'the weight',
    () => core.linear(zeros([2, 3]), zeros([1, 4, 3])),
    ShapeError,
    'linear: weight has shape [1, 4, 3], expected [out, in]',
  ],
  [
    'dtypes of linear',
    () => core.linear(zeros([2, 3]), doubles([[1, 2, 3]])),
    DTypeError,
    'linear: expected operands of one dtype, got float32 and float64',
  ],
])('%s that do not fit are refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
