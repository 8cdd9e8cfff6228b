import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

/** Products of matrices and vectors. */
export const linearAlgebra: Readonly<Record<string, Entry>> = {
  'torch.matmul': entry('input other', (a) => core.matmul(a.tensor('input'), a.tensor('other'))),
  'torch.Tensor.__rmatmul__': entry('self other', (a) => core.matmul(a.tensor('other'), a.tensor('self'))),
  'torch.mm': entry('input mat2', (a) => core.mm(a.tensor('input'), a.tensor('mat2'))),
  'torch.bmm': entry('input mat2', (a) => core.bmm(a.tensor('input'), a.tensor('mat2'))),
  'torch.mv': entry('input vec', (a) => core.mv(a.tensor('input'), a.tensor('vec'))),
  'torch.dot': entry('input tensor', (a) => core.dot(a.tensor('input'), a.tensor('tensor'))),
  'torch.vdot': entry('input tensor', (a) => core.dot(a.tensor('input'), a.tensor('tensor'))),
  'torch.outer': entry('input vec2', (a) => core.outer(a.tensor('input'), a.tensor('vec2'))),
};
