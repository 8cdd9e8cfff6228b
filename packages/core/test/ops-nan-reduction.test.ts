import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { type DType, type Tensor, tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const nan = Number.NaN;
const x = (): Tensor =>
  doubles([
    [1, nan, 3],
    [nan, nan, nan],
  ]);

test.each<[string, () => Tensor, Data]>([
  ['nansum', () => core.nansum(x(), { dim: 1 }), [4, 0]],
  ['nansum of everything', () => core.nansum(x()), 4],
  ['nanmean', () => core.nanmean(x(), { dim: 1, keepdim: true }), [[2], [nan]]],
  ['nanmean over several dims', () => core.nanmean(x(), { dim: [0, 1] }), 2],
  ['nanmean of nothing', () => core.nanmean(zeros([0])), nan],
  ['countNonzero', () => core.countNonzero(doubles('[[0, 1, -0], [2, 3, 4]]'), { dim: 1 }), [1, 3]],
  ['countNonzero of NaN', () => core.countNonzero(x(), { dim: [] }), 6],
  ['countNonzero of bools', () => core.countNonzero(tensor([true, false, true])), 2],
  ['the variance of varMean', () => core.varMean(doubles([1, 2, 6]))[0], 7],
  ['the mean of varMean', () => core.varMean(doubles([1, 2, 6]), { dim: 0, keepdim: true })[1], [3]],
  ['the std of stdMean', () => core.stdMean(doubles([1, 3]), { correction: 0 })[0], 1],
  ['stdMean of a 0-d tensor', () => core.stdMean(doubles(2), { dim: 0, correction: 0 })[1], 2],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test.each<[string, () => Tensor, DType]>([
  ['nansum of bools', () => core.nansum(tensor([true])), 'int32'],
  ['nansum with dtype', () => core.nansum(integers([1]), { dtype: 'float64' }), 'float64'],
  ['countNonzero', () => core.countNonzero(x()), 'int32'],
])('the dtype of %s', (_, run, dtype) => {
  expect(run().dtype).toBe(dtype);
});

test.each<[string, (x: Tensor) => Tensor, Data]>([
  ['nansum', (input) => core.nansum(input), [1, 0, 1]],
  ['nanmean', (input) => core.nanmean(input), [0.5, 0, 0.5]],
])('the gradient of %s passes NaN by', (_, run, want) => {
  const input = leaf([1, nan, 3]);
  expectTensor(gradientOf(run(input), input), want);
});

test.each<[string, () => unknown, string]>([
  ['nanmean of integers', () => core.nanmean(integers([1])), 'nanmean: expected a float tensor, got int32'],
  ['a dim out of range of nansum', () => core.nansum(x(), { dim: 2 }), 'nansum: dim 2 is outside [-2, 1]'],
  ['a dim given twice', () => core.countNonzero(x(), { dim: [0, -2] }), 'countNonzero: dim 0 appears twice in [0, -2]'],
  ['varMean of integers', () => core.varMean(integers([1])), 'varMean: expected a float tensor, got int32'],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});
