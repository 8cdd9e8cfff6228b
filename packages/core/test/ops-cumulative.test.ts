import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { cumprod, cumsum, type DType, logsumexp, prod, type Tensor, tensor, traceOps, zeros } from '../src/index.ts';
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

const { NEGATIVE_INFINITY: ninf, NaN: nan } = Number;
const x = (): Tensor => doubles('[[1.5, -2, 0.5], [3, 0.25, -1]]');

test.each<[string, () => Tensor, Data]>([
  ['cumsum', () => cumsum(x(), 1), '[[1.5, -0.5, 0], [3, 3.25, 2.25]]'],
  ['cumsum of columns', () => cumsum(x(), -2), '[[1.5, -2, 0.5], [4.5, -1.75, -0.5]]'],
  ['cumsum of a transposed tensor', () => cumsum(x().T, 0), '[[1.5, 3], [-0.5, 3.25], [0, 2.25]]'],
  ['cumprod', () => cumprod(x(), 1), '[[1.5, -3, -1.5], [3, 0.75, -0.75]]'],
  ['logcumsumexp', () => core.logcumsumexp(doubles([0, 0, 0]), 0), [0, Math.log(2), Math.log(3)]],
  ['logcumsumexp of what does not count', () => core.logcumsumexp(doubles([ninf, ninf, 1]), 0), [ninf, ninf, 1]],
  ['cummax', () => core.cummax(doubles([1, 3, 2, 3]), 0).values, [1, 3, 3, 3]],
  ['the indices of cummax', () => core.cummax(doubles([1, 3, 2, 3]), 0).indices, [0, 1, 1, 3]],
  ['cummin', () => core.cummin(x(), 0).values, '[[1.5, -2, 0.5], [1.5, -2, -1]]'],
  ['cummax from a NaN on', () => core.cummax(doubles([1, nan, 3]), 0).values, [1, nan, nan]],
  ['cumsum of a 0-d tensor', () => cumsum(doubles(1.5), 0), 1.5],
  ['cumprod of nothing', () => cumprod(zeros([0, 2]), 0), []],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test.each<[string, () => Tensor, DType]>([
  ['cumsum of bool', () => cumsum(tensor([true, true]), 0), 'int32'],
  ['cumsum of uint8', () => cumsum(integers([1], 'uint8'), 0), 'int32'],
  ['cumprod with dtype', () => cumprod(integers([1, 2]), 0, { dtype: 'float64' }), 'float64'],
  ['cummax of bool', () => core.cummax(tensor([true]), 0).values, 'bool'],
  ['the indices of cummax', () => core.cummax(doubles([1]), 0).indices, 'int32'],
])('the dtype of %s', (_, run, dtype) => {
  expect(run().dtype).toBe(dtype);
});

test('dtype converts before anything is added', () => {
  expectTensor(cumsum(doubles([1.7, 2.7]), 0, { dtype: 'int64' }), [1, 3]);
});

describe('gradients', () => {
  test('that of cumsum adds up from the last element, and saves nothing', () => {
    const input = leaf([1, 2, 3]);
    const hidden = input.mul(1);
    const sums = cumsum(hidden, 0);
    core.noGrad(() => hidden.fill_(7));
    expectTensor(gradientOf(sums, input, doubles([1, 10, 100])), [111, 110, 100]);
  });

  test.each([2, 3, 4, 5, 8, 9, 17])(
    'that of cumprod of %i elements with a zero is what the definition gives',
    (size) => {
      const values = Array.from({ length: size }, (_, i) => (i === 1 ? 0 : 1 + i / 10));
      const input = leaf(values);
      const want = values.map((_, i) => {
        let sum = 0;
        for (let end = i; end < size; end++)
          sum += values.slice(0, end + 1).reduce((p, v, k) => (k === i ? p : p * v), 1);
        return sum;
      });
      const scale = Math.max(...want.map(Math.abs), 1);
      expectTensor(
        gradientOf(cumprod(input, 0), input).div(scale),
        want.map((value) => value / scale),
      );
    },
  );

  test('that of logcumsumexp does not overflow', () => {
    const input = leaf([1000, -1000, 1001]);
    expectTensor(gradientOf(core.logcumsumexp(input, 0), input), [2 + 1 / (1 + Math.E), 0, Math.E / (1 + Math.E)]);
  });

  test('that of logcumsumexp is 0 behind an infinity', () => {
    const input = leaf([Number.POSITIVE_INFINITY, 2, ninf]);
    expectTensor(gradientOf(core.logcumsumexp(input, 0), input), [nan, 0, 0]);
  });

  test('that of cummax and cummin goes to the element whose index is given', () => {
    const input = leaf([1, 3, 2, 3, 0]);
    expectTensor(gradientOf(core.cummax(input, 0).values, input, doubles([1, 2, 4, 8, 16])), [1, 6, 0, 24, 0]);
    expectTensor(gradientOf(core.cummin(input, 0).values, input, doubles([1, 2, 4, 8, 16])), [15, 0, 0, 0, 16]);
  });
});

test.each<[string, () => unknown, string]>([
  ['a dim out of range', () => cumsum(x(), 2), 'cumsum: dim 2 is outside [-2, 1]'],
  ['a dim out of range of cummin', () => core.cummin(x(), -3), 'cummin: dim -3 is outside [-2, 1]'],
  ['an unknown dtype', () => cumprod(x(), 0, { dtype: 'complex' as 'float32' }), 'unknown dtype "complex"'],
  [
    'logcumsumexp of integers',
    () => core.logcumsumexp(integers([1]), 0),
    'logcumsumexp: expected a float tensor, got int32',
  ],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});

test('a cumulative operation is one in a trace', () => {
  const { ops } = traceOps(() => [cumsum(x(), 1), cumprod(x(), 1), core.cummax(x(), 0), core.logcumsumexp(x(), 0)]);
  expect(ops.map(({ name }) => name)).toEqual(['cumsum', 'cumprod', 'cummax', 'logcumsumexp']);
});

test('the last results of a cumulative operation are those of the reduction', () => {
  const input = variedLeaf([2, 7]);
  const last = (y: Tensor): Tensor => y.select(1, 6);
  expectTensor(last(cumsum(input, 1)), input.sum({ dim: 1 }).tolist());
  expectTensor(last(cumprod(input, 1)), prod(input, { dim: 1 }).tolist());
  expectTensor(last(core.logcumsumexp(input, 1)), logsumexp(input, 1).tolist());
  expectTensor(last(core.cummax(input, 1).values), input.amax({ dim: 1 }).tolist());
});
