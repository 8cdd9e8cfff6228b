import { manualSeed, rand, type Tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory } from './tensors.ts';

useMovingMemory();

/** A convolution with weights that can be read off the result: 1, 10, 100 … */
function counting<M extends nn.Module & { readonly weight: Tensor }>(module: M): M {
  module.double();
  const powers = doubles(Array.from({ length: module.weight.numel() }, (_, i) => 10 ** i));
  module.loadStateDict({ weight: powers.reshape(module.weight.shape) });
  return module;
}

describe('Conv', () => {
  test.each<[nn.PaddingMode, number | 'same', number[]]>([
    ['zeros', 2, [2100, 3210, 4321, 432, 43]],
    ['zeros', 'same', [3210, 4321, 432, 43]],
    ['reflect', 2, [2123, 3212, 4321, 3432, 2343]],
    ['reflect', 'same', [3212, 4321, 3432, 2343]],
    ['replicate', 2, [2111, 3211, 4321, 4432, 4443]],
    ['replicate', 'same', [3211, 4321, 4432, 4443]],
    ['circular', 2, [2143, 3214, 4321, 1432, 2143]],
    ['circular', 'same', [3214, 4321, 1432, 2143]],
  ])('pads with %s by %s', (paddingMode, padding, want) => {
    const layer = counting(new nn.Conv1d(1, 1, 4, { padding, paddingMode, bias: false }));
    expectClose(layer.call(doubles([[[1, 2, 3, 4]]])), want);
  });

  test('pads each dimension by its own', () => {
    const layer = counting(new nn.Conv2d(1, 1, [2, 3], { padding: [0, 1], paddingMode: 'circular', bias: false }));
    expectClose(
      layer.call(
        doubles([
          [
            [0, 1, 2],
            [3, 4, 5],
          ],
        ]),
      ),
      [435102, 543210, 354021],
    );
  });

  test('starts as PyTorch’s from the same seed, transposed too', () => {
    const weight = [
      -0.003743410110473633, 0.26822179555892944, -0.4115225672721863, -0.3679695129394531, -0.19257718324661255,
      0.13407868146896362, -0.009906589984893799, 0.39644473791122437,
    ];
    const bias = [-0.04437202215194702, 0.1323062777519226];
    manualSeed(0);
    const conv = new nn.Conv1d(2, 2, 2);
    expect([elements(conv.weight), elements(conv.bias!)]).toEqual([weight, bias]);
    manualSeed(0);
    const transposed = new nn.ConvTranspose2d(2, 2, 2, { groups: 2 });
    expect(transposed.weight.shape).toEqual([2, 1, 2, 2]);
    expect([elements(transposed.weight), elements(transposed.bias!)]).toEqual([weight, bias]);
  });

  test('is its function with its settings', () => {
    const settings = { stride: [2, 1], padding: 1, dilation: [1, 2], groups: 2 };
    const layer = new nn.Conv2d(4, 2, 3, settings);
    const x = rand([2, 4, 6, 5]);
    expect(layer.call(x).tolist()).toEqual(F.conv2d(x, layer.weight, layer.bias, settings).tolist());
    expect(new nn.Conv3d(2, 3, 2).call(rand([2, 3, 3, 3])).shape).toEqual([3, 2, 2, 2]);
  });

  test('a network of convolutions learns', () => {
    manualSeed(0);
    const model = new nn.Sequential(
      new nn.Conv2d(1, 4, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.ConvTranspose2d(4, 1, 2, { stride: 2 }),
    );
    const x = rand([2, 1, 4, 4]);
    const loss = (): Tensor => F.mseLoss(model.call(x), x);
    const before = loss();
    before.backward();
    for (const parameter of model.parameters()) expect(parameter.grad!.abs().sum().item()).toBeGreaterThan(0);
  });
});

describe('ConvTranspose', () => {
  test('gives the size that is asked for', () => {
    const pool = new nn.Conv2d(2, 3, 3, { stride: 2, padding: 1 });
    const back = new nn.ConvTranspose2d(3, 2, 3, { stride: 2, padding: 1 });
    for (const size of [7, 8]) {
      const x = zeros([1, 2, size, size]);
      const y = pool.call(x);
      expect(back.call(y, x.shape).shape).toEqual(x.shape);
      expect(back.call(y, [size, size]).shape).toEqual(x.shape);
    }
    expect(back.call(zeros([3, 4, 4])).shape).toEqual([2, 7, 7]);
    expect(() => back.call(zeros([1, 3, 4, 4]), [9, 7])).toThrow(
      'ConvTranspose2d 3 → 2: outputSize is [9, 7], expected sizes from [7, 7] to [8, 8]',
    );
  });
});

test.each<[nn.Module, string]>([
  [
    new nn.Conv1d(4, 4, 3, { stride: 2, padding: 1, dilation: 2, groups: 2 }),
    'Conv1d(4, 4, kernelSize=(3,), stride=(2,), padding=(1,), dilation=(2,), groups=2)',
  ],
  [
    new nn.Conv2d(2, 4, 3, { padding: 'same', bias: false, paddingMode: 'reflect' }),
    'Conv2d(2, 4, kernelSize=(3, 3), stride=(1, 1), padding=same, bias=false, paddingMode=reflect)',
  ],
  [
    new nn.Conv3d(1, 1, [1, 2, 3], { padding: 'valid' }),
    'Conv3d(1, 1, kernelSize=(1, 2, 3), stride=(1, 1, 1), padding=valid)',
  ],
  [
    new nn.ConvTranspose2d(2, 4, 3, { stride: 2, padding: 1, outputPadding: 1 }),
    'ConvTranspose2d(2, 4, kernelSize=(3, 3), stride=(2, 2), padding=(1, 1), outputPadding=(1, 1))',
  ],
])('%s prints as in PyTorch', (module, text) => {
  expect(String(module)).toBe(text);
});

test.each<[string, () => unknown, string]>([
  ['no groups', () => new nn.Conv1d(2, 2, 1, { groups: 0 }), 'Conv1d: groups is 0, expected a whole number ≥ 1'],
  [
    'channels that do not divide',
    () => new nn.Conv2d(3, 4, 1, { groups: 2 }),
    'Conv2d: inChannels is 3, which does not divide into 2 groups',
  ],
  [
    'outputs that do not divide',
    () => new nn.ConvTranspose1d(2, 3, 1, { groups: 2 }),
    'ConvTranspose1d: outChannels is 3, which does not divide into 2 groups',
  ],
  [
    'a kernel of another rank',
    () => new nn.Conv2d(1, 1, [1, 2, 3]),
    'Conv2d: kernelSize is [1, 2, 3], expected one number or 2',
  ],
  [
    'padding same with a stride',
    () => new nn.Conv2d(1, 1, 3, { padding: 'same', stride: [1, 2] }),
    "Conv2d: padding 'same' needs a stride of 1",
  ],
  [
    'an unknown padding',
    () => new nn.Conv2d(1, 1, 3, { padding: 'half' as 'same' }),
    `Conv2d: padding is "half", expected numbers, 'same' or 'valid'`,
  ],
  [
    'an unknown mode',
    () => new nn.Conv1d(1, 1, 3, { paddingMode: 'constant' as 'zeros' }),
    'Conv1d: paddingMode is "constant", expected zeros, reflect, replicate, circular',
  ],
  [
    'another mode of a transpose',
    () => new nn.ConvTranspose1d(1, 1, 3, { paddingMode: 'reflect' as 'zeros' }),
    'ConvTranspose1d: paddingMode is "reflect", expected zeros',
  ],
])('%s: refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('an error names the layer and what it takes', () => {
  const model = new nn.Sequential(new nn.Conv2d(3, 4, 3), new nn.ReLU());
  expect(() => model.call(zeros([1, 2, 5, 5]))).toThrow(
    '0 (Conv2d 3 → 4): the input [1, 2, 5, 5] has 2 channels, expected 3 for the weight [4, 3, 3, 3]',
  );
});
