import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, offZero } from './makers.ts';

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf } = Number;

/** Samples of norms. */
export const normSamples = {
  vectorNorm: calls(
    [
      ['2', [[2, 3]], (x) => ops.vectorNorm(x!)],
      ['1', [[2, 3]], (x) => ops.vectorNorm(x!, 1, { dim: 1 })],
      ['3', [[2, 3, 2]], (x) => ops.vectorNorm(x!, 3, { dim: [0, -1], keepdim: true })],
      ['1.5', [[2, 3]], (x) => ops.vectorNorm(x!, 1.5, { dim: 0 })],
      ['0.5', [[2, 3]], (x) => ops.vectorNorm(x!, 0.5, { dim: 1 })],
      ['-2', [[2, 3]], (x) => ops.vectorNorm(x!, -2)],
      ['infinity', [[2, 3]], (x) => ops.vectorNorm(x!, inf, { dim: 1 })],
      ['minus infinity', [[2, 3]], (x) => ops.vectorNorm(x!, ninf, { dim: 1 })],
      ['0-d', [[]], (x) => ops.vectorNorm(x!, 4, { dim: -1 })],
      ['nothing', [[0, 3]], (x) => ops.vectorNorm(x!, 3, { dim: 0 })],
    ],
    offZero,
  ),
  norm: calls([
    ['all', [[2, 3]], (x) => ops.norm(x!)],
    ['a dim', [[2, 3]], (x) => ops.norm(x!, 3, { dim: 1 })],
  ]),
  dist: calls([['broadcasting', [[2, 3], [3]], (x, y) => ops.dist(x!, y!, 3)]]),
  renorm: calls([
    [
      'a long and a short row',
      [[2, 3]],
      (x) => ops.renorm(ops.mul(x!, tensor([[0.01], [9]], { dtype: 'float64' })), 2, 0, 1.5),
    ],
  ]),
  normalize: calls([
    ['rows', [[2, 3]], (x) => ops.normalize(x!)],
    ['columns', [[2, 3]], (x) => ops.normalize(x!, { p: 3, dim: 0 })],
  ]),
};
