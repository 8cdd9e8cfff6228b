import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { gradcheck, type Tensor, tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const x = (): Tensor => doubles('[[0, 1, 2], [2, 1, 0]]');

test.each<[string, () => Tensor, Data]>([
  ['cov', () => core.cov(x()), '[[1, -1], [-1, 1]]'],
  ['cov of a population', () => core.cov(x(), { correction: 0 }).mul(3), '[[2, -2], [-2, 2]]'],
  ['cov of a vector', () => core.cov(doubles([1, 3])), 2],
  ['cov of integers', () => core.cov(integers('[[0, 1, 2], [2, 1, 0]]')), '[[1, -1], [-1, 1]]'],
  ['cov of repeated observations', () => core.cov(doubles([0, 3]), { fweights: integers([2, 1]) }), 3],
  [
    'cov of weighed observations',
    () => core.cov(doubles([0, 2, 1]), { fweights: integers([1, 2, 3]), aweights: doubles([0.1, 0.2, 0.3]) }),
    0.38125,
  ],
  ['cov of a single observation', () => core.cov(doubles([3])), Number.NaN],
  ['corrcoef', () => core.corrcoef(x()), '[[1, -1], [-1, 1]]'],
  ['corrcoef of a vector', () => core.corrcoef(doubles([1, 3])), 1],
  ['corrcoef of a single observation', () => core.corrcoef(doubles(1)), Number.NaN],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test('fweights count as repetitions', () => {
  const repeated = doubles('[[1, 1, 2, 4, 4, 4], [0, 0, 3, 1, 1, 1]]');
  const once = doubles('[[1, 2, 4], [0, 3, 1]]');
  expectTensor(core.cov(once, { fweights: integers([2, 1, 3]) }), core.cov(repeated).tolist());
});

test('the weights have gradients', () => {
  const weights = leaf([0.5, 1, 2]);
  expect(gradcheck((aweights) => core.cov(x(), { aweights: aweights! }), [weights])).toBe(true);
});

test.each<[string, () => unknown, string]>([
  ['three dimensions', () => core.cov(zeros([1, 1, 1])), 'cov: expected at most 2 dimensions, got [1, 1, 1]'],
  ['bools', () => core.corrcoef(tensor([true])), 'corrcoef: bool tensors have no covariance; convert them'],
  ['fewer weights', () => core.cov(x(), { fweights: integers([1]) }), 'cov: fweights is [1], expected [3]'],
  [
    'float fweights',
    () => core.cov(x(), { fweights: doubles([1, 1, 1]) }),
    'cov: fweights is float64, expected integers',
  ],
  [
    'integer aweights',
    () => core.cov(x(), { aweights: integers([1, 1, 1]) }),
    'cov: aweights is int32, expected floats',
  ],
  ['negative weights', () => core.cov(x(), { aweights: doubles([1, -1, 1]) }), 'cov: aweights must not be negative'],
  ['weights of nothing', () => core.cov(x(), { fweights: integers([0, 0, 0]) }), 'cov: the weights sum to zero'],
])('%s are refused', (_, run, message) => {
  expect(run).toThrow(message);
});
