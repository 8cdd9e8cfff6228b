import type { Tensor } from '@cotangent/core';
import * as core from '@cotangent/core';
import { linalg } from '@cotangent/core';
import { NotThere } from '../values.ts';
import { type Arguments, type Entry, entry } from './arguments.ts';

const of = (op: (x: Tensor) => unknown): Entry => entry('A', (a) => op(a.tensor('A')));
/** What gives several results, in PyTorch's order. */
const several = (op: (x: Tensor) => object): Entry => of((x) => Object.values(op(x)));

const tolerances = (a: Arguments): linalg.ToleranceOptions => ({
  atol: a.raw('atol') as number | Tensor | undefined,
  rtol: a.raw('rtol') as number | Tensor | undefined,
  hermitian: a.flag('hermitian'),
});
const upper = (a: Arguments): { upper: boolean | undefined } => ({ upper: a.flag('upper') });
const order = (a: Arguments): linalg.MatrixOrder | undefined => a.raw('ord') as linalg.MatrixOrder | undefined;
const exponential = of(core.matrixExp);
const power = entry('A n', (a) => linalg.matrixPower(a.tensor('A'), a.number('n')));
const pinv = entry('A rcond * atol rtol hermitian', (a) =>
  linalg.pinv(a.tensor('A'), { ...tolerances(a), ...(a.has('rcond') ? { rtol: a.number('rcond') } : {}) }),
);

/** On the CPU PyTorch always exchanges rows, too. */
const factored = (op: (x: Tensor) => object): Entry =>
  entry('A * pivot', (a) => {
    if (a.flag('pivot') === false) throw new NotThere('lu without pivots');
    return Object.values(op(a.tensor('A')));
  });

/** Functions of matrices and their decompositions. */
export const matrices: Readonly<Record<string, Entry>> = {
  'torch.det': of(core.det),
  'torch.slogdet': several(core.slogdet),
  'torch.logdet': of(core.logdet),
  'torch.inverse': of(core.inverse),
  'torch.pinverse': pinv,
  'torch.matrix_power': power,
  'torch.cholesky_solve': entry('B L upper', (a) => core.choleskySolve(a.tensor('B'), a.tensor('L'), upper(a))),
  'torch.cholesky_inverse': entry('L upper', (a) => core.choleskyInverse(a.tensor('L'), upper(a))),
  'torch.linalg.det': of(linalg.det),
  'torch.linalg.slogdet': several(linalg.slogdet),
  'torch.linalg.inv': of(linalg.inv),
  'torch.linalg.inv_ex': entry('A * check_errors', (a) =>
    Object.values(linalg.invEx(a.tensor('A'), { checkErrors: a.flag('check_errors') })),
  ),
  'torch.linalg.pinv': pinv,
  'torch.linalg.matrix_rank': entry('A * atol rtol hermitian', (a) => linalg.matrixRank(a.tensor('A'), tolerances(a))),
  'torch.linalg.matrix_power': power,
  'torch.linalg.solve': entry('A B * left', (a) =>
    linalg.solve(a.tensor('A'), a.tensor('B'), { left: a.flag('left') }),
  ),
  'torch.linalg.solve_ex': entry('A B * left check_errors', (a) =>
    Object.values(
      linalg.solveEx(a.tensor('A'), a.tensor('B'), { left: a.flag('left'), checkErrors: a.flag('check_errors') }),
    ),
  ),
  'torch.linalg.solve_triangular': entry('A B * upper left unitriangular', (a) =>
    linalg.solveTriangular(a.tensor('A'), a.tensor('B'), {
      upper: a.flag('upper') as boolean,
      left: a.flag('left'),
      unitriangular: a.flag('unitriangular'),
    }),
  ),
  'torch.linalg.cholesky': entry('A * upper', (a) => linalg.cholesky(a.tensor('A'), upper(a))),
  'torch.linalg.cholesky_ex': entry('A * upper check_errors', (a) =>
    Object.values(linalg.choleskyEx(a.tensor('A'), { ...upper(a), checkErrors: a.flag('check_errors') })),
  ),
  'torch.linalg.svd': entry('A full_matrices', (a) =>
    Object.values(linalg.svd(a.tensor('A'), { fullMatrices: a.flag('full_matrices') })),
  ),
  'torch.linalg.svdvals': of(linalg.svdvals),
  'torch.linalg.eigh': entry('A UPLO', (a) => Object.values(linalg.eigh(a.tensor('A'), { UPLO: a.text('UPLO') }))),
  'torch.linalg.eigvalsh': entry('A UPLO', (a) => linalg.eigvalsh(a.tensor('A'), { UPLO: a.text('UPLO') })),
  'torch.linalg.qr': entry('A mode', (a) => Object.values(linalg.qr(a.tensor('A'), { mode: a.text('mode') }))),
  'torch.linalg.cond': entry('A p', (a) => linalg.cond(a.tensor('A'), a.raw('p') as linalg.MatrixOrder | undefined)),
  'torch.linalg.norm': entry('A ord dim keepdim * dtype', (a) =>
    linalg.norm(a.tensor('A'), order(a), { dim: a.optionalDims('dim'), keepdim: a.flag('keepdim'), dtype: a.dtype() }),
  ),
  'torch.linalg.matrix_norm': entry('A ord dim keepdim * dtype', (a) =>
    linalg.matrixNorm(a.tensor('A'), order(a), {
      dim: a.raw('dim') as [number, number] | undefined,
      keepdim: a.flag('keepdim'),
      dtype: a.dtype(),
    }),
  ),
  'torch.matrix_exp': exponential,
  'torch.linalg.matrix_exp': exponential,
  'torch.linalg.matmul': entry('input other', (a) => linalg.matmul(a.tensor('input'), a.tensor('other'))),
  'torch.linalg.diagonal': entry('A * offset dim1 dim2', (a) =>
    linalg.diagonal(a.tensor('A'), {
      offset: a.optionalNumber('offset'),
      dim1: a.optionalNumber('dim1'),
      dim2: a.optionalNumber('dim2'),
    }),
  ),
  'torch.linalg.lu': factored(linalg.lu),
  'torch.linalg.lu_factor': factored(linalg.luFactor),
  'torch.linalg.lu_factor_ex': entry('A * pivot check_errors', (a) =>
    Object.values(linalg.luFactorEx(a.tensor('A'), { checkErrors: a.flag('check_errors') })),
  ),
  'torch.linalg.lu_solve': entry('LU pivots B * left adjoint', (a) =>
    linalg.luSolve(a.tensor('LU'), a.tensor('pivots'), a.tensor('B'), {
      left: a.flag('left'),
      adjoint: a.flag('adjoint'),
    }),
  ),
  'torch.linalg.lstsq': entry('A B rcond * driver', (a) =>
    Object.values(
      linalg.lstsq(a.tensor('A'), a.tensor('B'), { rcond: a.optionalNumber('rcond'), driver: a.text('driver') }),
    ),
  ),
  'torch.linalg.tensorinv': entry('A ind', (a) => linalg.tensorinv(a.tensor('A'), { ind: a.optionalNumber('ind') })),
  'torch.linalg.tensorsolve': entry('A B dims', (a) =>
    linalg.tensorsolve(a.tensor('A'), a.tensor('B'), { dims: a.raw('dims') as number[] | undefined }),
  ),
  'torch.linalg.vander': entry('x * N', (a) => linalg.vander(a.tensor('x'), { N: a.optionalNumber('N') })),
  'torch.linalg.householder_product': entry('A tau', (a) => linalg.householderProduct(a.tensor('A'), a.tensor('tau'))),
};
