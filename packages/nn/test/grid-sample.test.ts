import { gradcheck, gradgradcheck, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { affineGrid, gridSample } from '../src/functional.ts';
import type { GridSampleOptions } from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const image = doubles([
  [
    [
      [1, 4, 2],
      [7, 0, 3],
    ],
  ],
]);
const grid = doubles([
  [
    [
      [-0.5, 0.2],
      [0.9, -1.3],
      [1.6, 0.4],
    ],
  ],
]);
const volume = tensor(Float64Array.from({ length: 8 }, (_, i) => i)).reshape([1, 1, 2, 2, 2]);

const recorded: [GridSampleOptions['mode'], GridSampleOptions['paddingMode'], boolean, number[]][] = [
  ['bilinear', 'zeros', true, [3.1, 1.87, 1.08]],
  ['bilinear', 'zeros', false, [4.2, 0.26, 0]],
  ['bilinear', 'border', true, [3.1, 2.2, 2.7]],
  ['bilinear', 'border', false, [4.2, 2, 2.9]],
  ['bilinear', 'reflection', true, [3.1, 2.275, 1.8]],
  ['bilinear', 'reflection', false, [4.2, 2, 1.9]],
  ['nearest', 'zeros', true, [7, 2, 0]],
  ['nearest', 'zeros', false, [7, 0, 0]],
  ['nearest', 'border', true, [7, 2, 3]],
  ['nearest', 'border', false, [7, 2, 3]],
  ['nearest', 'reflection', true, [7, 2, 0]],
  ['nearest', 'reflection', false, [7, 2, 3]],
  ['bicubic', 'zeros', true, [4.069375, 1.96392726, 1.353315]],
  ['bicubic', 'zeros', false, [5.63181152, 0.16644875, -0.336285]],
  ['bicubic', 'border', true, [3.012625, 2.14178055, 2.83656]],
  ['bicubic', 'border', false, [4.31574609, 1.74087875, 2.918]],
  ['bicubic', 'reflection', true, [3.358, 2.11294469, 1.22448]],
  ['bicubic', 'reflection', false, [4.31574609, 1.436375, 1.46812]],
];

describe.each(recorded)('gridSample, %s with %s, corners aligned: %s', (mode, paddingMode, alignCorners, want) => {
  const options = { mode, paddingMode, alignCorners };

  test('gives PyTorch’s elements', () => {
    expectClose(gridSample(image, grid, options), want, 1e-7);
  });

  test('has derivatives that agree with finite differences', () => {
    const run = (x: Tensor, places: Tensor): Tensor => gridSample(x, places, options);
    // where no place is half-way between two elements
    const inputs = [variedLeaf([1, 1, 2, 3]), grid.add(0.05).requiresGrad_()];
    expect(gradcheck(run as never, inputs)).toBe(true);
    expect(gradgradcheck(run as never, inputs)).toBe(true);
  });
});

test('of volumes, too', () => {
  const place = doubles([0.3, -0.2, 0.1]).reshape([1, 1, 1, 1, 3]);
  expectClose(gridSample(volume, place, { alignCorners: true }), [3.65]);
});

test('NaN and infinity lie nowhere', () => {
  const places = doubles([
    [
      [
        [Number.NaN, 0],
        [0, Number.POSITIVE_INFINITY],
      ],
    ],
  ]);
  expect(elements(gridSample(image, places, { mode: 'nearest' }))).toEqual([0, 0]);
});

test('an identity map finds every element where it is', () => {
  for (const alignCorners of [true, false]) {
    const identity = affineGrid(
      doubles([
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ]),
      [1, 1, 2, 3],
      { alignCorners },
    );
    expectClose(gridSample(image, identity, { alignCorners }), elements(image));
    const spatial = affineGrid(
      doubles([
        [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
        ],
      ]),
      [1, 1, 2, 2, 2],
      { alignCorners },
    );
    expectClose(gridSample(volume, spatial, { alignCorners }), elements(volume));
  }
});

test('affineGrid applies the matrix to the middles of the elements', () => {
  const y = affineGrid(
    doubles([
      [
        [1, 0, 0.5],
        [0, 2, 0],
      ],
    ]),
    [1, 1, 2, 2],
  );
  expect(y.tolist()).toEqual([
    [
      [
        [0, -1],
        [1, -1],
      ],
      [
        [0, 1],
        [1, 1],
      ],
    ],
  ]);
});

test.each<[string, () => unknown, string]>([
  [
    'another batch',
    () => gridSample(image, zeros([2, 1, 1, 2])),
    'gridSample: got [1, 1, 2, 3] and a grid [2, 1, 1, 2]',
  ],
  [
    'a place of three numbers',
    () => gridSample(image, zeros([1, 1, 1, 3])),
    'gridSample: got [1, 1, 2, 3] and a grid [1, 1, 1, 3]',
  ],
  [
    'an image without elements',
    () => gridSample(zeros([1, 1, 0, 2]), zeros([1, 1, 1, 2])),
    'expected an image with elements',
  ],
  [
    'dtypes that differ',
    () => gridSample(image, zeros([1, 1, 1, 2])),
    'gridSample: got float64 and a grid of float32, expected one float dtype',
  ],
  [
    'an unknown mode',
    () => gridSample(image, grid, { mode: 'linear' as never }),
    'unknown mode "linear": expected bilinear, nearest or bicubic',
  ],
  [
    'an unknown padding',
    () => gridSample(image, grid, { paddingMode: 'wrap' as never }),
    'unknown paddingMode "wrap": expected zeros, border or reflection',
  ],
  [
    'bicubic volumes',
    () => gridSample(volume, zeros([1, 1, 1, 1, 3], { dtype: 'float64' }), { mode: 'bicubic' }),
    'gridSample: bicubic is for [N, C, H, W] alone',
  ],
  [
    'a matrix of another shape',
    () => affineGrid(zeros([1, 3, 4]), [1, 1, 2, 2]),
    'affineGrid: theta has shape [1, 3, 4], expected [1, 2, 3]',
  ],
  [
    'a size of two numbers',
    () => affineGrid(zeros([1, 2, 3]), [2, 2]),
    'affineGrid: size is [2, 2], expected [N, C, H, W] or [N, C, D, H, W]',
  ],
  [
    'a size of 0',
    () => affineGrid(zeros([1, 2, 3]), [1, 1, 0, 2]),
    'affineGrid: size is [1, 1, 0, 2], expected whole numbers ≥ 1',
  ],
  [
    'integers',
    () => affineGrid(zeros([1, 2, 3]).long(), [1, 1, 2, 2]),
    'affineGrid: expected float matrices, got int32',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
