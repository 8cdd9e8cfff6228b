import * as core from '@cotangent/core';
import { type Tensor, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const sequence = variedLeaf([1, 2, 4]);
const image = variedLeaf([1, 4, 2, 2]);
const volume = variedLeaf([1, 1, 2, 2, 2]);

const layers: [string, nn.AnyModule, Tensor[], Tensor][] = [
  [
    'ConstantPad1d(padding=(2, 2), value=0.5)',
    new nn.ConstantPad1d(2, 0.5),
    [sequence],
    core.pad(sequence, [2, 2], { value: 0.5 }),
  ],
  [
    'ConstantPad2d(padding=(1, 2, 0, 3), value=1)',
    new nn.ConstantPad2d([1, 2, 0, 3], 1),
    [image],
    core.pad(image, [1, 2, 0, 3], { value: 1 }),
  ],
  [
    'ConstantPad3d(padding=(1, 1, 1, 1, 1, 1), value=2)',
    new nn.ConstantPad3d(1, 2),
    [volume],
    core.pad(volume, [1, 1, 1, 1, 1, 1], { value: 2 }),
  ],
  ['ZeroPad1d((1, 0))', new nn.ZeroPad1d([1, 0]), [sequence], core.pad(sequence, [1, 0])],
  ['ZeroPad2d((1, 1, 1, 1))', new nn.ZeroPad2d(1), [image], core.pad(image, [1, 1, 1, 1])],
  [
    'ZeroPad3d((-1, 0, 0, 0, 0, 0))',
    new nn.ZeroPad3d([-1, 0, 0, 0, 0, 0]),
    [volume],
    core.pad(volume, [-1, 0, 0, 0, 0, 0]),
  ],
  ['ReflectionPad1d((2, 2))', new nn.ReflectionPad1d(2), [sequence], core.pad(sequence, [2, 2], { mode: 'reflect' })],
  [
    'ReflectionPad2d((1, 0, 0, 1))',
    new nn.ReflectionPad2d([1, 0, 0, 1]),
    [image],
    core.pad(image, [1, 0, 0, 1], { mode: 'reflect' }),
  ],
  [
    'ReflectionPad3d((1, 1, 1, 1, 1, 1))',
    new nn.ReflectionPad3d(1),
    [volume],
    core.pad(volume, [1, 1, 1, 1, 1, 1], { mode: 'reflect' }),
  ],
  [
    'ReplicationPad1d((2, 2))',
    new nn.ReplicationPad1d(2),
    [sequence],
    core.pad(sequence, [2, 2], { mode: 'replicate' }),
  ],
  [
    'ReplicationPad2d((1, 1, 1, 1))',
    new nn.ReplicationPad2d(1),
    [image],
    core.pad(image, [1, 1, 1, 1], { mode: 'replicate' }),
  ],
  [
    'ReplicationPad3d((1, 1, 1, 1, 1, 1))',
    new nn.ReplicationPad3d(1),
    [volume],
    core.pad(volume, [1, 1, 1, 1, 1, 1], { mode: 'replicate' }),
  ],
  ['CircularPad1d((2, 1))', new nn.CircularPad1d([2, 1]), [sequence], core.pad(sequence, [2, 1], { mode: 'circular' })],
  [
    'CircularPad2d((1, 1, 1, 1))',
    new nn.CircularPad2d(1),
    [image],
    core.pad(image, [1, 1, 1, 1], { mode: 'circular' }),
  ],
  [
    'CircularPad3d((1, 1, 1, 1, 1, 1))',
    new nn.CircularPad3d(1),
    [volume],
    core.pad(volume, [1, 1, 1, 1, 1, 1], { mode: 'circular' }),
  ],
  ['PixelShuffle(upscaleFactor=2)', new nn.PixelShuffle(2), [image], core.pixelShuffle(image, 2)],
  ['PixelUnshuffle(downscaleFactor=2)', new nn.PixelUnshuffle(2), [image], core.pixelUnshuffle(image, 2)],
  ['ChannelShuffle(groups=2)', new nn.ChannelShuffle(2), [image], core.channelShuffle(image, 2)],
  ['Unflatten(dim=1, unflattenedSize=(2, 2))', new nn.Unflatten(1, [2, 2]), [image], core.unflatten(image, 1, [2, 2])],
  ['Unfold(kernelSize=2, dilation=1, padding=0, stride=1)', new nn.Unfold(2), [image], core.im2col(image, 2)],
  [
    'Fold(outputSize=(2, 3), kernelSize=2, dilation=1, padding=0, stride=1)',
    new nn.Fold([2, 3], 2),
    [variedLeaf([1, 4, 2])],
    core.col2im(variedLeaf([1, 4, 2]), [2, 3], 2),
  ],
  [
    'PairwiseDistance()',
    new nn.PairwiseDistance({ p: 1 }),
    [sequence, sequence.mul(2)],
    core.pairwiseDistance(sequence, sequence.mul(2), { p: 1 }),
  ],
  [
    'CosineSimilarity()',
    new nn.CosineSimilarity({ dim: 2 }),
    [sequence, sequence.add(1)],
    core.cosineSimilarity(sequence, sequence.add(1), { dim: 2 }),
  ],
  ['Softmax2d()', new nn.Softmax2d(), [image], core.softmax(image, 1)],
];

test.each(layers)('%s computes what its function does, and prints its settings', (text, layer, inputs, want) => {
  const { call } = layer as unknown as { call(...rest: Tensor[]): Tensor };
  const y = call.call(layer, ...inputs);
  expect(y.shape).toEqual(want.shape);
  expectClose(y, elements(want));
  expect(String(layer)).toBe(text);
});

test.each<[string, () => unknown, string]>([
  [
    'too few numbers around an image',
    () => new nn.ReflectionPad2d([1, 1]),
    'ReflectionPad2d: padding is [1, 1], expected a whole number or 4 of them',
  ],
  [
    'a fraction of padding',
    () => new nn.ZeroPad1d(0.5),
    'ZeroPad1d: padding is [0.5, 0.5], expected a whole number or 2 of them',
  ],
  ['a factor of 0', () => new nn.PixelShuffle(0), 'PixelShuffle: upscaleFactor is 0, expected a whole number ≥ 1'],
  [
    'a matrix of channels',
    () => new nn.Softmax2d().call(zeros([2, 3])),
    'Softmax2d: the input has shape [2, 3], expected [N, C, H, W] or [C, H, W]',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
