import type { Kernels } from '../kernels.ts';
import { argReduce } from './arg-reduce.ts';
import { convolution, convolutionInput, convolutionWeight } from './convolution.ts';
import { accumulate, copy, fill } from './copy.ts';
import { crossEntropy, crossEntropyBackward } from './cross-entropy.ts';
import { argCumulate, cumulate } from './cumulate.ts';
import { index, indexPut } from './index-tensors.ts';
import { gather, indexAdd, indexSelect, scatter } from './indexing.ts';
import { map } from './map.ts';
import { matmul } from './matmul.ts';
import { averagePool, averagePoolInput, maxPool } from './pooling.ts';
import { reduce } from './reduce.ts';
import { searchSorted } from './search.ts';
import { argKth } from './select.ts';
import { logSoftmax, logsumexp, softmax } from './softmax.ts';
import { argMedian, argMode, argSort } from './sort.ts';

/** Plain loops for every dtype: what other engines are measured against, and what they fall back on. */
export const referenceKernels: Kernels = {
  name: 'reference',
  map,
  copy,
  accumulate,
  fill,
  reduce,
  argReduce,
  cumulate,
  argCumulate,
  argSort,
  argKth,
  argMedian,
  argMode,
  searchSorted,
  logsumexp,
  softmax,
  logSoftmax,
  matmul,
  gather,
  scatter,
  indexSelect,
  indexAdd,
  index,
  indexPut,
  crossEntropy,
  crossEntropyBackward,
  convolution,
  convolutionInput,
  convolutionWeight,
  maxPool,
  averagePool,
  averagePoolInput,
};
