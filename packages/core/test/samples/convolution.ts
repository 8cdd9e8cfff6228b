import type { Shape, Tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

const call =
  <Options>(conv: (x: Tensor, w: Tensor, b?: Tensor, options?: Options) => Tensor, options?: Options) =>
  (x?: Tensor, w?: Tensor, b?: Tensor): Tensor =>
    conv(x!, w!, b, options);

const shapes = (...list: Shape[]): Shape[] => list;

/** Samples of convolutions. */
export const convolutionSamples = {
  conv1d: calls([
    ['plain', shapes([2, 2, 5], [3, 2, 3], [3]), call(ops.conv1d)],
    ['same, dilated', shapes([1, 2, 4], [1, 2, 2], [1]), call(ops.conv1d, { padding: 'same', dilation: 3 })],
    ['no batch', shapes([2, 5], [2, 1, 2]), call(ops.conv1d, { groups: 2, stride: 2 })],
  ]),
  conv2d: calls([
    ['strides', shapes([1, 2, 4, 5], [2, 2, 2, 3], [2]), call(ops.conv2d, { stride: [2, 1], padding: [1, 0] })],
    ['groups', shapes([2, 4, 3, 3], [2, 2, 2, 2], [2]), call(ops.conv2d, { groups: 2 })],
    ['depthwise', shapes([3, 3, 3], [3, 1, 2, 2]), call(ops.conv2d, { groups: 3, padding: 1, dilation: 2 })],
  ]),
  conv3d: calls([['padded', shapes([1, 1, 2, 3, 2], [2, 1, 2, 2, 2], [2]), call(ops.conv3d, { padding: 1 })]]),
  convTranspose1d: calls([
    ['plain', shapes([2, 2, 3], [2, 3, 2], [3]), call(ops.convTranspose1d)],
    [
      'longer',
      shapes([2, 3], [2, 1, 3]),
      call(ops.convTranspose1d, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    ],
  ]),
  convTranspose2d: calls([
    [
      'strides',
      shapes([1, 2, 2, 3], [2, 2, 3, 2], [2]),
      call(ops.convTranspose2d, { stride: [2, 1], dilation: [1, 2], padding: [0, 1] }),
    ],
  ]),
  convTranspose3d: calls([['plain', shapes([1, 1, 2, 1, 2], [1, 2, 2, 2, 1], [2]), call(ops.convTranspose3d)]]),
};
