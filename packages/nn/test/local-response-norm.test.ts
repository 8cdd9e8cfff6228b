import { gradcheck, gradgradcheck, type Tensor, tensor, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import { localResponseNorm } from '../src/functional.ts';
import { LocalResponseNorm } from '../src/index.ts';
import { elements, expectClose, integers, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

test('localResponseNorm divides by what neighbouring channels do, as PyTorch', () => {
  const x = tensor(Float64Array.from({ length: 12 }, (_, i) => Math.sin(1.7 * i))).reshape([1, 4, 3]);
  expectClose(
    localResponseNorm(x, 3, { alpha: 0.5, beta: 2, k: 1.5 }),
    [
      0, 0.3412906785228263, -0.09771510022411059, -0.3113158570148966, 0.1580257082660715, 0.2636833640351203,
      -0.22834081807301015, -0.19991208266216093, 0.28607686387365766, 0.15346313376919554, -0.32583167368926846,
      -0.05630594872680948,
    ],
  );
});

test('the mean of integers is an integer, as in PyTorch', () => {
  const x = integers([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  const y = localResponseNorm(x, 2, { alpha: 0.5 });
  expectClose(y, [1, 1.1892070770263672, 1.1723849773406982, 1.0433896780014038], 1e-6);
  expect(localResponseNorm(x.narrow(0, 0, 0), 2).dtype).toBe('int32');
});

test('its derivatives agree with finite differences', () => {
  const run = (x: Tensor): Tensor => localResponseNorm(x, 2, { alpha: 0.5, beta: 0.6 });
  expect(gradcheck(run as never, [variedLeaf([1, 3, 2])])).toBe(true);
  expect(gradgradcheck(run as never, [variedLeaf([1, 3, 2])])).toBe(true);
});

test('LocalResponseNorm is the function with settings', () => {
  const x = variedLeaf([2, 3, 2, 2]);
  const layer = new LocalResponseNorm(2, { alpha: 0.5 });
  expectClose(layer.call(x), elements(localResponseNorm(x, 2, { alpha: 0.5 })));
  expect(String(layer)).toBe('LocalResponseNorm(2, alpha=0.5, beta=0.75, k=1)');
});

test('bad settings and shapes are refused', () => {
  expect(() => localResponseNorm(zeros([2, 3]), 2)).toThrow(
    'localResponseNorm: the input has shape [2, 3], expected [N, C, …]',
  );
  expect(() => localResponseNorm(zeros([2, 3, 1]), 0)).toThrow(
    'localResponseNorm: size is 0, expected a whole number ≥ 1',
  );
  expect(() => new LocalResponseNorm(1.5)).toThrow('LocalResponseNorm: size is 1.5, expected a whole number ≥ 1');
});
