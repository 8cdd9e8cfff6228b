import type { TensorOptions } from '@cotangent/core';
import * as core from '@cotangent/core';
import { type Arguments, type Entry, entry } from './arguments.ts';

const options = (a: Arguments): TensorOptions => ({ dtype: a.dtype(), requiresGrad: a.flag('requires_grad') });

/** Tensors from nothing. */
export const creation: Readonly<Record<string, Entry>> = {
  'torch.arange': entry('start end step dtype requires_grad', (a) => {
    if (!a.has('end')) return core.arange(a.number('start'), options(a));
    return core.arange(a.number('start'), a.number('end'), a.optionalNumber('step') ?? 1, options(a));
  }),
  'torch.linspace': entry('start end steps dtype requires_grad', (a) =>
    core.linspace(a.number('start'), a.number('end'), a.number('steps'), options(a)),
  ),
  'torch.logspace': entry('start end steps base dtype requires_grad', (a) =>
    core.logspace(a.number('start'), a.number('end'), a.number('steps'), {
      ...options(a),
      base: a.optionalNumber('base'),
    }),
  ),
  'torch.eye': entry('n m dtype requires_grad', (a) =>
    a.has('m') ? core.eye(a.number('n'), a.number('m'), options(a)) : core.eye(a.number('n'), options(a)),
  ),
  'torch.zeros': entry('*size dtype requires_grad', (a) => core.zeros(a.numbers('size'), options(a))),
  'torch.ones': entry('*size dtype requires_grad', (a) => core.ones(a.numbers('size'), options(a))),
  // the dtype follows a Python fill value's kind, which only a dtype can say here
  'torch.full': entry('size fill_value dtype requires_grad', (a) => {
    const { dtype, requiresGrad } = options(a);
    const fill = a.raw('fill_value');
    const ofFill = typeof fill === 'boolean' ? 'bool' : undefined;
    return core.full(a.numbers('size'), Number(fill), { dtype: dtype ?? ofFill, requiresGrad });
  }),
  'torch.zeros_like': entry('input dtype requires_grad', (a) => core.zerosLike(a.tensor('input'), options(a))),
  'torch.ones_like': entry('input dtype requires_grad', (a) => core.onesLike(a.tensor('input'), options(a))),
  'torch.full_like': entry('input fill_value dtype requires_grad', (a) =>
    core.fullLike(a.tensor('input'), Number(a.raw('fill_value')), options(a)),
  ),
  'torch.Tensor.new_zeros': entry('input *size dtype requires_grad', (a) =>
    a.tensor('input').newZeros(a.numbers('size'), options(a)),
  ),
  'torch.Tensor.new_ones': entry('input *size dtype requires_grad', (a) =>
    a.tensor('input').newOnes(a.numbers('size'), options(a)),
  ),
  'torch.Tensor.new_full': entry('input size fill_value dtype requires_grad', (a) =>
    a.tensor('input').newFull(a.numbers('size'), a.number('fill_value'), options(a)),
  ),
  'torch.Tensor.new_tensor': entry('input data dtype requires_grad', (a) =>
    a.tensor('input').newTensor(a.raw('data') as core.NestedData, options(a)),
  ),
  'torch.tril_indices': entry('row col offset dtype', (a) =>
    core.trilIndices(a.number('row'), a.number('col'), { offset: a.optionalNumber('offset'), dtype: a.dtype() }),
  ),
  'torch.triu_indices': entry('row col offset dtype', (a) =>
    core.triuIndices(a.number('row'), a.number('col'), { offset: a.optionalNumber('offset'), dtype: a.dtype() }),
  ),
};
