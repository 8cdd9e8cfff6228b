import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

/** Samples of products. */
export const productSamples = {
  matmul: calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
    [
      'broadcast batches',
      [
        [2, 1, 2, 3],
        [2, 3, 2],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
    ['vectors', [[3], [3]], (a, b) => ops.matmul(a!, b!)],
    ['a vector on the left', [[3], [2, 3, 2]], (a, b) => ops.matmul(a!, b!)],
    ['a vector on the right', [[2, 2, 3], [3]], (a, b) => ops.matmul(a!, b!)],
    [
      'nothing',
      [
        [2, 0],
        [0, 3],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
  ]),
  mm: calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.mm(a!, b!),
    ],
  ]),
  bmm: calls([
    [
      'batches',
      [
        [2, 2, 3],
        [2, 3, 2],
      ],
      (a, b) => ops.bmm(a!, b!),
    ],
  ]),
  mv: calls([['a matrix', [[2, 3], [3]], (a, b) => ops.mv(a!, b!)]]),
  dot: calls([['vectors', [[3], [3]], (a, b) => ops.dot(a!, b!)]]),
  outer: calls([['vectors', [[2], [3]], (a, b) => ops.outer(a!, b!)]]),
  linear: calls([
    ['with bias', [[2, 3], [4, 3], [4]], (x, w, b) => ops.linear(x!, w!, b!)],
    [
      'without',
      [
        [2, 2, 3],
        [4, 3],
      ],
      (x, w) => ops.linear(x!, w!),
    ],
    ['one row', [[3], [2, 3], [2]], (x, w, b) => ops.linear(x!, w!, b!)],
  ]),
};
