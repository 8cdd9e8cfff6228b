import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of what depends on the order of elements. */
export const sortingSamples = {
  sort: calls([
    ['rows', [[2, 5]], (x) => ops.sort(x!).values],
    ['columns, descending', [[4, 2]], (x) => ops.sort(x!, { dim: 0, descending: true }).values],
    ['0-d', [[]], (x) => ops.sort(x!).values],
    ['nothing', [[2, 0]], (x) => ops.sort(x!).values],
  ]),
  argsort: calls([['rows', [[2, 5]], (x) => ops.argsort(x!)]], undefined, 'none'),
  msort: calls([['columns', [[4, 2]], (x) => ops.msort(x!)]]),
  topk: calls([
    ['the greatest', [[2, 5]], (x) => ops.topk(x!, 3).values],
    ['the smallest', [[4, 2]], (x) => ops.topk(x!, 2, { dim: 0, largest: false }).values],
  ]),
  kthvalue: calls([
    ['rows', [[2, 5]], (x) => ops.kthvalue(x!, 2).values],
    ['columns, kept', [[4, 2]], (x) => ops.kthvalue(x!, 3, { dim: 0, keepdim: true }).values],
  ]),
  mode: calls([['rows', [[2, 5]], (x) => ops.mode(x!).values]]),
  median: calls([
    ['all', [[2, 3]], (x) => ops.median(x!)],
    ['a dim', [[4, 2]], (x) => ops.median(x!, { dim: 0 }).values],
  ]),
  nanmedian: calls([
    ['all', [[3, 3]], (x) => ops.nanmedian(x!)],
    ['a dim', [[2, 5]], (x) => ops.nanmedian(x!, { dim: 1, keepdim: true }).values],
  ]),
  quantile: calls([
    ['all', [[2, 3]], (x) => ops.quantile(x!, 0.3)],
    ['several along a dim', [[2, 5]], (x) => ops.quantile(x!, tensor([0.1, 0.5, 0.9]).to(x!.dtype), { dim: 1 })],
    ['midpoints', [[4, 2]], (x) => ops.quantile(x!, 0.4, { dim: 0, keepdim: true, interpolation: 'midpoint' })],
  ]),
  nanquantile: calls([['a dim', [[2, 5]], (x) => ops.nanquantile(x!, 0.6, { dim: 1, interpolation: 'higher' })]]),
};
