import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of cumulative operations. */
export const cumulativeSamples = {
  cumsum: calls([
    ['rows', [[2, 3]], (x) => ops.cumsum(x!, 1)],
    ['columns', [[3, 2]], (x) => ops.cumsum(x!, 0)],
    ['0-d', [[]], (x) => ops.cumsum(x!, -1)],
    ['nothing', [[0, 2]], (x) => ops.cumsum(x!, 0)],
  ]),
  cumprod: calls([
    ['rows', [[2, 5]], (x) => ops.cumprod(x!, 1)],
    ['a middle dim', [[2, 3, 2]], (x) => ops.cumprod(x!, 1)],
    ['zeros', [[2, 4]], (x) => ops.cumprod(ops.mul(x!, tensor([1, 0, 1, 0], { dtype: 'float64' })), 1)],
    ['0-d', [[]], (x) => ops.cumprod(x!, 0)],
    ['nothing', [[2, 0]], (x) => ops.cumprod(x!, 1)],
  ]),
  logcumsumexp: calls([
    ['rows', [[2, 5]], (x) => ops.logcumsumexp(x!, 1)],
    ['columns', [[3, 2]], (x) => ops.logcumsumexp(x!, 0)],
    ['0-d', [[]], (x) => ops.logcumsumexp(x!, 0)],
  ]),
  cummax: calls([
    ['rows', [[2, 5]], (x) => ops.cummax(x!, 1).values],
    ['columns', [[4, 2]], (x) => ops.cummax(x!, 0).values],
  ]),
  cummin: calls([
    ['rows', [[2, 5]], (x) => ops.cummin(x!, -1).values],
    ['0-d', [[]], (x) => ops.cummin(x!, 0).values],
  ]),
  diff: calls([
    ['rows', [[2, 4]], (x) => ops.diff(x!)],
    [
      'with ends',
      [
        [3, 2],
        [1, 2],
        [2, 2],
      ],
      (x, y, z) => ops.diff(x!, { n: 2, dim: 0, prepend: y!, append: z! }),
    ],
    ['never', [[2, 2]], (x) => ops.diff(x!, { n: 0 })],
  ]),
  trapezoid: calls([
    ['places', [[2, 3], [3]], (y, x) => ops.trapezoid(y!, x!)],
    ['columns', [[3, 2]], (y) => ops.trapezoid(y!, undefined, { dx: 0.5, dim: 0 })],
  ]),
  trapz: calls([['rows', [[2, 3]], (y) => ops.trapz(y!)]]),
  cumulativeTrapezoid: calls([
    [
      'places',
      [
        [2, 3],
        [2, 3],
      ],
      (y, x) => ops.cumulativeTrapezoid(y!, x!),
    ],
  ]),
};
