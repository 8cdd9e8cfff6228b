/** Layers and losses as functions: `import * as F from '@cotangent/nn/functional'`. */
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  batchNorm,
  celu,
  channelShuffle,
  col2im as fold,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  cosineSimilarity,
  elu,
  embedding,
  embeddingBag,
  gelu,
  glu,
  groupNorm,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  im2col as unfold,
  instanceNorm,
  layerNorm,
  leakyRelu,
  linear,
  logSoftmax,
  logsigmoid,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  mish,
  normalize,
  oneHot,
  pad,
  pairwiseDistance,
  pdist,
  pixelShuffle,
  pixelUnshuffle,
  prelu,
  relu,
  relu6,
  rmsNorm,
  selu,
  sigmoid,
  silu,
  softmax,
  softmin,
  softplus,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from '@cotangent/core';
export { alphaDropout, featureAlphaDropout } from './alpha-dropout.ts';
export { scaledDotProductAttention } from './attention/scaled-dot-product-attention.ts';
export { bilinear } from './bilinear.ts';
export { dropout1d, dropout2d, dropout3d } from './channel-dropout.ts';
export { dropout } from './dropout.ts';
export { gumbelSoftmax } from './gumbel-softmax.ts';
export { affineGrid } from './interpolation/affine-grid.ts';
export { gridSample } from './interpolation/grid-sample.ts';
export { interpolate } from './interpolation/interpolate.ts';
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts';
export { binaryCrossEntropyWithLogits } from './losses/binary-cross-entropy-with-logits.ts';
export { cosineEmbeddingLoss } from './losses/cosine-embedding-loss.ts';
export { crossEntropy } from './losses/cross-entropy.ts';
export { ctcLoss } from './losses/ctc-loss.ts';
export { diceLoss } from './losses/dice-loss.ts';
export { distillationLoss } from './losses/distillation-loss.ts';
export { focalLoss } from './losses/focal-loss.ts';
export { gaussianNllLoss } from './losses/gaussian-nll-loss.ts';
export { generalizedCrossEntropy } from './losses/generalized-cross-entropy.ts';
export { hingeEmbeddingLoss } from './losses/hinge-embedding-loss.ts';
export { huberLoss } from './losses/huber-loss.ts';
export { infoNceLoss } from './losses/info-nce-loss.ts';
export { klDiv } from './losses/kl-div-loss.ts';
export { l1Loss } from './losses/l1-loss.ts';
export { labelSmoothingCrossEntropy } from './losses/label-smoothing-cross-entropy.ts';
export { marginRankingLoss } from './losses/margin-ranking-loss.ts';
export { mseLoss } from './losses/mse-loss.ts';
export { multiMarginLoss } from './losses/multi-margin-loss.ts';
export { multilabelMarginLoss } from './losses/multilabel-margin-loss.ts';
export { multilabelSoftMarginLoss } from './losses/multilabel-soft-margin-loss.ts';
export { nllLoss } from './losses/nll-loss.ts';
export { poissonNllLoss } from './losses/poisson-nll-loss.ts';
export { poly1CrossEntropy } from './losses/poly1-cross-entropy.ts';
export { sigmoidFocalLoss } from './losses/sigmoid-focal-loss.ts';
export { smoothL1Loss } from './losses/smooth-l1-loss.ts';
export { softMarginLoss } from './losses/soft-margin-loss.ts';
export { symmetricCrossEntropy } from './losses/symmetric-cross-entropy.ts';
export { tripletMarginLoss, tripletMarginWithDistanceLoss } from './losses/triplet-margin-loss.ts';
export { localResponseNorm } from './normalization/local-response-norm.ts';
export { rrelu } from './rrelu.ts';
