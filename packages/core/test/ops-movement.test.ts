import { describe, expect, test } from 'vitest';
import type { Tensor } from '../src/index.ts';
import * as core from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, useMovingMemory, variedLeaf } from './structured-tensors.ts';

useMovingMemory();

const counted = (...shape: number[]): Tensor =>
  core.arange(shape.reduce((product, size) => product * size, 1)).reshape(shape) as Tensor;

test.each<[string, (x: Tensor) => Tensor, readonly number[], readonly number[]]>([
  ['view', (x) => x.view([3, -1]), [3, 8], [8, 1]],
  ['view as a single number of dimensions', (x) => x.view([-1, 1, 2]), [12, 1, 2], [2, 2, 1]],
  ['view of a transposed tensor that splits a dim', (x) => x.mT.view([2, 2, 2, 3]), [2, 2, 2, 3], [12, 2, 1, 4]],
  ['view that joins dims lying evenly', (x) => x.narrow(2, 0, 2).view([6, 2]), [6, 2], [4, 1]],
  ['view of nothing', (x) => x.narrow(1, 1, 0).view([4, 0, 7]), [4, 0, 7], [7, 7, 1]],
  ['flatten', (x) => x.flatten(1), [2, 12], [12, 1]],
  ['unflatten', (x) => core.unflatten(x, -1, [-1, 2]), [2, 3, 2, 2], [12, 4, 2, 1]],
  ['permute', (x) => x.permute([2, 0, -2]), [4, 2, 3], [1, 12, 4]],
  ['transpose', (x) => x.transpose(0, -1), [4, 3, 2], [1, 4, 12]],
  ['mT', (x) => x.mT, [2, 4, 3], [12, 1, 4]],
  ['T', (x) => x.T, [4, 3, 2], [1, 4, 12]],
  ['movedim', (x) => core.movedim(x, 0, -1), [3, 4, 2], [4, 1, 12]],
  ['movedim of several', (x) => core.movedim(x, [2, 0], [0, 1]), [4, 2, 3], [1, 12, 4]],
  ['unsqueeze', (x) => x.unsqueeze(-1), [2, 3, 4, 1], [12, 4, 1, 1]],
  ['unsqueeze in front', (x) => x.unsqueeze(0), [1, 2, 3, 4], [24, 12, 4, 1]],
  ['squeeze', (x) => x.narrow(0, 1, 1).squeeze(), [3, 4], [4, 1]],
  ['squeeze of a dim of another size', (x) => x.squeeze(1), [2, 3, 4], [12, 4, 1]],
  ['squeeze of several', (x) => core.squeeze(x.view([1, 24, 1]), [0, -1]), [24], [1]],
  ['expand', (x) => x.narrow(1, 0, 1).expand([5, -1, 3, 4]), [5, 2, 3, 4], [0, 12, 0, 1]],
  ['broadcastTo', (x) => core.broadcastTo(x, [1, 2, 3, 4]), [1, 2, 3, 4], [0, 12, 4, 1]],
  ['narrow', (x) => x.narrow(1, -2, 2), [2, 2, 4], [12, 4, 1]],
  ['select', (x) => x.select(1, -1), [2, 4], [12, 1]],
])('%s shares the storage', (_, fn, shape, strides) => {
  const x = counted(2, 3, 4);
  const result = fn(x);
  expect(result.storage).toBe(x.storage);
  expect(result.shape).toEqual(shape);
  expect(result.strides).toEqual(strides);
});

describe('elements are those of PyTorch', () => {
  test.each<[string, (x: Tensor) => Tensor, Data]>([
    ['permute', (x) => x.permute([1, 0]), '[[0, 3], [1, 4], [2, 5]]'],
    ['reshape of a transposed tensor', (x) => x.mT.reshape([2, 3]), '[[0, 3, 1], [4, 2, 5]]'],
    ['expand', (x) => x.narrow(0, 1, 1).expand([2, 3]), '[[3, 4, 5], [3, 4, 5]]'],
    ['narrow', (x) => x.narrow(-1, 1, 2), '[[1, 2], [4, 5]]'],
    ['select', (x) => x.select(1, 2), [2, 5]],
    ['contiguous', (x) => x.mT.contiguous(), '[[0, 3], [1, 4], [2, 5]]'],
    ['cat', (x) => core.cat([x, x.narrow(1, 0, 1)], { dim: -1 }), '[[0, 1, 2, 0], [3, 4, 5, 3]]'],
    ['stack', (x) => core.stack([x.select(0, 1), x.select(0, 0)], { dim: 1 }), '[[3, 0], [4, 1], [5, 2]]'],
    ['stack of a transposed tensor', (x) => core.stack([x.mT], { dim: -1 }), '[[[0], [3]], [[1], [4]], [[2], [5]]]'],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(counted(2, 3)), want);
  });
});

describe('reshape', () => {
  test('copies only when strides ask for it', () => {
    const x = counted(2, 3);
    expect(x.reshape([6]).storage).toBe(x.storage);
    expect(x.mT.reshape([6]).storage).not.toBe(x.storage);
  });

  test('keeps its own copy of the shape', () => {
    const shape = [3, 2];
    const result = counted(2, 3).reshape(shape);
    shape[0] = 99;
    expect(result.shape).toEqual([3, 2]);
  });

  test('takes a single element to and from a 0-d tensor', () => {
    expectTensor(doubles(4).reshape([1, 1]), [[4]]);
    expectTensor(doubles([[4]]).reshape([]), 4);
    expect(doubles(4).flatten().shape).toEqual([1]);
  });
});

test('contiguous gives back what lies in order, clone never', () => {
  const x = counted(2, 3);
  expect(x.contiguous()).toBe(x);
  expect(x.clone().storage).not.toBe(x.storage);
  expect(x.mT.clone().isContiguous()).toBe(true);
});

test('a narrow or a select needs no elements of its input for the gradient', () => {
  const x = variedLeaf([3, 2]);
  const hidden = x.mul(1);
  const row = hidden.select(0, 1);
  core.noGrad(() => hidden.fill_(0));
  expectTensor(gradientOf(row, x), '[[0, 0], [1, 1], [0, 0]]');
});
