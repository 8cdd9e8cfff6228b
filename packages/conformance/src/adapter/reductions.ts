import type { Tensor } from '@cotangent/core';
import * as core from '@cotangent/core';
import { type Arguments, type Entry, entry } from './arguments.ts';

interface Options {
  dim: number | number[] | undefined;
  keepdim: boolean | undefined;
  dtype: core.DType | undefined;
}

const options = (a: Arguments): Options => ({
  dim: a.optionalDims('dim'),
  keepdim: a.flag('keepdim'),
  dtype: a.dtype(),
});
const reduction = (op: (x: Tensor, o: Options) => unknown): Entry =>
  entry('input dim keepdim dtype', (a) => op(a.tensor('input'), options(a)));
const single = (
  op: (
    x: Tensor,
    o: { dim: number | undefined; keepdim: boolean | undefined; dtype: core.DType | undefined },
  ) => unknown,
): Entry =>
  entry('input dim keepdim dtype', (a) => op(a.tensor('input'), { ...options(a), dim: a.optionalNumber('dim') }));

/** `correction`, or the older `unbiased`, which may stand in dim's place. */
const spread = (
  op: (
    x: Tensor,
    o: { dim: number | number[] | undefined; correction: number; keepdim: boolean | undefined },
  ) => Tensor | Tensor[],
): Entry =>
  entry('input dim unbiased keepdim correction', (a) => {
    const first = a.raw('dim');
    const unbiased = typeof first === 'boolean' ? first : a.flag('unbiased');
    const dim = typeof first === 'boolean' ? undefined : a.optionalDims('dim');
    const correction = a.optionalNumber('correction') ?? (unbiased === false ? 0 : 1);
    return op(a.tensor('input'), { dim, correction, keepdim: a.flag('keepdim') });
  });

/** `max(x)`, `max(x, dim)` or `max(x, other)`. */
const extremum = (op: typeof core.max, elementwise: (x: Tensor, y: Tensor) => Tensor): Entry =>
  entry('input dim keepdim', (a) => {
    const second = a.raw('dim');
    if (second === undefined) return op(a.tensor('input'));
    if (typeof second !== 'number' || typeof a.raw('input') === 'number')
      return elementwise(a.tensor('input'), a.tensor('dim'));
    const { values, indices } = op(a.tensor('input'), { dim: second, keepdim: a.flag('keepdim') });
    return [values, indices];
  });

/** Reductions and the softmax family. */
export const reductions: Readonly<Record<string, Entry>> = {
  'torch.sum': reduction(core.sum),
  'torch.mean': reduction(core.mean),
  'torch.prod': single(core.prod),
  'torch.amax': reduction(core.amax),
  'torch.amin': reduction(core.amin),
  'torch.any': reduction(core.any),
  'torch.all': reduction(core.all),
  'torch.argmax': single(core.argmax),
  'torch.argmin': single(core.argmin),
  'torch.max': extremum(core.max, core.maximum),
  'torch.min': extremum(core.min, core.minimum),
  'torch.aminmax': entry('input * dim keepdim', (a) => {
    const { min, max } = core.aminmax(a.tensor('input'), { dim: a.optionalNumber('dim'), keepdim: a.flag('keepdim') });
    return [min, max];
  }),
  'torch.var': spread(core.var),
  'torch.std': spread(core.std),
  'torch.norm': entry('input p dim keepdim out dtype', (a) =>
    core.norm(a.tensor('input'), a.raw('p') as number | 'fro' | 'nuc', options(a)),
  ),
  'torch.var_mean': spread(core.varMean),
  'torch.std_mean': spread(core.stdMean),
  'torch.nansum': reduction(core.nansum),
  'torch.nanmean': reduction(core.nanmean),
  'torch.count_nonzero': entry('input dim', (a) =>
    core.countNonzero(a.tensor('input'), { dim: a.optionalDims('dim') }),
  ),
  'torch.linalg.vector_norm': entry('x ord dim keepdim dtype', (a) =>
    core.linalg.vectorNorm(a.tensor('x'), a.optionalNumber('ord'), options(a)),
  ),
  'torch.nn.functional.normalize': entry('input p dim eps', (a) =>
    core.normalize(a.tensor('input'), {
      p: a.optionalNumber('p'),
      dim: a.optionalDims('dim'),
      eps: a.optionalNumber('eps'),
    }),
  ),
  'torch.dist': entry('input other p', (a) => core.dist(a.tensor('input'), a.tensor('other'), a.optionalNumber('p'))),
  'torch.renorm': entry('input p dim maxnorm', (a) =>
    core.renorm(a.tensor('input'), a.number('p'), a.number('dim'), a.number('maxnorm')),
  ),
  'torch.cov': entry('input * correction fweights aweights', (a) =>
    core.cov(a.tensor('input'), {
      correction: a.optionalNumber('correction'),
      fweights: a.optionalTensor('fweights'),
      aweights: a.optionalTensor('aweights'),
    }),
  ),
  'torch.corrcoef': entry('input', (a) => core.corrcoef(a.tensor('input'))),
  'torch.logsumexp': entry('input dim keepdim', (a) =>
    core.logsumexp(a.tensor('input'), a.dims('dim'), { keepdim: a.flag('keepdim') }),
  ),
  'torch.softmax': entry('input dim dtype', (a) =>
    core.softmax(a.tensor('input'), a.number('dim'), { dtype: a.dtype() }),
  ),
  'torch.log_softmax': entry('input dim dtype', (a) =>
    core.logSoftmax(a.tensor('input'), a.number('dim'), { dtype: a.dtype() }),
  ),
  'torch.nn.functional.softmin': entry('input dim _stacklevel dtype', (a) =>
    core.softmin(a.tensor('input'), a.number('dim'), { dtype: a.dtype() }),
  ),
};
