import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { type Tensor, tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const y = (): Tensor => doubles('[[1, 4, 9], [0, 2, 2]]');

test.each<[string, () => Tensor, Data]>([
  ['diff', () => core.diff(y()), '[[3, 5], [2, 0]]'],
  ['diff of columns', () => core.diff(y(), { dim: 0 }), '[[-1, -2, -7]]'],
  ['the second differences', () => core.diff(y(), { n: 2 }), '[[2], [-2]]'],
  ['no differences', () => core.diff(y(), { n: 0, append: y() }), '[[1, 4, 9], [0, 2, 2]]'],
  ['more differences than elements', () => core.diff(y(), { n: 5 }), [[], []]],
  [
    'diff with ends',
    () => core.diff(doubles([1, 4]), { prepend: doubles([0]), append: doubles([5, 7]) }),
    [1, 3, 1, 2],
  ],
  ['diff of bools', () => core.diff(tensor([true, false, false])), [true, false]],
  ['trapezoid', () => core.trapezoid(y()), [9, 3]],
  ['trapezoid of columns', () => core.trapezoid(y(), undefined, { dx: 4, dim: 0 }), [2, 12, 22]],
  ['trapezoid at places', () => core.trapezoid(y(), doubles([0, 1, 3])), [15.5, 5]],
  ['trapezoid at places for each row', () => core.trapezoid(y(), doubles('[[0, 1, 3], [0, 2, 2]]')), [15.5, 2]],
  ['trapezoid of a single sample', () => core.trapezoid(doubles([3])), 0],
  ['trapezoid of no samples', () => core.trapezoid(zeros([2, 0])), [0, 0]],
  ['trapezoid of integers', () => core.trapezoid(integers([1, 2])), 1.5],
  ['trapz', () => core.trapz(y(), doubles([0, 1, 3])), [15.5, 5]],
  ['cumulativeTrapezoid', () => core.cumulativeTrapezoid(y()), '[[2.5, 9], [1, 3]]'],
  ['cumulativeTrapezoid at places', () => core.cumulativeTrapezoid(y(), doubles([0, 1, 3])), '[[2.5, 15.5], [1, 5]]'],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test('the integral has a gradient with respect to samples and places', () => {
  const [samples, places] = [leaf([1, 4, 9]), leaf([0, 1, 3])];
  expectTensor(gradientOf(core.trapezoid(samples, places), samples), [0.5, 1.5, 1]);
  expectTensor(gradientOf(core.trapezoid(samples, places), places), [-2.5, -4, 6.5]);
});

test('the last of the integrals is that over everything', () => {
  expectTensor(core.cumulativeTrapezoid(y()).select(1, -1), core.trapezoid(y()).tolist());
});

test.each<[string, () => unknown, string]>([
  ['diff of a 0-d tensor', () => core.diff(doubles(1)), 'diff: expected at least one dimension, got []'],
  ['a negative n', () => core.diff(y(), { n: -1 }), 'diff: n must be a whole number ≥ 0, got -1'],
  ['a dim out of range', () => core.diff(y(), { dim: 2 }), 'diff: dim 2 is outside [-2, 1]'],
  [
    'an end that does not fit',
    () => core.diff(y(), { append: zeros([3, 1]) }),
    'diff: [3, 1] does not fit [2, 3] in all dimensions but 1',
  ],
  ['the integral of bools', () => core.trapezoid(tensor([true])), 'trapezoid: bool tensors have no integral'],
  [
    'fewer places than samples',
    () => core.trapezoid(y(), doubles([0, 1])),
    'trapezoid: 2 places for the 3 samples of [2, 3]',
  ],
  [
    'the integral of a 0-d tensor',
    () => core.cumulativeTrapezoid(doubles(1)),
    'cumulativeTrapezoid: expected at least one',
  ],
])('%s is refused', (_, run, message) => {
  expect(run).toThrow(message);
});
