import type { Kernels } from '../kernels.ts';
import { argReduce } from './arg-reduce.ts';
import { convolution, convolutionInput, convolutionWeight } from './convolution.ts';
import { copy, fill } from './copy.ts';
import { crossEntropy, crossEntropyBackward } from './cross-entropy.ts';
import { index, indexPut } from './index-tensors.ts';
import { gather, indexAdd, indexSelect, scatter } from './indexing.ts';
import { map } from './map.ts';
import { matmul } from './matmul.ts';
import { averagePool, averagePoolInput, maxPool } from './pooling.ts';
import { reduce } from './reduce.ts';
import { logSoftmax, logsumexp, softmax } from './softmax.ts';

/** Plain loops for every dtype: what other engines are measured against, and what they fall back on. */
export const referenceKernels: Kernels = {
  name: 'reference',
  map,
  copy,
  fill,
  reduce,
  argReduce,
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
