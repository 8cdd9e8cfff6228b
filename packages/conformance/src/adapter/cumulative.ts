import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

const pair = ({ values, indices }: core.ValuesAndIndices): core.Tensor[] => [values, indices];

/** `x` in the second place, unless it is given as `dx`. */
const integral = (op: typeof core.trapezoid): Entry =>
  entry('y x * dx dim', (a) =>
    op(a.tensor('y'), a.optionalTensor('x'), { dx: a.optionalNumber('dx'), dim: a.optionalNumber('dim') }),
  );

/** Each element with those before it. */
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
  'torch.diff': entry('input n dim prepend append', (a) =>
    core.diff(a.tensor('input'), {
      n: a.optionalNumber('n'),
      dim: a.optionalNumber('dim'),
      prepend: a.optionalTensor('prepend'),
      append: a.optionalTensor('append'),
    }),
  ),
  'torch.trapezoid': integral(core.trapezoid),
  'torch.trapz': integral(core.trapz),
  'torch.cumulative_trapezoid': integral(core.cumulativeTrapezoid),
};
