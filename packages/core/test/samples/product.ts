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
  vdot: calls([['vectors', [[3], [3]], (a, b) => ops.vdot(a!, b!)]]),
  inner: calls([
    [
      'matrices',
      [
        [2, 3],
        [4, 3],
      ],
      (a, b) => ops.inner(a!, b!),
    ],
    ['a number', [[2, 3], []], (a, b) => ops.inner(a!, b!)],
  ]),
  tensordot: calls([
    [
      'two dims',
      [
        [2, 3, 2],
        [3, 2, 4],
      ],
      (a, b) => ops.tensordot(a!, b!),
    ],
    [
      'pairs',
      [
        [2, 3, 4],
        [4, 2, 3],
      ],
      (a, b) =>
        ops.tensordot(a!, b!, {
          dims: [
            [0, -1],
            [1, 0],
          ],
        }),
    ],
    [
      'a size of 1',
      [
        [2, 3],
        [1, 4],
      ],
      (a, b) => ops.tensordot(a!, b!, { dims: [[0], [0]] }),
    ],
    ['none', [[2], [3]], (a, b) => ops.tensordot(a!, b!, { dims: 0 })],
  ]),
  kron: calls([['other ranks', [[2, 3], [2]], (a, b) => ops.kron(a!, b!)]]),
  cross: calls([
    [
      'the first dim of size 3',
      [
        [2, 3, 3],
        [1, 3, 3],
      ],
      (a, b) => ops.cross(a!, b!),
    ],
  ]),
  addmm: calls([
    ['weights', [[3], [2, 3], [3, 3]], (x, a, b) => ops.addmm(x!, a!, b!, { beta: 0.3, alpha: 0.7 })],
    [
      'plain',
      [
        [2, 3],
        [2, 3],
        [3, 3],
      ],
      (x, a, b) => ops.addmm(x!, a!, b!),
    ],
    [
      'no input',
      [
        [2, 3],
        [2, 3],
        [3, 3],
      ],
      (x, a, b) => ops.addmm(x!, a!, b!, { beta: 0 }),
    ],
  ]),
  addmv: calls([['weights', [[2], [2, 3], [3]], (x, a, b) => ops.addmv(x!, a!, b!, { beta: 0.3, alpha: 0.7 })]]),
  addr: calls([['weights', [[3], [2], [3]], (x, a, b) => ops.addr(x!, a!, b!, { beta: 0.3, alpha: 0.7 })]]),
  addbmm: calls([
    [
      'weights',
      [
        [2, 1],
        [2, 2, 3],
        [2, 3, 4],
      ],
      (x, a, b) => ops.addbmm(x!, a!, b!, { beta: 0.3, alpha: 0.7 }),
    ],
  ]),
  baddbmm: calls([
    [
      'weights',
      [
        [2, 1],
        [2, 2, 3],
        [2, 3, 4],
      ],
      (x, a, b) => ops.baddbmm(x!, a!, b!, { beta: 0.3, alpha: 0.7 }),
    ],
  ]),
  einsum: calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.einsum('ij,jk->ki', a!, b!),
    ],
    ['a trace', [[3, 3]], (a) => ops.einsum('ii', a!)],
    [
      'batches',
      [
        [2, 1, 2, 3],
        [2, 3, 2],
      ],
      (a, b) => ops.einsum('...ij,...jk->...ik', a!, b!),
    ],
    ['three', [[2], [2, 3, 3], [2, 3]], (a, b, c) => ops.einsum('i,ijj,ij->j', a!, b!, c!)],
    ['outer', [[2, 2], [3]], (a, b) => ops.einsum('ab,c->bca', a!, b!)],
  ]),
};
