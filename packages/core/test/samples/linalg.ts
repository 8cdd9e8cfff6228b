import type { Tensor } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls } from './makers.ts';

const { linalg } = ops;
const { POSITIVE_INFINITY: inf } = Number;

/** Far from singular. */
const regular = (x: Tensor): Tensor => x.add(linalg.matrixPower(x.detach(), 0).mul(3));
const symmetric = (x: Tensor): Tensor => x.add(x.mT);
const positive = (x: Tensor): Tensor => symmetric(x).add(linalg.matrixPower(x.detach(), 0).mul(9));

const solveByFactors = (x: Tensor, b: Tensor, options: ops.linalg.LuSolveOptions): Tensor => {
  const { LU, pivots } = linalg.luFactor(regular(x));
  return linalg.luSolve(LU, pivots, b, options);
};

const square = [2, 3, 3];

const det = calls([
  ['a batch', [square], (x) => ops.det(x!)],
  [
    'rank 2 of 3',
    [
      [3, 2],
      [2, 3],
    ],
    (a, b) => ops.det(ops.matmul(a!, b!)),
  ],
  [
    'rank 1 of 3',
    [
      [3, 1],
      [1, 3],
    ],
    (a, b) => ops.det(ops.matmul(a!, b!)),
  ],
  ['nothing', [[0, 0]], (x) => ops.det(x!)],
]);
const slogdet = calls([['a batch', [square], (x) => ops.slogdet(regular(x!)).logabsdet]]);
const inverse = calls([['a batch', [square], (x) => ops.inverse(regular(x!))]]);
const matrixPower = calls([
  ['5', [square], (x) => ops.matrixPower(x!, 5)],
  ['-2', [square], (x) => ops.matrixPower(regular(x!), -2)],
  ['1', [square], (x) => ops.matrixPower(x!, 1)],
]);
const matrixExp = calls([
  ['small', [square], (x) => ops.matrixExp(x!.mul(0.1))],
  ['large', [[2, 2]], (x) => ops.matrixExp(x!.mul(2))],
]);
const pinverse = calls([
  ['tall', [[2, 4, 3]], (x) => ops.pinverse(x!)],
  ['wide', [[2, 4]], (x) => ops.pinverse(x!)],
  ['symmetric', [square], (x) => linalg.pinv(symmetric(x!), { hermitian: true })],
]);

/** Samples of linear algebra. */
export const linalgSamples = {
  'linalg.cross': calls([
    [
      'the last dim',
      [
        [2, 1, 3],
        [2, 3],
      ],
      (a, b) => linalg.cross(a!, b!.unsqueeze(0)),
    ],
  ]),
  'linalg.multiDot': calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 4],
        [4, 2],
        [2, 1],
      ],
      (...xs) => linalg.multiDot(xs),
    ],
    ['vectors', [[3], [3, 2], [2]], (...xs) => linalg.multiDot(xs)],
  ]),
  'linalg.vecdot': calls([
    ['broadcasting', [[2, 3], [3]], (x, y) => linalg.vecdot(x!, y!)],
    [
      'a dim',
      [
        [2, 3],
        [2, 3],
      ],
      (x, y) => linalg.vecdot(x!, y!, { dim: 0 }),
    ],
  ]),
  det,
  'linalg.det': det,
  slogdet,
  'linalg.slogdet': slogdet,
  logdet: calls([['a batch', [square], (x) => ops.logdet(positive(x!))]]),
  inverse,
  'linalg.inv': inverse,
  'linalg.invEx': calls([['a batch', [square], (x) => linalg.invEx(regular(x!)).inverse]]),
  matrixPower,
  'linalg.matrixPower': matrixPower,
  pinverse,
  'linalg.pinv': pinverse,
  'linalg.solve': calls([
    ['matrices', [square, [3, 2]], (a, b) => linalg.solve(regular(a!), b!)],
    ['a vector', [square, [3]], (a, b) => linalg.solve(regular(a!), b!)],
    ['vectors', [square, [2, 3]], (a, b) => linalg.solve(regular(a!), b!)],
    [
      'on the right',
      [
        [3, 3],
        [2, 2, 3],
      ],
      (a, b) => linalg.solve(regular(a!), b!, { left: false }),
    ],
  ]),
  'linalg.solveEx': calls([['matrices', [square, [3, 2]], (a, b) => linalg.solveEx(regular(a!), b!).result]]),
  'linalg.solveTriangular': calls([
    ['lower', [square, [3, 2]], (a, b) => linalg.solveTriangular(regular(a!), b!, { upper: false })],
    [
      'upper',
      [
        [3, 3],
        [2, 3, 2],
      ],
      (a, b) => linalg.solveTriangular(regular(a!), b!, { upper: true }),
    ],
    [
      'unit, on the right',
      [square, [2, 3]],
      (a, b) => linalg.solveTriangular(a!, b!, { upper: true, left: false, unitriangular: true }),
    ],
  ]),
  'linalg.cholesky': calls([
    ['lower', [square], (x) => linalg.cholesky(positive(x!))],
    ['upper', [[3, 3]], (x) => linalg.cholesky(positive(x!), { upper: true })],
  ]),
  'linalg.choleskyEx': calls([['lower', [square], (x) => linalg.choleskyEx(positive(x!)).L]]),
  choleskySolve: calls([
    ['lower', [[3, 2], square], (b, l) => ops.choleskySolve(b!, regular(l!).tril())],
    [
      'upper',
      [
        [3, 2],
        [3, 3],
      ],
      (b, u) => ops.choleskySolve(b!, regular(u!).triu(), { upper: true }),
    ],
  ]),
  choleskyInverse: calls([['a batch', [square], (l) => ops.choleskyInverse(regular(l!).tril())]]),
  'linalg.svd': calls([
    // the factors themselves are unique up to signs
    ['square', [square], (x) => (({ U, S, Vh }) => [U.square(), S, Vh.square()])(linalg.svd(x!))],
    [
      'tall',
      [[4, 2]],
      (x) => (({ U, S, Vh }) => ops.matmul(U.mul(S.exp()), Vh))(linalg.svd(x!, { fullMatrices: false })),
    ],
    [
      'wide',
      [[2, 4]],
      (x) => (({ U, S, Vh }) => ops.matmul(U.mul(S.exp()), Vh))(linalg.svd(x!, { fullMatrices: false })),
    ],
  ]),
  'linalg.svdvals': calls([['a batch', [[2, 3, 2]], (x) => linalg.svdvals(x!)]]),
  'linalg.eigh': calls([
    [
      'lower',
      [square],
      (x) => (({ eigenvalues, eigenvectors }) => [eigenvalues, eigenvectors.square()])(linalg.eigh(symmetric(x!))),
    ],
  ]),
  'linalg.eigvalsh': calls([['upper', [square], (x) => linalg.eigvalsh(symmetric(x!), { UPLO: 'U' })]]),
  'linalg.qr': calls([
    ['tall', [[2, 4, 3]], (x) => Object.values(linalg.qr(x!))],
    ['wide', [[2, 3]], (x) => Object.values(linalg.qr(x!, { mode: 'complete' }))],
    ['r of a wide one', [[2, 4]], (x) => linalg.qr(x!).R],
    ['q of a wide one', [[2, 4]], (x) => linalg.qr(x!).Q],
  ]),
  'linalg.matrixRank': calls([['a batch', [square], (x) => linalg.matrixRank(x!)]], undefined, 'none'),
  'linalg.cond': calls([
    ['2', [square], (x) => linalg.cond(regular(x!))],
    ['-2', [[3, 2]], (x) => linalg.cond(x!, -2)],
    ['infinity', [square], (x) => linalg.cond(regular(x!), inf)],
    ['fro', [square], (x) => linalg.cond(regular(x!), 'fro')],
  ]),
  matrixExp,
  'linalg.matrixExp': matrixExp,
  'linalg.matmul': calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => linalg.matmul(a!, b!),
    ],
  ]),
  'linalg.diagonal': calls([['a batch', [[2, 3, 4]], (x) => linalg.diagonal(x!, { offset: 1 })]]),
  'linalg.lu': calls([
    ['square', [square], (x) => (({ L, U }) => [L, U])(linalg.lu(x!))],
    ['tall', [[4, 2]], (x) => (({ L, U }) => [L, U])(linalg.lu(x!))],
    ['wide', [[2, 3]], (x) => (({ L, U }) => [L, U])(linalg.lu(x!))],
  ]),
  'linalg.luFactor': calls([['square', [square], (x) => linalg.luFactor(x!).LU]]),
  'linalg.luFactorEx': calls([['square', [square], (x) => linalg.luFactorEx(x!).LU]]),
  'linalg.luSolve': calls([
    [
      'left',
      [
        [3, 3],
        [3, 2],
      ],
      (x, b) => solveByFactors(x!, b!, {}),
    ],
    ['right', [square, [2, 3]], (x, b) => solveByFactors(x!, b!, { left: false })],
    ['adjoint', [square, [3, 2]], (x, b) => solveByFactors(x!, b!, { adjoint: true })],
  ]),
  'linalg.lstsq': calls([
    [
      'tall',
      [
        [2, 4, 2],
        [2, 4, 1],
      ],
      (a, b) => [linalg.lstsq(a!, b!).solution, linalg.lstsq(a!, b!, { driver: 'gelsd' }).residuals],
    ],
    ['wide', [[2, 3], [2]], (a, b) => linalg.lstsq(a!, b!).solution],
  ]),
  'linalg.tensorinv': calls([['two and one', [[2, 2, 4]], (x) => linalg.tensorinv(x!)]]),
  'linalg.tensorsolve': calls([
    [
      'plain',
      [
        [2, 2, 4],
        [2, 2],
      ],
      (a, b) => linalg.tensorsolve(a!, b!),
    ],
    [
      'moved',
      [
        [4, 2, 2],
        [2, 2],
      ],
      (a, b) => linalg.tensorsolve(a!, b!, { dims: [0] }),
    ],
  ]),
  'linalg.vander': calls([
    ['all', [[2, 3]], (x) => linalg.vander(x!)],
    ['more', [[3]], (x) => linalg.vander(x!, { N: 5 })],
  ]),
  'linalg.householderProduct': calls([
    [
      'tall',
      [
        [2, 4, 3],
        [2, 2],
      ],
      (x, tau) => linalg.householderProduct(x!, tau!),
    ],
  ]),
};
