import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

const sequence = () => tensor([-1, -0.5, 0.25, 1]);

/** Samples of searching, counting and sets. */
export const searchingSamples = {
  searchsorted: calls(
    [
      ['one sequence', [[2, 3]], (x) => ops.searchsorted(sequence(), x!)],
      [
        'a sequence for each row',
        [
          [2, 4],
          [2, 3],
        ],
        (x, y) => ops.searchsorted(ops.sort(x!).values, y!, { right: true }),
      ],
      ['a number', [[4]], (x) => ops.searchsorted(x!, 0.5, { sorter: ops.argsort(x!) })],
    ],
    undefined,
    'none',
  ),
  bucketize: calls([['a matrix', [[2, 3]], (x) => ops.bucketize(x!, sequence())]], undefined, 'none'),
  nonzero: calls([['a matrix', [[2, 3]], (x) => ops.nonzero(ops.relu(x!))]], undefined, 'none'),
  argwhere: calls([['a matrix', [[2, 3]], (x) => ops.argwhere(ops.relu(x!))]], undefined, 'none'),
  unique: calls(
    [
      ['elements', [[2, 3]], (x) => ops.unique(ops.round(x!), { returnInverse: true, returnCounts: true })],
      ['slices', [[3, 2]], (x) => ops.unique(ops.sign(x!), { dim: 0 })],
    ],
    undefined,
    'none',
  ),
  uniqueConsecutive: calls(
    [['elements', [[2, 3]], (x) => ops.uniqueConsecutive(ops.sign(x!), { returnInverse: true })]],
    undefined,
    'none',
  ),
  isin: calls([['signs', [[2, 3]], (x) => ops.isin(ops.round(x!), tensor([0, 1]))]], undefined, 'none'),
  bincount: calls([['weights', [[3]], (x) => ops.bincount(index([2, 0, 2]), { weights: x! })]]),
  histc: calls([['a range', [[2, 3]], (x) => ops.histc(x!, 4, { min: -2, max: 2 })]], undefined, 'none'),
};
