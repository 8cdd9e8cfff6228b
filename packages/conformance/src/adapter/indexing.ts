import * as core from '@cotangent/core';
import { type Arguments, type Entry, entry } from './arguments.ts';

/** A tensor or a number; True counts as 1 there. */
function fillValue(a: Arguments, name: string): core.Tensor | number {
  return core.isTensor(a.raw(name)) ? a.tensor(name) : a.number(name);
}

/** Whether the gradient is a sparse tensor changes none of its numbers. */
function embeddingOptions(a: Arguments): core.EmbeddingOptions {
  return {
    paddingIdx: a.optionalNumber('padding_idx'),
    maxNorm: a.optionalNumber('max_norm'),
    normType: a.optionalNumber('norm_type'),
    scaleGradByFreq: a.flag('scale_grad_by_freq'),
  };
}

/** Gathering and scattering. */
export const indexing: Readonly<Record<string, Entry>> = {
  'torch.gather': entry('input dim index', (a) => core.gather(a.tensor('input'), a.number('dim'), a.tensor('index'))),
  'torch.scatter': entry('input dim index src reduce', (a) =>
    core.scatter(a.tensor('input'), a.number('dim'), a.tensor('index'), a.operand('src'), { reduce: a.text('reduce') }),
  ),
  'torch.scatter_reduce': entry('input dim index src reduce include_self', (a) =>
    core.scatterReduce(a.tensor('input'), a.number('dim'), a.tensor('index'), a.tensor('src'), a.text('reduce')!, {
      includeSelf: a.flag('include_self'),
    }),
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
  'torch.index_copy': entry('input dim index source', (a) =>
    core.indexCopy(a.tensor('input'), a.number('dim'), a.tensor('index'), a.tensor('source')),
  ),
  'torch.index_fill': entry('input dim index value', (a) =>
    core.indexFill(a.tensor('input'), a.number('dim'), a.tensor('index'), fillValue(a, 'value')),
  ),
  'torch.take': entry('input index', (a) => core.take(a.tensor('input'), a.tensor('index'))),
  'torch.put': entry('input index source accumulate', (a) =>
    core.put(a.tensor('input'), a.tensor('index'), a.tensor('source'), { accumulate: a.flag('accumulate') }),
  ),
  'torch.masked_select': entry('input mask', (a) => core.maskedSelect(a.tensor('input'), a.tensor('mask'))),
  'torch.masked_scatter': entry('input mask source', (a) =>
    core.maskedScatter(a.tensor('input'), a.tensor('mask'), a.tensor('source')),
  ),
  'torch.select_scatter': entry('input src dim index', (a) =>
    core.selectScatter(a.tensor('input'), a.tensor('src'), a.number('dim'), a.number('index')),
  ),
  'torch.slice_scatter': entry('input src dim start end step', (a) =>
    core.sliceScatter(a.tensor('input'), a.tensor('src'), {
      dim: a.optionalNumber('dim'),
      start: a.optionalNumber('start'),
      end: a.optionalNumber('end'),
      step: a.optionalNumber('step'),
    }),
  ),
  'torch.diagonal_scatter': entry('input src offset dim1 dim2', (a) =>
    core.diagonalScatter(a.tensor('input'), a.tensor('src'), {
      offset: a.optionalNumber('offset'),
      dim1: a.optionalNumber('dim1'),
      dim2: a.optionalNumber('dim2'),
    }),
  ),
  'torch.nn.functional.embedding': entry('input weight padding_idx max_norm norm_type scale_grad_by_freq sparse', (a) =>
    core.embedding(a.tensor('input'), a.tensor('weight'), embeddingOptions(a)),
  ),
  'torch.nn.functional.embedding_bag': entry(
    'input weight offsets max_norm norm_type scale_grad_by_freq mode sparse per_sample_weights include_last_offset padding_idx',
    (a) =>
      core.embeddingBag(a.tensor('input'), a.tensor('weight'), {
        ...embeddingOptions(a),
        offsets: a.optionalTensor('offsets'),
        mode: a.text('mode'),
        perSampleWeights: a.optionalTensor('per_sample_weights'),
        includeLastOffset: a.flag('include_last_offset'),
      }),
  ),
  'torch.take_along_dim': entry('input indices dim', (a) =>
    core.takeAlongDim(a.tensor('input'), a.tensor('indices'), a.optionalNumber('dim')),
  ),
  'torch.nn.functional.one_hot': entry('input num_classes', (a) =>
    core.oneHot(a.tensor('input'), a.optionalNumber('num_classes')),
  ),
};
