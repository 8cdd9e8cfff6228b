import { arange, gradcheck, gradgradcheck, randn, stack, type Tensor, tensor, vmap, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { interpolate } from '../src/functional.ts';
import { type InterpolateOptions, Upsample, UpsamplingBilinear2d, UpsamplingNearest2d } from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const row = doubles([[[1, 4, 2, 8, 5]]]);
const image = doubles([
  [
    [
      [1, 4, 2],
      [7, 0, 3],
    ],
  ],
]);

const recorded: [Tensor, InterpolateOptions, number[]][] = [
  [row, { size: 8, mode: 'nearest' }, [1, 1, 4, 4, 2, 8, 8, 5]],
  [row, { size: 8, mode: 'nearest-exact' }, [1, 1, 4, 2, 2, 8, 5, 5]],
  [row, { scaleFactor: 0.6, mode: 'nearest' }, [1, 4, 8]],
  [row, { size: 7, mode: 'linear' }, [1, 2.7142857143, 3.4285714286, 2, 6.2857142857, 6.7142857143, 5]],
  [row, { size: 7, alignCorners: true, mode: 'linear' }, [1, 3, 3.3333333333, 2, 6, 7, 5]],
  [
    row,
    { scaleFactor: 1.3, mode: 'linear' },
    [1, 2.9615384615, 3.1538461538, 3.1538461538, 7.7692307692, 5.8076923077],
  ],
  [row, { scaleFactor: 1.3, recomputeScaleFactor: true, mode: 'linear' }, [1, 3.25, 2.8333333333, 4.5, 7.25, 5]],
  [row, { size: 2, mode: 'area' }, [2.3333333333, 5]],
  [row, { size: 3, mode: 'area' }, [2.5, 4.6666666667, 6.5]],
  [image, { size: [3, 2], mode: 'bilinear' }, [1.75, 2.5, 3.5, 2.375, 5.25, 2.25]],
  [
    image,
    { size: [3, 4], alignCorners: true, mode: 'bilinear' },
    [1, 3, 3.3333333333, 2, 4, 2.6666666667, 2.1666666667, 2.5, 7, 2.3333333333, 1, 3],
  ],
  [
    image,
    { size: [2, 4], mode: 'bicubic' },
    [0.7846679688, 3.138671875, 3.6088867188, 1.8564453125, 7.5024414062, 2.1928710938, 0.3120117188, 3.2153320312],
  ],
  [image, { size: [1, 4], alignCorners: true, mode: 'bicubic' }, [1, 3.2777777778, 3.7037037037, 2]],
  [image, { size: [2, 2], antialias: true, mode: 'bilinear' }, [2.125, 2.75, 4.375, 1.875]],
  [image, { size: [1, 2], antialias: true, mode: 'bicubic' }, [3.2800963082, 2.2447833066]],
  [image.unsqueeze(2), { size: [1, 3, 2], mode: 'trilinear' }, [1.75, 2.5, 3.5, 2.375, 5.25, 2.25]],
];

describe.each(recorded)('interpolate', (x, options, want) => {
  const name = JSON.stringify(options);

  test(`with ${name} gives PyTorch’s elements`, () => {
    expectClose(interpolate(x, options), want);
  });

  test(`with ${name} has derivatives that agree with finite differences`, () => {
    const run = (input: Tensor): Tensor => interpolate(input, options);
    expect(gradcheck(run as never, [variedLeaf(x.shape)])).toBe(true);
    expect(gradgradcheck(run as never, [variedLeaf(x.shape)])).toBe(true);
  });

  test(`with ${name} keeps what is the same everywhere`, () => {
    const y = interpolate(zeros(x.shape).add(3), options);
    expect(y.sub(3).abs().amax().item()).toBeLessThan(1e-5);
  });
});

test('an infinite element reaches its neighbours only', () => {
  const x = doubles([[[1, 2, Number.POSITIVE_INFINITY, 4, 5]]]);
  expect(elements(interpolate(x, { size: 10, mode: 'linear' })).slice(0, 3)).toEqual([1, 1.25, 1.75]);
});

test.each([
  ['nearest', 18, 66, 55, 15],
  ['nearest', 26, 46, 23, 13],
  ['nearest-exact', 2, 49, 24, 1],
] as const)('%s of %i places for %i: the one at %i is %i, on whose edge it lies', (mode, from, to, at, place) => {
  for (const dtype of ['float32', 'float64'] as const) {
    const places = interpolate(arange(from, { dtype }).reshape([1, 1, from]) as Tensor, { size: to, mode });
    expect(elements(places)[at]).toBe(place);
  }
});

test('bytes have nearest neighbours too', () => {
  const bytes = tensor([[[1, 200]]], { dtype: 'uint8' });
  const y = interpolate(bytes, { scaleFactor: 2 });
  expect([y.dtype, elements(y)]).toEqual(['uint8', [1, 1, 200, 200]]);
});

test('the result has elements of its own when the size stays', () => {
  for (const mode of ['nearest', 'bilinear', 'area'] as const) {
    const x = image.clone();
    interpolate(x, { size: [2, 3], mode }).zero_();
    expect(x.tolist()).toEqual(image.tolist());
  }
});

test('the modules are the function with settings', () => {
  expect(new Upsample({ scaleFactor: 2 }).call(row).tolist()).toEqual(interpolate(row, { scaleFactor: 2 }).tolist());
  const aligned = interpolate(image, { size: [3, 5], mode: 'bilinear', alignCorners: true });
  expect(new UpsamplingBilinear2d({ size: [3, 5] }).call(image).tolist()).toEqual(aligned.tolist());
  expect(new UpsamplingNearest2d({ scaleFactor: 3 }).call(image).shape).toEqual([1, 1, 6, 9]);
  expect(String(new Upsample({ size: [3, 5], mode: 'bicubic' }))).toBe("Upsample(size=(3, 5), mode='bicubic')");
  expect(String(new UpsamplingNearest2d({ scaleFactor: 3 }))).toBe(
    "UpsamplingNearest2d(scaleFactor=3, mode='nearest')",
  );
});

test.each<[string, Tensor, InterpolateOptions, string]>([
  ['neither size nor factor', row, {}, 'exactly one of size and scaleFactor must be given'],
  ['both', row, { size: 2, scaleFactor: 2 }, 'exactly one of size and scaleFactor must be given'],
  [
    'a size with recomputed factors',
    row,
    { size: 2, recomputeScaleFactor: true },
    'recomputeScaleFactor means nothing with a size',
  ],
  ['too many sizes', row, { size: [2, 2] }, 'size has 2 elements for 1 dimensions after the channels'],
  ['too few factors', image, { scaleFactor: [2] }, 'scaleFactor has 1 elements for 2 dimensions after the channels'],
  ['a size of 0', row, { scaleFactor: 0.1 }, 'cannot go from [5] to [0]: sizes must be ≥ 1'],
  [
    'an unknown mode',
    row,
    { size: 2, mode: 'cubic' as never },
    'unknown mode "cubic": expected one of nearest, nearest-exact, area, linear, bilinear, bicubic, trilinear',
  ],
  [
    'a mode for other dimensions',
    row,
    { size: 2, mode: 'bilinear' },
    '[1, 1, 5] has 3 dimensions, mode bilinear takes 4',
  ],
  ['a matrix', zeros([2, 3]), { size: 2 }, '[2, 3] has 2 dimensions, mode nearest takes 3, 4, 5'],
  ['corners in a mode without', row, { size: 2, alignCorners: false }, 'alignCorners means nothing for mode nearest'],
  [
    'antialias in a mode without',
    row,
    { size: 2, mode: 'linear', antialias: true },
    'antialias is for modes bilinear and bicubic, got linear',
  ],
  ['integers', zeros([1, 1, 2]).long(), { size: 2 }, 'expected a float tensor, got int32'],
])('%s is refused', (_what, x, options, message) => {
  expect(() => interpolate(x, options)).toThrow(`interpolate: ${message}`);
});

test.each([
  ['nearest', 6],
  ['bicubic', 3],
] as const)('vmap over %s is what each sample gives', (mode, size) => {
  const samples = randn([3, 1, 2, 4, 5]);
  const run = (x: Tensor): Tensor => interpolate(x, { size, mode });
  const each = stack(Array.from({ length: 3 }, (_, i) => run(samples.select(0, i))));
  expect(vmap(run)(samples).tolist()).toEqual(each.tolist());
});

test('an infinite element counts where its window ends before those of others', () => {
  const last = tensor([[[1, Number.POSITIVE_INFINITY, 2, 3, 4]]]);
  expect(elements(interpolate(last, { size: 3, mode: 'area' }))).toEqual([
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    3.5,
  ]);
  const plane = tensor([[[[1, 2, 3, 4, 5, 6, Number.POSITIVE_INFINITY]]]]);
  const options = { size: [1, 3], mode: 'bilinear', antialias: true } as const;
  // PyTorch's
  expect(elements(interpolate(plane, options)).at(-1)).toBe(Number.POSITIVE_INFINITY);
});
