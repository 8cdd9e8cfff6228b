import { gradcheck, gradgradcheck, manualSeed, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import { bilinear } from '../src/functional.ts';
import { Bilinear } from '../src/index.ts';
import { doubles, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

test('bilinear is a form in both inputs for each output', () => {
  const weight = doubles([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [0, 0],
      [0, 1],
      [0, 0],
    ],
  ]);
  const y = bilinear(
    doubles([
      [1, 0, 2],
      [0, 1, 0],
    ]),
    doubles([
      [1, -1],
      [2, 3],
    ]),
    weight,
    doubles([10, 0]),
  );
  expect(y.tolist()).toEqual([
    [7, 0],
    [28, 3],
  ]);
  expect(bilinear(doubles([0, 1, 0]), doubles([2, 3]), weight).tolist()).toEqual([18, 3]);
});

test('its derivatives agree with finite differences', () => {
  const inputs = [variedLeaf([2, 2, 3], 1), variedLeaf([2, 2, 2], 2), variedLeaf([2, 3, 2], 3), variedLeaf([2], 4)];
  expect(gradcheck(bilinear as never, inputs)).toBe(true);
  expect(gradgradcheck(bilinear as never, inputs)).toBe(true);
});

test.each([
  [() => bilinear(zeros([2, 3]), zeros([2, 2]), zeros([3, 2])), 'weight has shape [3, 2], expected [out, in1, in2]'],
  [() => bilinear(zeros([2, 4]), zeros([2, 2]), zeros([1, 3, 2])), 'x1 has shape [2, 4], expected […, 3]'],
  [
    () => bilinear(zeros([2, 3]), zeros([2]), zeros([1, 3, 2])),
    'inputs of shapes [2, 3] and [2] differ before the last dimension',
  ],
  [() => bilinear(zeros([3]), zeros([2]), zeros([1, 3, 2]), zeros([2])), 'bias has shape [2], expected [1]'],
  [
    () =>
      bilinear(
        zeros([3]),
        zeros([2]),
        doubles([
          [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
        ]),
      ),
    'dtypes float32 and float64 differ',
  ],
])('what does not fit is refused: %s', (run, message) => {
  expect(run).toThrow(`bilinear: ${message}`);
});

test('Bilinear starts as PyTorch’s from the same seed', () => {
  manualSeed(5);
  const layer = new Bilinear(2, 3, 2);
  expectClose(
    layer.weight.select(0, 0),
    [
      0.46704667806625366, -0.5287590026855469, 0.5762491226196289, 0.4524451494216919, 0.5941159725189209,
      -0.5421455502510071,
    ],
  );
  expectClose(layer.bias!, [-0.6047004461288452, 0.22533930838108063]);
  expect(String(layer)).toBe('Bilinear(in1Features=2, in2Features=3, outFeatures=2, bias=true)');
  expect(layer.call(zeros([4, 2]), zeros([4, 3])).shape).toEqual([4, 2]);
  expect(() => new Bilinear(0, 1, 1)).toThrow('Bilinear: in1Features is 0, expected a whole number ≥ 1');
});
