import { tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, offZero } from './makers.ts';

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf } = Number;

/** Samples of norms. */
export const normSamples = {
  'linalg.vectorNorm': calls(
    [
      ['2', [[2, 3]], (x) => ops.linalg.vectorNorm(x!)],
      ['1', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, 1, { dim: 1 })],
      ['3', [[2, 3, 2]], (x) => ops.linalg.vectorNorm(x!, 3, { dim: [0, -1], keepdim: true })],
      ['1.5', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, 1.5, { dim: 0 })],
      ['0.5', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, 0.5, { dim: 1 })],
      ['-2', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, -2)],
      ['infinity', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, inf, { dim: 1 })],
      ['minus infinity', [[2, 3]], (x) => ops.linalg.vectorNorm(x!, ninf, { dim: 1 })],
      ['0-d', [[]], (x) => ops.linalg.vectorNorm(x!, 4, { dim: -1 })],
      ['nothing', [[0, 3]], (x) => ops.linalg.vectorNorm(x!, 3, { dim: 0 })],
    ],
    offZero,
  ),
  norm: calls([
    ['all', [[2, 3]], (x) => ops.norm(x!)],
    ['a dim', [[2, 3]], (x) => ops.norm(x!, 3, { dim: 1 })],
    ['nuclear', [[2, 3]], (x) => ops.norm(x!, 'nuc')],
  ]),
  'linalg.norm': calls([
    ['all', [[2, 3, 2]], (x) => ops.linalg.norm(x!)],
    ['a vector', [[3]], (x) => ops.linalg.norm(x!, 3, { keepdim: true })],
    ['a matrix', [[2, 3]], (x) => ops.linalg.norm(x!, 'fro')],
    ['matrices', [[2, 3, 2]], (x) => ops.linalg.norm(x!, 1, { dim: [2, 0] })],
  ]),
  'linalg.matrixNorm': calls([
    ['fro', [[2, 3, 2]], (x) => ops.linalg.matrixNorm(x!)],
    ['nuc', [[2, 3, 2]], (x) => ops.linalg.matrixNorm(x!, 'nuc', { dim: [0, 1] })],
    ['2', [[2, 3, 2]], (x) => ops.linalg.matrixNorm(x!, 2, { keepdim: true })],
    ['-2', [[3, 2]], (x) => ops.linalg.matrixNorm(x!, -2)],
    ['1', [[3, 2]], (x) => ops.linalg.matrixNorm(x!, 1)],
    ['-1', [[2, 3, 2]], (x) => ops.linalg.matrixNorm(x!, -1, { dim: [1, 0] })],
    ['infinity', [[3, 2]], (x) => ops.linalg.matrixNorm(x!, inf, { keepdim: true })],
    ['minus infinity', [[3, 2]], (x) => ops.linalg.matrixNorm(x!, ninf)],
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
