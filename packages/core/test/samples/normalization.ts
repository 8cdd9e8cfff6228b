import { ones } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of normalisations. */
export const normalizationSamples = {
  layerNorm: calls([
    ['of rows', [[2, 4], [4], [4]], (x, weight, bias) => ops.layerNorm(x!, [4], { weight, bias })],
    [
      'of matrices, with a factor',
      [
        [2, 2, 3],
        [2, 3],
      ],
      (x, weight) => ops.layerNorm(x!, [2, 3], { weight }),
    ],
    ['with a summand', [[3, 2, 2], [2]], (x, bias) => ops.layerNorm(x!, [2], { bias, eps: 0.1 })],
    ['of all', [[4]], (x) => ops.layerNorm(x!, [4])],
    ['of single elements', [[2, 1], [1]], (x, weight) => ops.layerNorm(x!, [1], { weight })],
    ['of nothing', [[0, 3]], (x) => ops.layerNorm(x!, [3])],
  ]),
  rmsNorm: calls([
    ['of rows', [[2, 4], [4]], (x, weight) => ops.rmsNorm(x!, [4], { weight })],
    ['of matrices', [[2, 2, 3]], (x) => ops.rmsNorm(x!, [2, 3], { eps: 0.1 })],
  ]),
  groupNorm: calls([
    ['of two groups', [[2, 4, 2], [4], [4]], (x, weight, bias) => ops.groupNorm(x!, 2, { weight, bias })],
    ['of channels alone', [[2, 4]], (x) => ops.groupNorm(x!, 2)],
    ['of images', [[1, 2, 2, 2], [2]], (x, weight) => ops.groupNorm(x!, 1, { weight })],
  ]),
  batchNorm: calls([
    [
      'of the batch',
      [[4, 2], [2], [2]],
      (x, weight, bias) => ops.batchNorm(x!, undefined, undefined, { weight, bias, training: true }),
    ],
    [
      'of sequences',
      [[2, 2, 3], [2]],
      (x, bias) => ops.batchNorm(x!, undefined, undefined, { bias, training: true, eps: 0.1 }),
    ],
    [
      'by running statistics',
      [[2, 2, 2], [2], [2]],
      (x, weight, bias) => {
        const [mean, variance] = [ones([2], { dtype: x!.dtype }), ones([2], { dtype: x!.dtype }).add(1)];
        return ops.batchNorm(x!, mean, variance, { weight, bias });
      },
    ],
  ]),
  instanceNorm: calls([
    ['of sequences', [[2, 2, 3], [2], [2]], (x, weight, bias) => ops.instanceNorm(x!, { weight, bias })],
    ['of images', [[1, 2, 2, 2]], (x) => ops.instanceNorm(x!, { eps: 0.1 })],
  ]),
};
