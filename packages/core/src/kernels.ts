/**
 * The kernels that stand alone, for operations defined outside the library: `defineOp`'s `forward` calls them as it
 * calls those of the engine that it is given.
 */
export { formulaOf } from './formula/formula-of.ts';
export { argReduceKernel } from './kernels/arg-reduce.ts';
export { bernoulliKernel } from './kernels/bernoulli.ts';
export {
  type ConvolutionSteps,
  convolutionInputKernel,
  convolutionKernel,
  convolutionWeightKernel,
} from './kernels/convolution.ts';
export {
  type CrossEntropyCoefficients,
  crossEntropyBackwardKernel,
  crossEntropyKernel,
  type RowReduction,
} from './kernels/cross-entropy.ts';
export { argCumulateKernel, type CumulateKind, cumulateKernel } from './kernels/cumulate.ts';
export { indexKernel, indexPutKernel } from './kernels/index-tensors.ts';
export {
  gatherKernel,
  indexAddKernel,
  indexSelectKernel,
  type ScatterMode,
  scatterKernel,
} from './kernels/indexing.ts';
export {
  type AveragedWindows,
  averagePoolInputKernel,
  averagePoolKernel,
  maxPoolKernel,
  type PoolWindows,
} from './kernels/pooling.ts';
export {
  type SoftCrossEntropyCoefficients,
  softCrossEntropyBackwardKernel,
  softCrossEntropyKernel,
} from './kernels/soft-cross-entropy.ts';
export {
  logSoftmaxBackwardKernel,
  logSoftmaxKernel,
  logsumexpKernel,
  softmaxBackwardKernel,
  softmaxKernel,
} from './kernels/softmax.ts';
export {
  argKthKernel,
  argMedianKernel,
  argModeKernel,
  argSortKernel,
  searchSortedKernel,
} from './kernels/sorting.ts';
export { type SparseMatrix, sparseProductKernel } from './kernels/sparse-product.ts';
