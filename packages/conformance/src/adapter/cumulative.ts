import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

const pair = ({ values, indices }: core.ValuesAndIndices): core.Tensor[] => [values, indices];

/** Each element reduced with all before it. */
export const cumulative: Readonly<Record<string, Entry>> = {
  'torch.cumsum': entry('input dim dtype', (a) =>
    core.cumsum(a.tensor('input'), a.number('dim'), { dtype: a.dtype() }),
  ),
  'torch.cumprod': entry('input dim dtype', (a) =>
    core.cumprod(a.tensor('input'), a.number('dim'), { dtype: a.dtype() }),
  ),
  'torch.logcumsumexp': entry('input dim', (a) => core.logcumsumexp(a.tensor('input'), a.number('dim'))),
  'torch.cummax': entry('input dim', (a) => pair(core.cummax(a.tensor('input'), a.number('dim')))),
  'torch.cummin': entry('input dim', (a) => pair(core.cummin(a.tensor('input'), a.number('dim')))),
};
