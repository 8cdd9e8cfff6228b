import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

/** Gathering and scattering. */
export const indexing: Readonly<Record<string, Entry>> = {
  'torch.gather': entry('input dim index', (a) => core.gather(a.tensor('input'), a.number('dim'), a.tensor('index'))),
  'torch.scatter': entry('input dim index src', (a) =>
    core.scatter(a.tensor('input'), a.number('dim'), a.tensor('index'), a.operand('src')),
  ),
  'torch.scatter_add': entry('input dim index src', (a) =>
    core.scatterAdd(a.tensor('input'), a.number('dim'), a.tensor('index'), a.tensor('src')),
  ),
  'torch.index_select': entry('input dim index', (a) =>
    core.indexSelect(a.tensor('input'), a.number('dim'), a.tensor('index')),
  ),
  'torch.index_add': entry('input dim index source alpha', (a) =>
    core.indexAdd(a.tensor('input'), a.number('dim'), a.tensor('index'), a.tensor('source'), {
      alpha: a.optionalNumber('alpha'),
    }),
  ),
  'torch.index_put': entry('input indices values accumulate', (a) =>
    core.indexPut(
      a.tensor('input'),
      (a.raw('indices') as (core.Tensor | undefined)[]).map((index) => index ?? null),
      a.tensor('values'),
      { accumulate: a.flag('accumulate') },
    ),
  ),
  'torch.take_along_dim': entry('input indices dim', (a) =>
    core.takeAlongDim(a.tensor('input'), a.tensor('indices'), a.optionalNumber('dim')),
  ),
  'torch.nn.functional.one_hot': entry('input num_classes', (a) =>
    core.oneHot(a.tensor('input'), a.optionalNumber('num_classes')),
  ),
};
