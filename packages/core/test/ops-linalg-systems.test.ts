import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, DTypeError, linalg, ShapeError, type Tensor, zeros } from '../src/index.ts';
import { type Data, doubles, expectTensor, integers, useMovingMemory, varied } from './structured-tensors.ts';

useMovingMemory();

const tall = (): Tensor => doubles('[[1, 2], [3, 4], [5, 7]]');
const right = (): Tensor => doubles('[[1], [2], [4]]');
const plain = (): Tensor => doubles('[[0, 2, 1], [3, -1, 4], [1, 1, -2]]');

test.each<[string, () => Tensor, Data]>([
  ['LU of luFactor', () => linalg.luFactor(doubles('[[1, 3], [2, 4]]')).LU, '[[2, 4], [0.5, 1]]'],
  ['the pivots of luFactor', () => linalg.luFactor(doubles('[[1, 3], [2, 4]]')).pivots, [2, 2]],
  ['the info of luFactorEx', () => linalg.luFactorEx(core.stack([plain(), zeros([3, 3]).double()])).info, [0, 1]],
  ['lstsq', () => linalg.lstsq(tall(), right()).solution.mul(14), '[[1], [7]]'],
  ['lstsq of a vector', () => linalg.lstsq(tall(), doubles([1, 2, 4])).solution.mul(14), [1, 7]],
  [
    'lstsq of dependent columns',
    () => linalg.lstsq(doubles('[[1, 2], [2, 4], [3, 6]]'), right()).solution.mul(70),
    '[[17], [34]]',
  ],
  ['lstsq of more unknowns', () => linalg.lstsq(tall().mT, doubles([1, 2])).solution.mul(14), [13, -3, 2]],
  ['the residuals of lstsq', () => linalg.lstsq(tall(), right(), { driver: 'gels' }).residuals.mul(14), [1]],
  ['the rank of lstsq', () => linalg.lstsq(core.stack([tall(), tall().mul(0)]), right()).rank, [2, 0]],
  ['what gelsy does not tell', () => linalg.lstsq(tall(), right()).residuals, []],
  ['what gels does not tell', () => linalg.lstsq(tall(), right(), { driver: 'gels' }).rank, []],
  [
    'the singular values of lstsq',
    () => linalg.lstsq(doubles('[[3, 0], [0, -4], [0, 0]]'), right(), { driver: 'gelsd' }).singularValues,
    [4, 3],
  ],
  ['matrixExp of a nilpotent matrix', () => core.matrixExp(doubles('[[0, 1], [0, 0]]')), '[[1, 1], [0, 1]]'],
  [
    'matrixExp of a turn',
    () =>
      core.matrixExp(
        doubles([
          [0, -30],
          [30, 0],
        ]),
      ),
    [
      [Math.cos(30), -Math.sin(30)],
      [Math.sin(30), Math.cos(30)],
    ],
  ],
  [
    'tensorinv',
    () => linalg.tensorinv(doubles('[[[2, 0, 0, 0], [0, 4, 0, 0]], [[0, 0, 1, 0], [0, 0, 0, 8]]]')).select(0, 3),
    '[[0, 0], [0, 0.125]]',
  ],
  [
    'tensorsolve',
    () => linalg.tensorsolve(core.eye(4).reshape([2, 2, 4]).mul(2), doubles('[[2, 4], [6, 8]]').float()),
    [1, 2, 3, 4],
  ],
  ['vander', () => linalg.vander(integers([1, 2, 3])), '[[1, 1, 1], [1, 2, 4], [1, 3, 9]]'],
  ['vander with a count', () => linalg.vander(doubles([[0, 2]]), { N: 4 }), '[[[1, 0, 0, 0], [1, 2, 4, 8]]]'],
  [
    'householderProduct',
    () => linalg.householderProduct(doubles('[[9, 9], [1, 9]]'), doubles([1])),
    '[[0, -1], [-1, 0]]',
  ],
  ['linalg.diagonal', () => linalg.diagonal(doubles('[[[1, 2], [3, 4]]]')), [[1, 4]]],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

describe('lu', () => {
  test.each([[[3, 3]], [[2, 4, 2]], [[2, 3]], [[0, 2]], [[2, 0]]])('multiplies to a matrix of shape %j', (shape) => {
    const x = varied(shape);
    const { P, L, U } = linalg.lu(x);
    expect(core.allclose(P.matmul(L).matmul(U), x, { atol: 1e-12 })).toBe(true);
    expect(core.equal(L, L.tril())).toBe(true);
    expect(core.equal(U, U.triu())).toBe(true);
  });

  test('luSolve solves with the factors', () => {
    const { LU, pivots } = linalg.luFactor(plain());
    const b = varied([3, 2]);
    expectTensor(linalg.luSolve(LU, pivots, b).sub(linalg.solve(plain(), b)), zeros([3, 2]).tolist());
    expectTensor(
      linalg.luSolve(LU, pivots, b, { adjoint: true }).sub(linalg.solve(plain().mT, b)),
      zeros([3, 2]).tolist(),
    );
    expectTensor(linalg.luSolve(LU, pivots, b.mT, { left: false }).matmul(plain()).sub(b.mT), zeros([2, 3]).tolist());
  });
});

test('matrixExp of a sum of matrices that commute is the product', () => {
  const x = varied([3, 3]).mul(4);
  const product = core.matrixExp(x.mul(0.3)).matmul(core.matrixExp(x.mul(0.7)));
  expect(core.allclose(core.matrixExp(x), product, { rtol: 1e-10, atol: 1e-10 })).toBe(true);
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'luFactor of a singular matrix',
    () => linalg.luFactor(zeros([2, 2])),
    ArgumentError,
    'linalg.luFactor: the matrix is singular: pivot 1 is 0',
  ],
  [
    'pivots of another dtype',
    () => linalg.luSolve(plain(), doubles([1, 2, 3]), plain()),
    DTypeError,
    'linalg.luSolve: the pivots are float64, expected int32',
  ],
  [
    'pivots of another size',
    () => linalg.luSolve(plain(), integers([1, 2]), plain()),
    ShapeError,
    'linalg.luSolve: [2] are no pivots of [3, 3]',
  ],
  [
    'pivots that are no rows',
    () => linalg.luSolve(plain(), integers([1, 2, 9]), plain()),
    ArgumentError,
    'a pivot is outside of the rows',
  ],
  [
    'lstsq of other rows',
    () => linalg.lstsq(tall(), doubles([1, 2])),
    ShapeError,
    'linalg.lstsq: [3, 3] and [2, 1] differ in their number of rows',
  ],
  [
    'another driver',
    () => linalg.lstsq(tall(), right(), { driver: 'qr' as 'gels' }),
    ArgumentError,
    'linalg.lstsq: driver must be one of gels, gelsy, gelsd, gelss, got qr',
  ],
  [
    'tensorinv of no square',
    () => linalg.tensorinv(zeros([2, 3, 4])),
    ShapeError,
    'linalg.tensorinv: [2, 3] and [4] make no square matrix',
  ],
  [
    'tensorinv without rows',
    () => linalg.tensorinv(zeros([1]), { ind: 0 }),
    ArgumentError,
    'linalg.tensorinv: ind must be a positive whole number, got 0',
  ],
  [
    'tensorsolve of no square',
    () => linalg.tensorsolve(zeros([2, 3]), zeros([3])),
    ShapeError,
    'linalg.tensorsolve: [2, 3] makes no square matrix that fits [3]',
  ],
  [
    'one power',
    () => linalg.vander(doubles([1, 2]), { N: 1 }),
    ArgumentError,
    'linalg.vander: N must be at least 2, got 1',
  ],
  [
    'powers of bools',
    () => linalg.vander(core.tensor([true, false])),
    DTypeError,
    'linalg.vander: expected numbers, got bools',
  ],
  [
    'reflections of a wide matrix',
    () => linalg.householderProduct(zeros([2, 3]), zeros([2])),
    ShapeError,
    'linalg.householderProduct: [2, 3] with [2]',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
