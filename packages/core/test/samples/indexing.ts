import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

/** Samples of indexing. */
export const indexingSamples = {
  gather: calls([
    [
      'repeated indices',
      [[3, 2]],
      (x) =>
        ops.gather(
          x!,
          0,
          index([
            [0, 2],
            [2, 2],
          ]),
        ),
    ],
  ]),
  scatter: calls([
    [
      'tensors',
      [
        [3, 2],
        [1, 2],
      ],
      (x, source) => ops.scatter(x!, 0, index([[0, 2]]), source!),
    ],
    ['a number', [[3, 2]], (x) => ops.scatter(x!, 0, index([[0, 2]]), 5)],
  ]),
  scatterAdd: calls([
    [
      'repeated indices',
      [
        [3, 2],
        [2, 2],
      ],
      (x, source) =>
        ops.scatterAdd(
          x!,
          0,
          index([
            [0, 2],
            [0, 1],
          ]),
          source!,
        ),
    ],
  ]),
  takeAlongDim: calls([['broadcasting', [[3, 2]], (x) => ops.takeAlongDim(x!, index([[0], [2]]), 0)]]),
  indexSelect: calls([['repeated rows', [[3, 2]], (x) => ops.indexSelect(x!, 0, index([2, 0, 2]))]]),
  indexAdd: calls([
    [
      'repeated rows',
      [
        [3, 2],
        [2, 2],
      ],
      (x, source) => ops.indexAdd(x!, 0, index([1, 1]), source!, { alpha: 0.5 }),
    ],
  ]),
  oneHot: calls([['classes', [[2]], () => ops.oneHot(index([0, 2]), 3)]], undefined, 'none'),
};
