import { type Shape, type Tensor, tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, type Fill, index } from './makers.ts';

/** Shuffled numbers so far apart that no maximum changes within a finite difference. */
const apart: Fill = (shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float64Array.from({ length: size }, (_, i) => ((i * 29) % 101) / 20 + i / 1000 - 2);
  return tensor(data).reshape(shape);
};

const positive: Fill = (shape) => ops.abs(apart(shape)).add(0.3);

const places = (values: number[], shape: Shape): Tensor => index(values).reshape(shape);

/** Samples of pooling. */
export const poolingSamples = {
  maxPool1d: calls(
    [
      ['overlapping', [[2, 2, 5]], (x) => ops.maxPool1d(x!, 3, { stride: 1, padding: 1 })],
      ['dilated, with indices', [[2, 6]], (x) => ops.maxPool1d(x!, 2, { dilation: 2, returnIndices: true })],
    ],
    apart,
  ),
  maxPool2d: calls(
    [
      ['padded', [[1, 2, 4, 5]], (x) => ops.maxPool2d(x!, [2, 3], { stride: [1, 2], padding: 1 })],
      ['beyond the end', [[2, 3, 5]], (x) => ops.maxPool2d(x!, 2, { ceilMode: true })],
    ],
    apart,
  ),
  maxPool3d: calls([['overlapping', [[1, 2, 3, 2, 3]], (x) => ops.maxPool3d(x!, 2, { stride: 1 })]], apart),
  avgPool1d: calls([
    ['overlapping', [[2, 2, 5]], (x) => ops.avgPool1d(x!, 3, { stride: 1, padding: 1, countIncludePad: false })],
    ['no batch', [[2, 5]], (x) => ops.avgPool1d(x!, 2)],
  ]),
  avgPool2d: calls([
    ['padded', [[1, 2, 4, 5]], (x) => ops.avgPool2d(x!, [2, 3], { stride: [1, 2], padding: 1 })],
    ['beyond the end', [[2, 3, 5]], (x) => ops.avgPool2d(x!, 2, { ceilMode: true, divisorOverride: -3 })],
  ]),
  avgPool3d: calls([['overlapping', [[1, 2, 3, 2, 3]], (x) => ops.avgPool3d(x!, 2, { stride: 1 })]]),
  adaptiveAvgPool1d: calls([['fewer', [[2, 2, 5]], (x) => ops.adaptiveAvgPool1d(x!, 3)]]),
  adaptiveAvgPool2d: calls([
    ['fewer and more', [[1, 2, 5, 2]], (x) => ops.adaptiveAvgPool2d(x!, [2, 3])],
    ['as many', [[2, 3, 4]], (x) => ops.adaptiveAvgPool2d(x!, [null, 1])],
  ]),
  adaptiveAvgPool3d: calls([['fewer', [[1, 2, 3, 2, 3]], (x) => ops.adaptiveAvgPool3d(x!, 2)]]),
  adaptiveMaxPool1d: calls([['fewer', [[2, 2, 5]], (x) => ops.adaptiveMaxPool1d(x!, 3)]], apart),
  adaptiveMaxPool2d: calls(
    [['with indices', [[1, 2, 5, 2]], (x) => ops.adaptiveMaxPool2d(x!, [2, 3], { returnIndices: true })]],
    apart,
  ),
  adaptiveMaxPool3d: calls([['fewer', [[1, 2, 3, 2, 3]], (x) => ops.adaptiveMaxPool3d(x!, 2)]], apart),
  lpPool1d: calls([['cubes', [[2, 2, 5]], (x) => ops.lpPool1d(x!, 3, 2, { stride: 1 })]], positive),
  lpPool2d: calls([['squares', [[2, 3, 5]], (x) => ops.lpPool2d(x!, 2, 2, { ceilMode: true })]], positive),
  lpPool3d: calls([['halves', [[1, 1, 2, 2, 4]], (x) => ops.lpPool3d(x!, 1.5, 2)]], positive),
  maxUnpool1d: calls([
    ['a larger size', [[1, 2, 2]], (x) => ops.maxUnpool1d(x!, places([1, 2, 0, 4], [1, 2, 2]), 2, { outputSize: [5] })],
  ]),
  maxUnpool2d: calls([['no batch', [[1, 1, 2]], (x) => ops.maxUnpool2d(x!, places([3, 5], [1, 1, 2]), 2)]]),
  maxUnpool3d: calls([
    ['a plane', [[1, 1, 1, 1, 2]], (x) => ops.maxUnpool3d(x!, places([8, 7], [1, 1, 1, 1, 2]), [3, 1, 2])],
  ]),
};
