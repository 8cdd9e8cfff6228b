import { ellipsis, slice, type Tensor, tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

const rows = (): Tensor =>
  index([
    [0, 2],
    [2, 2],
    [0, 1],
  ]);

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
  scatterReduce: calls(
    (['sum', 'prod', 'mean', 'amax', 'amin'] as const).flatMap((reduce) =>
      [true, false].map(
        (includeSelf) =>
          [
            `${reduce}, ${includeSelf ? 'with' : 'without'} self`,
            [
              [3, 2],
              [3, 2],
            ],
            (x, source) => ops.scatterReduce(x!, 0, rows(), source!, reduce, { includeSelf }),
          ] as const,
      ),
    ),
  ),
  indexCopy: calls([
    [
      'rows',
      [
        [3, 2],
        [2, 2],
      ],
      (x, source) => ops.indexCopy(x!, 0, index([2, 0]), source!),
    ],
  ]),
  indexFill: calls([
    ['a number', [[3, 2]], (x) => ops.indexFill(x!, 0, index([2, -3]), 5)],
    ['a tensor', [[3, 2], []], (x, value) => ops.indexFill(x!, 1, index([1]), value!)],
  ]),
  take: calls([
    [
      'repeated indices',
      [[3, 2]],
      (x) =>
        ops.take(
          x!,
          index([
            [0, 5],
            [-1, 2],
          ]),
        ),
    ],
  ]),
  put: calls([
    ['values', [[3, 2], [2]], (x, source) => ops.put(x!, index([4, -6]), source!)],
    ['added up', [[3, 2], [3]], (x, source) => ops.put(x!, index([4, 0, -2]), source!, { accumulate: true })],
  ]),
  maskedSelect: calls([
    [
      'a mask',
      [[2, 3]],
      (x) =>
        ops.maskedSelect(
          x!,
          tensor([
            [true, false, true],
            [false, true, true],
          ]),
        ),
    ],
    ['broadcasting', [[2, 1]], (x) => ops.maskedSelect(x!, tensor([true, false, true]))],
  ]),
  maskedScatter: calls([
    ['more than enough', [[2, 3], [5]], (x, source) => ops.maskedScatter(x!, tensor([true, false, true]), source!)],
  ]),
  selectScatter: calls([['a column', [[3, 2], [3]], (x, source) => ops.selectScatter(x!, source!, 1, -1)]]),
  sliceScatter: calls([
    [
      'every other row',
      [
        [4, 2],
        [2, 2],
      ],
      (x, source) => ops.sliceScatter(x!, source!, { start: 1, step: 2 }),
    ],
  ]),
  diagonalScatter: calls([
    [
      'of a batch',
      [
        [3, 2, 4],
        [2, 3],
      ],
      (x, source) => ops.diagonalScatter(x!, source!, { offset: -1, dim1: 2, dim2: 0 }),
    ],
  ]),
  embedding: calls([
    [
      'repeated rows',
      [[4, 2]],
      (table) =>
        ops.embedding(
          index([
            [1, 3],
            [3, 0],
          ]),
          table!,
        ),
    ],
    ['scaled by frequency', [[4, 2]], (table) => ops.embedding(index([3, 0]), table!, { scaleGradByFreq: true })],
  ]),
  embeddingBag: calls([
    [
      'rows',
      [[4, 2]],
      (table) =>
        ops.embeddingBag(
          index([
            [1, 3],
            [3, 0],
          ]),
          table!,
        ),
    ],
    [
      'weighted sums',
      [[4, 2], [4]],
      (table, perSampleWeights) =>
        ops.embeddingBag(index([1, 3, 3, 0]), table!, { offsets: index([0, 0, 3]), mode: 'sum', perSampleWeights }),
    ],
    [
      'maxima',
      [[4, 2]],
      (table) => ops.embeddingBag(index([1, 3, 3, 0]), table!, { offsets: index([0, 3, 3]), mode: 'max' }),
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
