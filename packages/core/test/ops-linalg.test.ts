import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { grad, linalg, type Tensor, zeros } from '../src/index.ts';
import {
  type Data,
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  varied,
} from './structured-tensors.ts';

useMovingMemory();

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf, NaN: nan } = Number;
const plain = (): Tensor => doubles('[[0, 2, 1], [3, -1, 4], [1, 1, -2]]');
const positive = (): Tensor => doubles('[[4, 1, 2], [1, 5, 3], [2, 3, 6]]');
const singular = (): Tensor => doubles('[[1, 2], [2, 4]]');
const batch = (...matrices: Tensor[]): Tensor => core.stack(matrices);
const vector = (): Tensor => doubles([1, 2, 3]);

test.each<[string, () => Tensor, Data]>([
  ['det', () => linalg.det(plain()), 24],
  ['det of a batch', () => linalg.det(batch(singular(), doubles('[[0, 1], [1, 0]]'))), [0, -1]],
  ['det of nothing', () => linalg.det(zeros([2, 0, 0])), [1, 1]],
  ['the sign of slogdet', () => core.slogdet(batch(plain(), plain().neg())).sign, [1, -1]],
  ['slogdet of a singular matrix', () => core.stack(Object.values(linalg.slogdet(singular()))), [0, ninf]],
  [
    'slogdet beyond the range of det',
    () => core.slogdet(core.eye(400).double().mul(1e-3)).logabsdet,
    400 * Math.log(1e-3),
  ],
  ['logdet', () => core.logdet(batch(plain(), plain().neg())), [Math.log(24), nan]],
  ['inv', () => linalg.inv(plain()).mul(24), '[[-2, 5, 9], [10, -1, 3], [4, 2, -6]]'],
  ['solve for a vector', () => linalg.solve(plain(), vector()).mul(24), [35, 17, -10]],
  ['solve for a matrix', () => linalg.solve(plain(), plain()), '[[1, 0, 0], [0, 1, 0], [0, 0, 1]]'],
  [
    'solve on the right',
    () => linalg.solve(plain(), doubles([[5, 3, -4]]), { left: false }).matmul(plain()),
    [[5, 3, -4]],
  ],
  [
    'solve for one vector per matrix',
    () =>
      linalg.solve(
        core.eye(2).expand([3, 2, 2]).mul(2),
        core.tensor([
          [2, 4],
          [6, 8],
          [0, 2],
        ]),
      ),
    [
      [1, 2],
      [3, 4],
      [0, 1],
    ],
  ],
  [
    'solveTriangular',
    () => linalg.solveTriangular(doubles('[[2, 99], [1, 4]]'), doubles('[[2], [9]]'), { upper: false }),
    [[1], [2]],
  ],
  [
    'solveTriangular with ones',
    () =>
      linalg.solveTriangular(doubles('[[99, 3], [99, 99]]'), doubles('[[8], [2]]'), {
        upper: true,
        unitriangular: true,
      }),
    [[2], [2]],
  ],
  ['solveTriangular of a 0', () => linalg.solveTriangular(doubles([[0]]), doubles([[1]]), { upper: true }), [[inf]]],
  ['cholesky', () => linalg.cholesky(doubles('[[4, 99], [2, 10]]')), '[[2, 0], [1, 3]]'],
  [
    'cholesky of the upper half',
    () => linalg.cholesky(doubles('[[4, 2], [99, 10]]'), { upper: true }),
    '[[2, 1], [0, 3]]',
  ],
  [
    'choleskySolve',
    () => core.choleskySolve(plain(), linalg.cholesky(positive())).sub(linalg.solve(positive(), plain())),
    zeros([3, 3]).tolist(),
  ],
  [
    'choleskyInverse',
    () => core.choleskyInverse(linalg.cholesky(positive()).mT, { upper: true }).matmul(positive()),
    core.eye(3).tolist(),
  ],
  ['matrixPower', () => core.matrixPower(integers('[[1, 1], [1, 0]]'), 10), '[[89, 55], [55, 34]]'],
  ['a negative matrixPower', () => core.matrixPower(plain(), -2).matmul(plain()).matmul(plain()), core.eye(3).tolist()],
  ['matrixPower of 0', () => core.matrixPower(varied([2, 2, 2]), 0), [core.eye(2).tolist(), core.eye(2).tolist()]],
  ['svdvals', () => linalg.svdvals(plain()), [5.274917217635375, 2.274917217635375, 2]],
  ['eigvalsh', () => linalg.eigvalsh(positive()), [2.194397167421894, 3.386770156608049, 9.418832675970057]],
  ['eigvalsh of the upper half', () => linalg.eigvalsh(doubles('[[2, 1], [99, 2]]'), { UPLO: 'U' }), [1, 3]],
  ['R of qr', () => linalg.qr(doubles('[[3, 1], [4, 1]]')).R, '[[-5, -1.4], [0, -0.2]]'],
  ['R of qr alone', () => linalg.qr(doubles('[[3, 1], [4, 1]]'), { mode: 'r' }).R, '[[-5, -1.4], [0, -0.2]]'],
  ['pinv', () => linalg.pinv(plain().narrow(1, 0, 2)).mul(14), '[[1, 4, 2], [5, -1, 3]]'],
  ['pinv of a singular matrix', () => linalg.pinv(singular()).mul(25), '[[1, 2], [2, 4]]'],
  ['pinv of nothing', () => linalg.pinv(zeros([2, 0])), []],
  ['pinv of a symmetric matrix', () => linalg.pinv(singular(), { hermitian: true }).mul(25), '[[1, 2], [2, 4]]'],
  ['pinv with tolerances', () => linalg.pinv(doubles('[[4, 0], [0, 1]]'), { rtol: 0.5 }), '[[0.25, 0], [0, 0]]'],
  [
    'matrixRank',
    () => linalg.matrixRank(batch(singular(), doubles('[[0, 0], [0, 0]]'), doubles('[[1, 0], [0, -1]]'))),
    [1, 0, 2],
  ],
  [
    'matrixRank with a tolerance per matrix',
    () => linalg.matrixRank(core.eye(2).expand([2, 2, 2]), { atol: core.tensor([0.5, 2]) }),
    [2, 0],
  ],
  ['cond', () => linalg.cond(plain()), 2.637458608817687],
  ['cond of order -2', () => linalg.cond(plain(), -2), 0.379152869605895],
  ['cond of order fro', () => linalg.cond(plain(), 'fro'), 4.210601698887405],
  ['cond of order infinity', () => linalg.cond(batch(plain(), zeros([3, 3]).double()), inf), [16 / 3, inf]],
])('%s is that of PyTorch', (_, run, want) => {
  expectTensor(run(), want);
});

test.each<[linalg.MatrixOrder, number]>([
  ['fro', Math.sqrt(37)],
  ['nuc', 9.54983443527075],
  [1, 7],
  [-1, 4],
  [2, 5.274917217635375],
  [-2, 2],
  [inf, 8],
  [ninf, 3],
])('the norm of order %s is that of PyTorch', (ord, want) => {
  expectTensor(linalg.matrixNorm(plain(), ord), want);
  expectTensor(linalg.norm(plain(), ord), want);
  expectTensor(linalg.matrixNorm(plain().unsqueeze(1), ord, { dim: [0, 2], keepdim: true }), [[[want]]]);
});

test.each<[string, () => Tensor, Data]>([
  ['of all elements without an order', () => linalg.norm(batch(plain(), plain())), Math.sqrt(74)],
  ['of vectors with one dim', () => linalg.norm(plain(), 1, { dim: 1 }), [3, 8, 4]],
  ['of elements with two dims and no order', () => linalg.norm(plain(), undefined, { dim: [0, 1] }), Math.sqrt(37)],
  ['of a vector', () => linalg.norm(vector(), inf), 3],
  ['torch.norm with nuc', () => core.norm(plain(), 'nuc', { dim: [0, 1] }), 9.54983443527075],
])('linalg.norm %s', (_, run, want) => {
  expectTensor(run(), want);
});

describe('decompositions of float32 matrices', () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ['svd', (x) => (({ U, S, Vh }) => U.matmul(S.unsqueeze(-1).mul(Vh)))(linalg.svd(x, { fullMatrices: false }))],
    ['qr', (x) => (({ Q, R }) => Q.matmul(R))(linalg.qr(x, { mode: 'complete' }))],
  ])('%s multiplies to the matrix', (_, back) => {
    for (const shape of [
      [3, 4],
      [2, 4, 3],
      [0, 2],
      [2, 0],
    ]) {
      const x = varied(shape).float();
      expect(back(x).dtype).toBe('float32');
      expect(core.allclose(back(x), x, { atol: 1e-5 })).toBe(true);
    }
  });

  test('svd gives whole bases unless told otherwise', () => {
    const shapes = (x: { U: Tensor; S: Tensor; Vh: Tensor }): unknown => [x.U.shape, x.S.shape, x.Vh.shape];
    expect(shapes(linalg.svd(varied([2, 3])))).toEqual([[2, 2], [2], [3, 3]]);
    expect(shapes(linalg.svd(varied([2, 3]), { fullMatrices: false }))).toEqual([[2, 2], [2], [2, 3]]);
  });
});

describe('the derivatives of det', () => {
  test('are cofactors where the rank is one less than full', () => {
    const x = leaf('[[1, 2], [2, 4]]');
    expectTensor(gradientOf(linalg.det(x), x), '[[4, -2], [-2, 1]]');
  });

  test('are exact at zeros, the first and the second', () => {
    const x = leaf('[[0, 0], [0, 0]]');
    const first = gradientOf(linalg.det(x), x, undefined, true);
    expectTensor(first, '[[0, 0], [0, 0]]');
    expectTensor(gradientOf(first.select(0, 0).select(0, 0), x), '[[0, 0], [0, 1]]');
  });

  test('of what is not finite are NaN', () => {
    const x = leaf(doubles('[[1, 2], [3, 4]]').mul(Number.POSITIVE_INFINITY).tolist());
    expect([...gradientOf(linalg.det(x), x).toTypedArray()].every(Number.isNaN)).toBe(true);
  });

  test('agree with differences up to the third for regular matrices', () => {
    const x = varied([3, 3]).requiresGrad_();
    const [g, h] = [varied([3, 3], 1), varied([3, 3], 2)];
    const second = (at: Tensor): Tensor => {
      const first = grad(linalg.det(at), at, { createGraph: true })[0]!;
      return grad(first.mul(g).sum(), at, { createGraph: true })[0]!;
    };
    const third = grad(second(x).mul(h).sum(), x)[0]!;
    const step = 1e-5;
    for (const [i, j] of [
      [0, 0],
      [1, 2],
      [2, 0],
    ] as const) {
      const move = (size: number): number => {
        const moved = x.detach().clone();
        moved.select(0, i).select(0, j).add_(size);
        return second(moved.requiresGrad_()).mul(h).sum().item();
      };
      const slope = (move(step) - move(-step)) / (2 * step);
      expect(third.select(0, i).select(0, j).item()).toBeCloseTo(slope, 5);
    }
  });
});

test('the Ex functions say where they failed', () => {
  const two = batch(singular(), doubles('[[1, 0], [0, 1]]'));
  expectTensor(linalg.invEx(two).info, [2, 0]);
  expectTensor(linalg.solveEx(two, doubles([1, 1])).info, [2, 0]);
  expectTensor(linalg.choleskyEx(batch(doubles('[[1, 2], [2, 1]]'), singular().neg())).info, [2, 1]);
  expect(() => linalg.invEx(two, { checkErrors: true })).toThrow('linalg.invEx: matrix 0 of the batch is singular');
  expect(() => linalg.choleskyEx(singular().neg(), { checkErrors: true })).toThrow(
    'linalg.choleskyEx: the matrix is not positive definite',
  );
});
