import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, DTypeError, GradientError, linalg, ShapeError, type Tensor, zeros } from '../src/index.ts';
import { doubles, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const { NaN: nan } = Number;
const plain = (): Tensor => doubles('[[0, 2, 1], [3, -1, 4], [1, 1, -2]]');
const positive = (): Tensor => doubles('[[4, 1, 2], [1, 5, 3], [2, 3, 6]]');
const singular = (): Tensor => doubles('[[1, 2], [2, 4]]');
const batch = (...matrices: Tensor[]): Tensor => core.stack(matrices);
const vector = (): Tensor => doubles([1, 2, 3]);

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'a matrix that is not square',
    () => linalg.det(zeros([2, 3])),
    ShapeError,
    'linalg.det: expected square matrices, got the shape [2, 3]',
  ],
  [
    'a vector',
    () => linalg.inv(zeros([2])),
    ShapeError,
    'linalg.inv: expected a matrix or a batch of them, got the shape [2]',
  ],
  [
    'integers',
    () => linalg.cholesky(integers([[1]])),
    DTypeError,
    'linalg.cholesky: expected a float tensor, got int32',
  ],
  [
    'inv of a singular matrix',
    () => linalg.inv(singular()),
    ArgumentError,
    'linalg.inv: the matrix is singular: pivot 2 is 0',
  ],
  [
    'solve of a singular matrix',
    () => linalg.solve(batch(plain(), zeros([3, 3]).double()), vector()),
    ArgumentError,
    'linalg.solve: matrix 1 of the batch is singular: pivot 1 is 0',
  ],
  [
    'solve of other rows',
    () => linalg.solve(plain(), doubles([1, 2])),
    ShapeError,
    'linalg.solve: [3, 3] and [2, 1] differ in their number of rows',
  ],
  [
    'solve of other batches',
    () => linalg.solve(zeros([3, 2, 2]), zeros([5, 2, 2])),
    ShapeError,
    'linalg.solve: [3, 2, 2] and [5, 2, 2]: [3] and [5] do not broadcast',
  ],
  [
    'solve of a vector on the right',
    () => linalg.solve(plain(), vector(), { left: false }),
    ArgumentError,
    'linalg.solve: left: false needs matrices, got the shape [3]',
  ],
  [
    'solve of two dtypes',
    () => linalg.solve(plain(), zeros([3])),
    DTypeError,
    'linalg.solve: expected operands of one dtype, got float64 and float32',
  ],
  [
    'solveTriangular of a vector',
    () => linalg.solveTriangular(plain(), vector(), { upper: true }),
    ShapeError,
    'linalg.solveTriangular: expected a matrix',
  ],
  [
    'cholesky of a matrix that is not positive definite',
    () => linalg.cholesky(batch(positive(), plain())),
    ArgumentError,
    'linalg.cholesky: matrix 1 of the batch is not positive definite: its leading minor of order 1 is not positive',
  ],
  [
    'a broken power',
    () => core.matrixPower(plain(), 0.5),
    ArgumentError,
    'linalg.matrixPower: n must be a whole number, got 0.5',
  ],
  [
    'svd of NaN',
    () => linalg.svd(doubles([[nan]])),
    ArgumentError,
    'linalg.svd: the matrix has elements that are not finite',
  ],
  [
    'eigh of another half',
    () => linalg.eigh(plain(), { UPLO: 'l' as 'L' }),
    ArgumentError,
    "linalg.eigh: UPLO must be 'L' or 'U', got l",
  ],
  [
    'qr of another mode',
    () => linalg.qr(plain(), { mode: 'full' as 'r' }),
    ArgumentError,
    "linalg.qr: mode must be 'reduced', 'complete' or 'r', got full",
  ],
  [
    'the gradient of r alone',
    () => linalg.qr(leaf('[[1, 2], [3, 4]]'), { mode: 'r' }).R.sum().backward(),
    GradientError,
    'linalg.qr: there is no gradient with mode r; use reduced',
  ],
  [
    'matrixNorm of order 3',
    () => linalg.matrixNorm(plain(), 3),
    ArgumentError,
    "linalg.matrixNorm: the order must be 'fro', 'nuc', ±1, ±2 or ±Infinity, got 3",
  ],
  [
    'matrixNorm of a vector',
    () => linalg.matrixNorm(vector()),
    ShapeError,
    'linalg.matrixNorm: expected a matrix or a batch of them, got the shape [3]',
  ],
  ['norm of a vector by rows', () => linalg.norm(vector(), 'fro'), ShapeError, 'linalg.norm: expected a matrix'],
  [
    'norm of a batch',
    () => linalg.norm(zeros([2, 2, 2]), 2),
    ShapeError,
    'linalg.norm: an order without dim is that of 1 or 2 dimensions, got [2, 2, 2]',
  ],
  [
    'norm over three dims',
    () => linalg.norm(zeros([2, 2, 2]), 2, { dim: [0, 1, 2] }),
    ArgumentError,
    'linalg.norm: dim must be one dimension or two, got [0, 1, 2]',
  ],
  [
    'norm of order fro over one dim',
    () => linalg.norm(plain(), 'fro', { dim: 1 }),
    ArgumentError,
    'linalg.norm: order fro is that of two dimensions, got [1]',
  ],
  [
    'norm of order nuc over one dim',
    () => core.norm(plain(), 'nuc', { dim: 1 }),
    ShapeError,
    'norm: the nuclear norm is that of 2 dimensions, got [1]',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
