import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  chunk,
  type Differentiable,
  gather,
  gradcheck,
  gradgradcheck,
  indexSelect,
  logSoftmax,
  logsumexp,
  prod,
  scatter,
  scatterAdd,
  softmax,
  split,
  type Tensor,
  unbind,
} from '../src/index.ts';
import { integers, leaf, useMovingMemory, varied, variedLeaf } from './structured-tensors.ts';

useMovingMemory();

const { var: variance } = core;
const index = integers('[[2, 0], [1, 1]]');
const rows = integers([2, 0, 2]);

const cases: readonly (readonly [string, Differentiable, () => Tensor[]])[] = [
  ['sum', (x) => x!.sum({ dim: 1 }), () => [variedLeaf([2, 3])]],
  ['sum of all, kept', (x) => x!.sum({ keepdim: true }), () => [variedLeaf([2, 3])]],
  ['mean', (x) => x!.mean({ dim: [0, 2] }), () => [variedLeaf([2, 3, 2])]],
  ['prod', (x) => prod(x!, { dim: 1 }), () => [variedLeaf([2, 5])]],
  ['prod of all', (x) => prod(x!), () => [variedLeaf([2, 3])]],
  ['prod over several dims', (x) => core.prod(x!, { dim: [2, 0], keepdim: true }), () => [variedLeaf([2, 2, 3])]],
  ['prod with one zero', (x) => prod(x!, { dim: 0 }), () => [leaf('[[2, 0], [0, 3], [4, 5]]')]],
  ['prod with two zeros', (x) => prod(x!), () => [leaf([1.5, 0, 2, 0])]],
  ['amax', (x) => x!.amax({ dim: 1 }), () => [variedLeaf([2, 4])]],
  ['amin', (x) => x!.amin(), () => [variedLeaf([2, 3])]],
  ['max over a dim', (x) => x!.max({ dim: 0 }).values, () => [variedLeaf([3, 2])]],
  ['min over a dim, kept', (x) => x!.min({ dim: -1, keepdim: true }).values, () => [variedLeaf([3, 2])]],
  ['var', (x) => variance(x!, { dim: 1 }), () => [variedLeaf([2, 4])]],
  ['var of all, without correction', (x) => variance(x!, { correction: 0 }), () => [variedLeaf([2, 3])]],
  ['std', (x) => x!.std({ dim: 0, keepdim: true }), () => [variedLeaf([3, 2])]],
  ['softmax', (x) => softmax(x!, 0), () => [variedLeaf([3, 2])]],
  ['softmax of a softmax', (x) => softmax(softmax(x!, -1), -1), () => [variedLeaf([2, 3])]],
  ['logSoftmax', (x) => logSoftmax(x!, -1), () => [variedLeaf([2, 3])]],
  ['softmin', (x) => core.softmin(x!, 0), () => [variedLeaf([3])]],
  ['logsumexp', (x) => logsumexp(x!, [0, 2]), () => [variedLeaf([2, 2, 3])]],
  ['view', (x) => x!.view([3, 2]).square(), () => [variedLeaf([2, 3])]],
  ['reshape with a copy', (x) => x!.mT.reshape([-1]).square(), () => [variedLeaf([2, 3])]],
  ['permute', (x) => x!.permute([2, 0, 1]).square(), () => [variedLeaf([2, 3, 2])]],
  ['transpose', (x) => x!.transpose(0, 2).square(), () => [variedLeaf([2, 1, 3])]],
  ['expand', (x) => x!.expand([4, 2, -1]).square(), () => [variedLeaf([2, 1])]],
  ['squeeze and unsqueeze', (x) => x!.squeeze(1).unsqueeze(0).square(), () => [variedLeaf([2, 1, 3])]],
  ['flatten', (x) => x!.flatten(1).square(), () => [variedLeaf([2, 2, 2])]],
  ['narrow', (x) => x!.narrow(1, 1, 2).square(), () => [variedLeaf([2, 4])]],
  ['narrow of a narrow', (x) => x!.narrow(0, 1, 2).narrow(1, -1, 1).square(), () => [variedLeaf([3, 2])]],
  ['select', (x) => x!.select(0, -1).square(), () => [variedLeaf([3, 2])]],
  ['split', (x) => split(x!, 2, 1).map((part, i) => part.pow(i + 2)), () => [variedLeaf([2, 5])]],
  ['one part of a chunk', (x) => chunk(x!, 3)[1]!.square(), () => [variedLeaf([5, 2])]],
  ['unbind', (x) => unbind(x!, 1).map((slice, i) => slice.pow(i + 1)), () => [variedLeaf([2, 3])]],
  ['clone', (x) => x!.mT.clone().square(), () => [variedLeaf([2, 3])]],
  ['cat', (x, y) => core.cat([x!, y!, x!], { dim: 1 }).square(), () => [variedLeaf([2, 1]), variedLeaf([2, 3], 1)]],
  [
    'stack',
    (x, y) => core.stack([x!, y!, x!], { dim: -1 }).square(),
    () => [variedLeaf([2, 2]), variedLeaf([2, 2], 1)],
  ],
  ['gather', (x) => gather(x!, 0, index).square(), () => [variedLeaf([3, 2])]],
  ['scatter', (x, y) => scatter(x!, 0, index, y!).square(), () => [variedLeaf([3, 2]), variedLeaf([2, 3], 1)]],
  ['scatter of a number', (x) => scatter(x!, 1, index, 3).square(), () => [variedLeaf([2, 3])]],
  ['scatterAdd', (x, y) => scatterAdd(x!, 0, index, y!).square(), () => [variedLeaf([3, 2]), variedLeaf([2, 2], 1)]],
  ['takeAlongDim', (x) => core.takeAlongDim(x!, index, 1).square(), () => [variedLeaf([1, 3])]],
  ['indexSelect', (x) => indexSelect(x!, 1, rows).square(), () => [variedLeaf([2, 3])]],
  [
    'indexAdd',
    (x, y) => core.indexAdd(x!, 0, rows, y!, { alpha: 3 }).square(),
    () => [variedLeaf([3, 2]), variedLeaf([3, 2], 1)],
  ],
  ['matmul', (x, y) => x!.matmul(y!), () => [variedLeaf([2, 3]), variedLeaf([3, 2], 1)]],
  ['matmul of a matrix and a vector', (x, y) => x!.matmul(y!), () => [variedLeaf([2, 3]), variedLeaf([3], 1)]],
  ['matmul of a vector and a matrix', (x, y) => x!.matmul(y!), () => [variedLeaf([3]), variedLeaf([3, 2], 1)]],
  ['matmul of vectors', (x, y) => x!.matmul(y!), () => [variedLeaf([3]), variedLeaf([3], 1)]],
  ['matmul of a vector and a batch', (x, y) => x!.matmul(y!), () => [variedLeaf([2]), variedLeaf([2, 2, 3], 1)]],
  ['matmul of a batch and a vector', (x, y) => x!.matmul(y!), () => [variedLeaf([2, 2, 3]), variedLeaf([3], 1)]],
  ['matmul of a batch and a matrix', (x, y) => x!.matmul(y!), () => [variedLeaf([2, 2, 3]), variedLeaf([3, 2], 1)]],
  ['matmul of a matrix and a batch', (x, y) => x!.matmul(y!), () => [variedLeaf([2, 3]), variedLeaf([2, 3, 2], 1)]],
  [
    'matmul of batches that broadcast',
    (x, y) => x!.matmul(y!),
    () => [variedLeaf([2, 1, 1, 2]), variedLeaf([2, 2, 1], 1)],
  ],
  ['matmul with itself', (x) => x!.matmul(x!), () => [variedLeaf([2, 2])]],
  ['bmm', (x, y) => core.bmm(x!, y!), () => [variedLeaf([2, 1, 2]), variedLeaf([2, 2, 2], 1)]],
  ['outer', (x, y) => core.outer(x!, y!), () => [variedLeaf([2]), variedLeaf([3], 1)]],
  [
    'linear',
    (x, w, b) => core.linear(x!, w!, b!),
    () => [variedLeaf([2, 3]), variedLeaf([2, 3], 1), variedLeaf([2], 2)],
  ],
  ['linear of a batch', (x, w) => core.linear(x!, w!), () => [variedLeaf([2, 2, 3]), variedLeaf([2, 3], 1)]],
  [
    'linear of a vector',
    (x, w, b) => core.linear(x!, w!, b!),
    () => [variedLeaf([3]), variedLeaf([2, 3], 1), variedLeaf([], 2)],
  ],
  ['linear of a transposed input', (x, w) => core.linear(x!.mT, w!), () => [variedLeaf([3, 2]), variedLeaf([2, 3], 1)]],
  ['linear with a weight that stays', (x) => core.linear(x!, varied([2, 3])), () => [variedLeaf([2, 3])]],
  ['cast', (x) => x!.to('float64').mul(2), () => [variedLeaf([3])]],
];

describe('first and second derivatives agree with finite differences', () => {
  test.each(cases)('%s', (_, fn, inputs) => {
    expect(gradcheck(fn, inputs())).toBe(true);
    expect(gradgradcheck(fn, inputs())).toBe(true);
  });
});

test('the gradient of a float32 cast to float64 is float32', () => {
  const x = core.tensor([1, 2], { requiresGrad: true });
  x.double().square().sum().backward();
  expect(x.grad!.dtype).toBe('float32');
  expect(x.grad!.tolist()).toEqual([2, 4]);
});
