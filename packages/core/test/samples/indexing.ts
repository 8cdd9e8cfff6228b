import { ellipsis, slice, tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

/** Samples of indexing. */
export const indexingSamples = {
  at: calls([
    ['views', [[3, 4, 2]], (x) => ops.at(x!, slice(0, 3, 2), null, 1, ellipsis)],
    ['an index tensor', [[3, 4]], (x) => ops.at(x!, slice(1), index([2, 0, -1, 2]))],
    ['index tensors apart', [[3, 2, 4]], (x) => ops.at(x!, index([2, 0]), slice(), index([[1], [-1]]))],
    [
      'a mask',
      [[2, 3]],
      (x) =>
        ops.at(
          x!,
          tensor([
            [true, false, true],
            [false, true, true],
          ]),
        ),
    ],
    ['all of it', [[2, 3]], (x) => ops.at(x!)],
  ]),
  indexPut: calls([
    ['values', [[3, 4], [2]], (x, v) => ops.indexPut(x!, [index([2, 0]), index([1, -1])], v!)],
    ['a row for several', [[3, 4], [4]], (x, v) => ops.indexPut(x!, [index([2, 0])], v!)],
    [
      'added up',
      [
        [3, 4],
        [3, 2],
      ],
      (x, v) => ops.indexPut(x!, [null, index([1, 1])], v!, { accumulate: true }),
    ],
    ['a number', [[3, 4]], (x) => ops.indexPut(x!, [index([2, 0])], 5)],
  ]),
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
