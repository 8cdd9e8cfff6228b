export { Buffer, type BufferOptions, Parameter, type ParameterOptions } from '@cotangent/core';
export { Activation } from './activation.ts';
export {
  CELU,
  ELU,
  GELU,
  LeakyReLU,
  LogSigmoid,
  Mish,
  ReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softplus,
  Softsign,
  Tanh,
  Tanhshrink,
} from './activations.ts';
export { AlphaDropout, FeatureAlphaDropout } from './alpha-dropout.ts';
export {
  MultiheadAttention,
  type MultiheadAttentionCallOptions,
  type MultiheadAttentionOptions,
} from './attention/multihead-attention.ts';
export type { AttentionOptions } from './attention/scaled-dot-product-attention.ts';
export {
  type EncoderCallOptions,
  Transformer,
  type TransformerCallOptions,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerOptions,
  type TransformerStackOptions,
} from './attention/transformer.ts';
export {
  type DecoderLayerCallOptions,
  type EncoderLayerCallOptions,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './attention/transformer-layers.ts';
export {
  AveragedModel,
  type AveragedModelOptions,
  type AverageFunction,
  getEmaAvgFn,
  getSwaAvgFn,
} from './averaging/averaged-model.ts';
export { updateBn } from './averaging/update-bn.ts';
export { Bilinear, type BilinearOptions } from './bilinear.ts';
export { Dropout1d, Dropout2d, Dropout3d } from './channel-dropout.ts';
export { ModuleList, Sequential } from './containers.ts';
export { Conv1d, Conv2d, Conv3d, type ConvModuleOptions } from './convolution/conv.ts';
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeModuleOptions,
} from './convolution/conv-transpose.ts';
export type { ConvolutionModuleOptions, PaddingMode } from './convolution/convolution-module.ts';
export { copyModule } from './copy-module.ts';
export { CosineSimilarity, PairwiseDistance } from './distances.ts';
export { Dropout, DropoutModule, type DropoutOptions } from './dropout.ts';
export {
  Embedding,
  EmbeddingBag,
  type EmbeddingBagModuleOptions,
  type EmbeddingModuleOptions,
  type PretrainedOptions,
} from './embedding.ts';
export { Flatten, Unflatten } from './flatten.ts';
export { Fold, Unfold } from './fold.ts';
export { freeze, unfreeze } from './freeze.ts';
export * as functional from './functional.ts';
export { type FunctionalCallOptions, functionalCall, stackModuleState } from './functional-call.ts';
export { GLU } from './glu.ts';
export type { GumbelSoftmaxOptions } from './gumbel-softmax.ts';
export type { FullBackwardHook, FullBackwardPreHook, Gradients } from './hooks/backward-hooks.ts';
export type { HookOptions } from './hooks/hook-list.ts';
export { HookMethods } from './hooks/hook-methods.ts';
export type { ForwardHook, ForwardPreHook, InputsOf, OutputOf } from './hooks/module-hooks.ts';
export { Identity } from './identity.ts';
export type { KaimingOptions, Nonlinearity, XavierOptions } from './init.ts';
export * as init from './init.ts';
export type { AffineGridOptions } from './interpolation/affine-grid.ts';
export type { GridSampleOptions } from './interpolation/grid-sample.ts';
export type { InterpolateOptions, InterpolationMode, UpsampleOptions } from './interpolation/interpolate.ts';
export {
  Upsample,
  type Upsampling2dOptions,
  UpsamplingBilinear2d,
  UpsamplingNearest2d,
} from './interpolation/upsample.ts';
export { type Keyed, KeyedContainer } from './keyed-container.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { BCELoss, type BinaryCrossEntropyOptions } from './losses/binary-cross-entropy.ts';
export {
  BCEWithLogitsLoss,
  type BinaryCrossEntropyWithLogitsOptions,
} from './losses/binary-cross-entropy-with-logits.ts';
export { CosineEmbeddingLoss, type CosineEmbeddingLossOptions } from './losses/cosine-embedding-loss.ts';
export { type CrossEntropy, CrossEntropyLoss, type CrossEntropyOptions } from './losses/cross-entropy.ts';
export { CTCLoss, type CTCLossOptions, type Lengths } from './losses/ctc-loss.ts';
export {
  defineLoss,
  type LossCode,
  type LossFormula,
  type LossFunction,
  type LossOptions,
  type LossTerms,
  type Reduction,
} from './losses/define-loss.ts';
export { defineLossOf, type LossOf, type LossOfDefinition, LossOfModule } from './losses/define-loss-of.ts';
export { DiceLoss, type DiceLossOptions } from './losses/dice-loss.ts';
export { DistillationLoss, type DistillationLossOptions } from './losses/distillation-loss.ts';
export { FocalLoss, type FocalLossOptions } from './losses/focal-loss.ts';
export { GaussianNLLLoss, type GaussianNLLLossOptions } from './losses/gaussian-nll-loss.ts';
export { GeneralizedCrossEntropy, type GeneralizedCrossEntropyOptions } from './losses/generalized-cross-entropy.ts';
export { HingeEmbeddingLoss, type HingeEmbeddingLossOptions } from './losses/hinge-embedding-loss.ts';
export { HuberLoss, type HuberLossOptions } from './losses/huber-loss.ts';
export { InfoNCELoss, type InfoNceLossOptions } from './losses/info-nce-loss.ts';
export { KLDivLoss, type KLDivLossOptions } from './losses/kl-div-loss.ts';
export { L1Loss } from './losses/l1-loss.ts';
export {
  LabelSmoothingCrossEntropy,
  type LabelSmoothingCrossEntropyOptions,
} from './losses/label-smoothing-cross-entropy.ts';
export { LossModule, type LossModuleClass, lossModule } from './losses/loss-module.ts';
export { MarginRankingLoss, type MarginRankingLossOptions } from './losses/margin-ranking-loss.ts';
export { MSELoss } from './losses/mse-loss.ts';
export { MultiMarginLoss, type MultiMarginLossOptions } from './losses/multi-margin-loss.ts';
export { MultiLabelMarginLoss } from './losses/multilabel-margin-loss.ts';
export {
  MultiLabelSoftMarginLoss,
  type MultiLabelSoftMarginLossOptions,
} from './losses/multilabel-soft-margin-loss.ts';
export { NLLLoss, type NLLLossOptions } from './losses/nll-loss.ts';
export { PoissonNLLLoss, type PoissonNLLLossOptions } from './losses/poisson-nll-loss.ts';
export { Poly1CrossEntropy, type Poly1CrossEntropyOptions } from './losses/poly1-cross-entropy.ts';
export { SigmoidFocalLoss, type SigmoidFocalLossOptions } from './losses/sigmoid-focal-loss.ts';
export { SmoothL1Loss, type SmoothL1LossOptions } from './losses/smooth-l1-loss.ts';
export { SoftMarginLoss } from './losses/soft-margin-loss.ts';
export { SymmetricCrossEntropy, type SymmetricCrossEntropyOptions } from './losses/symmetric-cross-entropy.ts';
export {
  type DistanceFunction,
  TripletMarginLoss,
  type TripletMarginLossOptions,
  TripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceLossOptions,
} from './losses/triplet-margin-loss.ts';
export {
  type ClassIndexLoss,
  ClassIndexLossModule,
  type ElementwiseLoss,
  ElementwiseLossModule,
  type SameShapeLoss,
  SameShapeLossModule,
  type WithReduction,
} from './losses/typed-losses.ts';
export { type WeightedLoss, type WeightedSum, weightedSum } from './losses/weighted-sum.ts';
export { type AnyModule, type Member, Module, type NamedTensorsOptions, type NamesOptions } from './module.ts';
export { ModuleDict } from './module-dict.ts';
export type { LoadStateOptions, LoadStateResult, StateDict, StateSource } from './module-state.ts';
export { BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d } from './normalization/batch-norm.ts';
export { ChannelNorm, type ChannelNormOptions } from './normalization/channel-norm.ts';
export { GroupNorm, type GroupNormOptions } from './normalization/group-norm.ts';
export { InstanceNorm, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './normalization/instance-norm.ts';
export { LayerNorm, type LayerNormOptions, RMSNorm, type RMSNormOptions } from './normalization/layer-norm.ts';
export { LocalResponseNorm, type LocalResponseNormOptions } from './normalization/local-response-norm.ts';
export {
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  type Padding,
  PaddingModule,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from './padding.ts';
export { ParameterDict, ParameterList } from './parameter-containers.ts';
export { parametersToVector, vectorToParameters } from './parameter-vectors.ts';
export { type Parametrization, ParametrizationList } from './parametrizations/parametrization-list.ts';
export {
  isParametrized,
  type RemoveParametrizationsOptions,
  registerParametrization,
  removeParametrizations,
} from './parametrizations/register-parametrization.ts';
export { type SpectralNormOptions, spectralNorm } from './parametrizations/spectral-norm.ts';
export { type WeightNormOptions, weightNorm } from './parametrizations/weight-norm.ts';
export { Hardshrink, Hardsigmoid, Hardswish, Hardtanh, ReLU6, Softshrink, Threshold } from './piecewise-activations.ts';
export { ChannelShuffle, PixelShuffle, PixelUnshuffle } from './pixel-shuffle.ts';
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from './pooling/adaptive-pool.ts';
export { AvgPool1d, AvgPool2d, AvgPool3d } from './pooling/avg-pool.ts';
export { LPPool1d, LPPool2d, LPPool3d } from './pooling/lp-pool.ts';
export { MaxPool1d, MaxPool2d, MaxPool3d } from './pooling/max-pool.ts';
export { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d, type MaxUnpoolModuleOptions } from './pooling/max-unpool.ts';
export { PReLU, type PReLUOptions } from './prelu.ts';
export {
  type CellOptions,
  GRUCell,
  LSTMCell,
  RecurrentCell,
  RNNCell,
  type RNNCellOptions,
} from './recurrent/cells.ts';
export { Recurrent, type RecurrentOptions } from './recurrent/recurrent.ts';
export { GRU, HiddenRecurrent, LSTM, type LSTMOptions, RNN, type RNNOptions } from './recurrent/rnn.ts';
export { RReLU, type RReLUOptions, type RReLURange } from './rrelu.ts';
export { SnakeCaseModule } from './snake-case-module.ts';
export { LogSoftmax, Softmax, Softmax2d, Softmin } from './softmax-layers.ts';
export { type LayerSummary, ModelSummary, type SummaryOptions, summary } from './summary.ts';
