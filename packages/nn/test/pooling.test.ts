import { rand, type Tensor, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { useMovingMemory } from './tensors.ts';

useMovingMemory();

const row = rand([2, 3, 8]);
const image = rand([2, 3, 8, 6]);
const volume = rand([2, 3, 4, 8, 6]);
const settings = { stride: 2, padding: 1, ceilMode: true };
const dilated = { ...settings, dilation: 2 };
const averaged = { ...settings, countIncludePad: false };
const stepped = { stride: 1, ceilMode: true };

test.each<[nn.Module, Tensor, Tensor, string]>([
  [
    new nn.MaxPool1d(2, dilated),
    row,
    F.maxPool1d(row, 2, dilated),
    'kernelSize=2, stride=2, padding=1, dilation=2, ceilMode=true',
  ],
  [
    new nn.MaxPool2d([2, 3]),
    image,
    F.maxPool2d(image, [2, 3]),
    'kernelSize=(2, 3), stride=(2, 3), padding=0, dilation=1, ceilMode=false',
  ],
  [
    new nn.MaxPool3d(3, dilated),
    volume,
    F.maxPool3d(volume, 3, dilated),
    'kernelSize=3, stride=2, padding=1, dilation=2, ceilMode=true',
  ],
  [new nn.AvgPool1d(2, averaged), row, F.avgPool1d(row, 2, averaged), 'kernelSize=(2,), stride=(2,), padding=(1,)'],
  [
    new nn.AvgPool2d([3, 2], { divisorOverride: 5 }),
    image,
    F.avgPool2d(image, [3, 2], { divisorOverride: 5 }),
    'kernelSize=(3, 2), stride=(3, 2), padding=0',
  ],
  [new nn.AvgPool3d(2, averaged), volume, F.avgPool3d(volume, 2, averaged), 'kernelSize=2, stride=2, padding=1'],
  [new nn.AdaptiveAvgPool1d(3), row, F.adaptiveAvgPool1d(row, 3), 'outputSize=3'],
  [new nn.AdaptiveAvgPool2d([null, 3]), image, F.adaptiveAvgPool2d(image, [8, 3]), 'outputSize=(null, 3)'],
  [new nn.AdaptiveAvgPool3d(2), volume, F.adaptiveAvgPool3d(volume, 2), 'outputSize=2'],
  [new nn.AdaptiveMaxPool1d([3]), row, F.adaptiveMaxPool1d(row, 3), 'outputSize=(3,)'],
  [new nn.AdaptiveMaxPool2d([5, 3]), image, F.adaptiveMaxPool2d(image, [5, 3]), 'outputSize=(5, 3)'],
  [new nn.AdaptiveMaxPool3d(2), volume, F.adaptiveMaxPool3d(volume, 2), 'outputSize=2'],
  [new nn.LPPool1d(2, 3), row, F.lpPool1d(row, 2, 3), 'normType=2, kernelSize=3, stride=null, ceilMode=false'],
  [
    new nn.LPPool2d(1.5, 3, stepped),
    image,
    F.lpPool2d(image, 1.5, 3, stepped),
    'normType=1.5, kernelSize=3, stride=1, ceilMode=true',
  ],
  [
    new nn.LPPool3d(3, [1, 2, 2]),
    volume,
    F.lpPool3d(volume, 3, [1, 2, 2]),
    'normType=3, kernelSize=(1, 2, 2), stride=null, ceilMode=false',
  ],
])('%s is its function with its settings', (module, x, want, text) => {
  expect(module.call(x).tolist()).toEqual(want.tolist());
  expect(String(module)).toBe(`${module.constructor.name}(${text})`);
});

test('MaxUnpool undoes what it can of MaxPool', () => {
  const [values, indices] = new nn.MaxPool2d(2, { returnIndices: true }).call(image);
  const unpool = new nn.MaxUnpool2d(2);
  expect(String(unpool)).toBe('MaxUnpool2d(kernelSize=(2, 2), stride=(2, 2), padding=(0, 0))');
  const back = unpool.call(values, indices, image.shape);
  expect(back.tolist()).toEqual(F.maxUnpool2d(values, indices, 2).tolist());
  expect(F.maxPool2d(back, 2).tolist()).toEqual(values.tolist());
  const [line, places] = new nn.AdaptiveMaxPool1d(4, { returnIndices: true }).call(row);
  expect(new nn.MaxUnpool1d([2]).call(line, places).shape).toEqual(row.shape);
  const [blocks, corners] = new nn.MaxPool3d(2, { returnIndices: true }).call(volume);
  expect(new nn.MaxUnpool3d(2).call(blocks, corners, [4, 8, 6]).shape).toEqual(volume.shape);
});

test('settings out of range are refused when the layer is called', () => {
  expect(() => new nn.MaxPool2d(2, { padding: 2 }).call(image)).toThrow(
    'MaxPool2d: padding is 2, expected at most half the kernelSize 2',
  );
  expect(() => new nn.AvgPool1d([2, 2])).toThrow('AvgPool1d: kernelSize is [2, 2], expected one number');
  expect(() => new nn.AdaptiveAvgPool2d([1, 2, 3]).call(zeros([1, 2, 2]))).toThrow(
    'AdaptiveAvgPool2d: outputSize is [1, 2, 3], expected 2 whole numbers ≥ 0',
  );
});
