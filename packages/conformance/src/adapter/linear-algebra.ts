import type { Tensor } from '@cotangent/core';
import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

const added = (
  op: (x: Tensor, a: Tensor, b: Tensor, options: core.AddedProductOptions) => Tensor,
  factors: string,
): Entry => {
  const [a, b] = factors.split(' ') as [string, string];
  return entry(`input ${factors} * beta alpha`, (args) =>
    op(args.tensor('input'), args.tensor(a), args.tensor(b), {
      beta: args.optionalNumber('beta'),
      alpha: args.optionalNumber('alpha'),
    }),
  );
};

const cross = (op: typeof core.cross): Entry =>
  entry('input other dim', (a) => op(a.tensor('input'), a.tensor('other'), { dim: a.optionalNumber('dim') }));

/** Products of matrices and vectors. */
export const linearAlgebra: Readonly<Record<string, Entry>> = {
  'torch.matmul': entry('input other', (a) => core.matmul(a.tensor('input'), a.tensor('other'))),
  'torch.Tensor.__rmatmul__': entry('self other', (a) => core.matmul(a.tensor('other'), a.tensor('self'))),
  'torch.mm': entry('input mat2', (a) => core.mm(a.tensor('input'), a.tensor('mat2'))),
  'torch.bmm': entry('input mat2', (a) => core.bmm(a.tensor('input'), a.tensor('mat2'))),
  'torch.mv': entry('input vec', (a) => core.mv(a.tensor('input'), a.tensor('vec'))),
  'torch.dot': entry('input tensor', (a) => core.dot(a.tensor('input'), a.tensor('tensor'))),
  'torch.vdot': entry('input other', (a) => core.vdot(a.tensor('input'), a.tensor('other'))),
  'torch.outer': entry('input vec2', (a) => core.outer(a.tensor('input'), a.tensor('vec2'))),
  'torch.inner': entry('input other', (a) => core.inner(a.tensor('input'), a.tensor('other'))),
  'torch.tensordot': entry('a b dims', (a) =>
    core.tensordot(a.tensor('a'), a.tensor('b'), { dims: a.raw('dims') as core.TensordotOptions['dims'] }),
  ),
  'torch.kron': entry('input other', (a) => core.kron(a.tensor('input'), a.tensor('other'))),
  'torch.cross': cross(core.cross),
  'torch.addmm': added(core.addmm, 'mat1 mat2'),
  'torch.addmv': added(core.addmv, 'mat vec'),
  'torch.addr': added(core.addr, 'vec1 vec2'),
  'torch.addbmm': added(core.addbmm, 'batch1 batch2'),
  'torch.baddbmm': added(core.baddbmm, 'batch1 batch2'),
  'torch.linalg.cross': cross(core.linalg.cross),
  'torch.linalg.multi_dot': entry('tensors', (a) => core.linalg.multiDot(a.tensors('tensors'))),
  'torch.linalg.vecdot': entry('x y * dim', (a) =>
    core.linalg.vecdot(a.tensor('x'), a.tensor('y'), { dim: a.optionalNumber('dim') }),
  ),
  'torch.einsum': entry('equation *operands', (a) =>
    core.einsum(a.text('equation')!, ...[a.raw('operands') as Tensor | Tensor[]].flat()),
  ),
  'torch.cdist': entry('x1 x2 p compute_mode', (a) =>
    core.cdist(a.tensor('x1'), a.tensor('x2'), { p: a.optionalNumber('p'), computeMode: a.text('compute_mode') }),
  ),
  'torch.pdist': entry('input p', (a) => core.pdist(a.tensor('input'), { p: a.optionalNumber('p') })),
  'torch.nn.functional.pairwise_distance': entry('x1 x2 p eps keepdim', (a) =>
    core.pairwiseDistance(a.tensor('x1'), a.tensor('x2'), {
      p: a.optionalNumber('p'),
      eps: a.optionalNumber('eps'),
      keepdim: a.flag('keepdim'),
    }),
  ),
  'torch.nn.functional.cosine_similarity': entry('x1 x2 dim eps', (a) =>
    core.cosineSimilarity(a.tensor('x1'), a.tensor('x2'), {
      dim: a.optionalNumber('dim'),
      eps: a.optionalNumber('eps'),
    }),
  ),
};
