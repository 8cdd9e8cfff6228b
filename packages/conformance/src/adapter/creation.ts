import * as core from '@cotangent/core';
import { type Entry, entry } from './arguments.ts';

/** Tensors from nothing. */
export const creation: Readonly<Record<string, Entry>> = {
  'torch.arange': entry('start end step dtype', (a) => {
    const options = { dtype: a.dtype() };
    if (!a.has('end')) return core.arange(a.number('start'), options);
    return core.arange(a.number('start'), a.number('end'), a.optionalNumber('step') ?? 1, options);
  }),
  'torch.linspace': entry('start end steps dtype', (a) =>
    core.linspace(a.number('start'), a.number('end'), a.number('steps'), { dtype: a.dtype() }),
  ),
  'torch.eye': entry('n m dtype requires_grad', (a) => {
    const options = { dtype: a.dtype(), requiresGrad: a.flag('requires_grad') };
    return a.has('m') ? core.eye(a.number('n'), a.number('m'), options) : core.eye(a.number('n'), options);
  }),
  'torch.zeros': entry('size dtype', (a) => core.zeros(a.numbers('size'), { dtype: a.dtype() })),
  'torch.ones': entry('size dtype', (a) => core.ones(a.numbers('size'), { dtype: a.dtype() })),
  'torch.zeros_like': entry('input dtype', (a) => core.zerosLike(a.tensor('input'), { dtype: a.dtype() })),
  'torch.ones_like': entry('input dtype', (a) => core.onesLike(a.tensor('input'), { dtype: a.dtype() })),
  'torch.full_like': entry('input fill_value dtype', (a) =>
    core.fullLike(a.tensor('input'), Number(a.raw('fill_value')), { dtype: a.dtype() }),
  ),
};
