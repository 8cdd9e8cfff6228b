import type { Tensor } from '@cotangent/core';
import * as core from '@cotangent/core';
import { type Arguments, type Entry, entry } from './arguments.ts';

const pair = ({ values, indices }: core.ValuesAndIndices): Tensor[] => [values, indices];

const sortOptions = (a: Arguments): core.SortOptions => ({
  dim: a.optionalNumber('dim'),
  descending: a.flag('descending'),
  stable: a.flag('stable'),
});

const pickOptions = (a: Arguments): core.PickOptions => ({
  dim: a.optionalNumber('dim'),
  keepdim: a.flag('keepdim'),
});

const median = (op: typeof core.median): Entry =>
  entry('input dim keepdim', (a) =>
    a.has('dim')
      ? pair(op(a.tensor('input'), { dim: a.number('dim'), keepdim: a.flag('keepdim') }))
      : op(a.tensor('input')),
  );

const quantile = (op: typeof core.quantile): Entry =>
  entry('input q dim keepdim * interpolation', (a) =>
    op(a.tensor('input'), a.operand('q'), { ...pickOptions(a), interpolation: a.text('interpolation') }),
  );

const uniqueOptions = (a: Arguments): core.UniqueOptions => ({
  sorted: a.flag('sorted'),
  returnInverse: a.flag('return_inverse'),
  returnCounts: a.flag('return_counts'),
  dim: a.optionalNumber('dim'),
});

/** What depends on the order of elements. */
export const sorting: Readonly<Record<string, Entry>> = {
  'torch.sort': entry('input dim descending stable', (a) => pair(core.sort(a.tensor('input'), sortOptions(a)))),
  'torch.argsort': entry('input dim descending stable', (a) => core.argsort(a.tensor('input'), sortOptions(a))),
  'torch.msort': entry('input', (a) => core.msort(a.tensor('input'))),
  'torch.topk': entry('input k dim largest sorted', (a) =>
    pair(
      core.topk(a.tensor('input'), a.number('k'), {
        dim: a.optionalNumber('dim'),
        largest: a.flag('largest'),
        sorted: a.flag('sorted'),
      }),
    ),
  ),
  'torch.kthvalue': entry('input k dim keepdim', (a) =>
    pair(core.kthvalue(a.tensor('input'), a.number('k'), pickOptions(a))),
  ),
  'torch.mode': entry('input dim keepdim', (a) => pair(core.mode(a.tensor('input'), pickOptions(a)))),
  'torch.median': median(core.median),
  'torch.nanmedian': median(core.nanmedian),
  'torch.quantile': quantile(core.quantile),
  'torch.nanquantile': quantile(core.nanquantile),
  'torch.searchsorted': entry('sorted_sequence input * out_int32 right side sorter', (a) =>
    core.searchsorted(a.tensor('sorted_sequence'), a.operand('input'), {
      right: a.flag('right'),
      side: a.text('side'),
      sorter: a.optionalTensor('sorter'),
    }),
  ),
  'torch.bucketize': entry('input boundaries * out_int32 right', (a) =>
    core.bucketize(a.operand('input'), a.tensor('boundaries'), { right: a.flag('right') }),
  ),
  'torch.nonzero': entry('input * as_tuple', (a) => core.nonzero(a.tensor('input'), { asTuple: a.flag('as_tuple') })),
  'torch.argwhere': entry('input', (a) => core.argwhere(a.tensor('input'))),
  'torch.unique': entry('input sorted return_inverse return_counts dim', (a) =>
    core.unique(a.tensor('input'), uniqueOptions(a)),
  ),
  'torch.unique_consecutive': entry('input return_inverse return_counts dim', (a) =>
    core.uniqueConsecutive(a.tensor('input'), uniqueOptions(a)),
  ),
  'torch.bincount': entry('input weights minlength', (a) =>
    core.bincount(a.tensor('input'), {
      weights: a.optionalTensor('weights'),
      minlength: a.optionalNumber('minlength'),
    }),
  ),
  'torch.histc': entry('input bins min max', (a) =>
    core.histc(a.tensor('input'), a.optionalNumber('bins'), {
      min: a.optionalNumber('min'),
      max: a.optionalNumber('max'),
    }),
  ),
  'torch.isin': entry('elements test_elements * assume_unique invert', (a) =>
    core.isin(a.operand('elements'), a.operand('test_elements'), {
      assumeUnique: a.flag('assume_unique'),
      invert: a.flag('invert'),
    }),
  ),
};
