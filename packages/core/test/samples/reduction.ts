import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

/** Samples of reductions. */
export const reductionSamples = {
  sum: calls([
    ['all', [[2, 3]], (x) => ops.sum(x!)],
    ['a dim', [[2, 3, 2]], (x) => ops.sum(x!, { dim: 1 })],
    ['dims, kept', [[2, 3, 2]], (x) => ops.sum(x!, { dim: [0, -1], keepdim: true })],
    ['nothing', [[0, 3]], (x) => ops.sum(x!, { dim: 0 })],
    ['0-d', [[]], (x) => ops.sum(x!, { dim: 0 })],
  ]),
  mean: calls([
    ['all', [[2, 3]], (x) => ops.mean(x!)],
    ['dims', [[2, 3, 2]], (x) => ops.mean(x!, { dim: [0, 2] })],
  ]),
  prod: calls([
    ['all', [[2, 3]], (x) => ops.prod(x!)],
    ['a dim', [[2, 3]], (x) => ops.prod(x!, { dim: 1, keepdim: true })],
    ['a zero', [[2, 3]], (x) => ops.prod(ops.mul(x!, tensor([1, 0, 1], { dtype: 'float64' })), { dim: 1 })],
  ]),
  any: calls([['a dim', [[2, 3]], (x) => ops.any(x!, { dim: 1 })]], undefined, 'none'),
  all: calls([['a dim', [[2, 3]], (x) => ops.all(x!, { dim: 1 })]], undefined, 'none'),
  amax: calls([
    ['all', [[2, 3]], (x) => ops.amax(x!)],
    ['dims', [[2, 3, 2]], (x) => ops.amax(x!, { dim: [0, 2] })],
  ]),
  amin: calls([
    ['all', [[2, 3]], (x) => ops.amin(x!)],
    ['a dim', [[2, 3]], (x) => ops.amin(x!, { dim: 0, keepdim: true })],
  ]),
  aminmax: calls([['a dim', [[2, 3]], (x) => Object.values(ops.aminmax(x!, { dim: 1 }))]]),
  max: calls([
    ['all', [[2, 3]], (x) => ops.max(x!)],
    ['a dim', [[2, 3]], (x) => ops.max(x!, { dim: 1 }).values],
  ]),
  min: calls([
    ['all', [[2, 3]], (x) => ops.min(x!)],
    ['a dim', [[2, 3]], (x) => ops.min(x!, { dim: 0, keepdim: true }).values],
  ]),
  argmax: calls(
    [
      ['a dim', [[2, 3]], (x) => ops.argmax(x!, { dim: 1 })],
      ['all', [[2, 3]], (x) => ops.argmax(x!)],
    ],
    undefined,
    'none',
  ),
  argmin: calls([['a dim', [[2, 3]], (x) => ops.argmin(x!, { dim: 1 })]], undefined, 'none'),
  var: calls([
    ['all', [[2, 3]], (x) => ops.var(x!)],
    ['a dim', [[2, 3]], (x) => ops.var(x!, { dim: 1, correction: 0 })],
  ]),
  std: calls([
    ['all', [[2, 3]], (x) => ops.std(x!)],
    ['a dim', [[2, 3]], (x) => ops.std(x!, { dim: 1, keepdim: true })],
  ]),
  logsumexp: calls([
    ['a dim', [[2, 3]], (x) => ops.logsumexp(x!, 1)],
    ['dims', [[2, 3]], (x) => ops.logsumexp(x!, [0, 1], { keepdim: true })],
  ]),
  softmax: calls([
    ['the last dimension', [[2, 3]], (x) => ops.softmax(x!, -1)],
    ['the first', [[3, 2]], (x) => ops.softmax(x!, 0)],
  ]),
  logSoftmax: calls([
    ['the last dimension', [[2, 3]], (x) => ops.logSoftmax(x!, -1)],
    ['a middle one', [[2, 3, 2]], (x) => ops.logSoftmax(x!, 1)],
  ]),
  softmin: calls([['the last dimension', [[2, 3]], (x) => ops.softmin(x!, -1)]]),
  nansum: calls([['a dim', [[2, 3]], (x) => ops.nansum(x!, { dim: 1 })]]),
  nanmean: calls([['dims', [[2, 3]], (x) => ops.nanmean(x!, { dim: [0, 1], keepdim: true })]]),
  countNonzero: calls([['a dim', [[2, 3]], (x) => ops.countNonzero(x!, { dim: 1 })]], undefined, 'none'),
  varMean: calls([['a dim', [[2, 3]], (x) => ops.varMean(x!, { dim: 1 })]]),
  stdMean: calls([['all', [[2, 3]], (x) => ops.stdMean(x!, { correction: 0 })]]),
  cov: calls([
    ['rows', [[2, 4]], (x) => ops.cov(x!)],
    ['a vector', [[4]], (x) => ops.cov(x!, { correction: 0 })],
    ['weights', [[2, 3]], (x) => ops.cov(x!, { fweights: index([1, 2, 1]), aweights: tensor([0.5, 1, 2]) })],
  ]),
  corrcoef: calls([['rows', [[2, 4]], (x) => ops.corrcoef(x!).select(0, 0)]]),
};
