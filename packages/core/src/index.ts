export {
  type AnomalyOptions,
  detectAnomaly,
  isAnomalyCheckNanEnabled,
  isAnomalyEnabled,
  setDebug,
  setDetectAnomaly,
} from './autograd/anomaly.ts';
export { type BackwardOptions, backward, type GradOptions, grad } from './autograd/backward.ts';
export {
  type CallableStep,
  type CheckpointOptions,
  checkpoint,
  checkpointSequential,
  type SequentialStep,
} from './autograd/checkpoint.ts';
export { valueAndGrad } from './autograd/func/grad.ts';
export * as func from './autograd/func.ts';
export {
  AutogradFunction,
  type CombinedFunction,
  type SplitFunction,
} from './autograd/function.ts';
export type { FunctionCtx, Savable } from './autograd/function-context.ts';
export type { FunctionGradients } from './autograd/function-node.ts';
export {
  type FormOf,
  type FormOfPairs,
  type FunctionalOptions,
  type FunctionOf,
  type HessianOptions,
  hessian,
  hvp,
  type JacobianOptions,
  jacobian,
  jvp,
  type Tensors,
  vhp,
  vjp,
} from './autograd/functional.ts';
export { type Differentiable, type GradcheckOptions, gradcheck, gradgradcheck } from './autograd/gradcheck.ts';
export { getGradientEdge, type TensorOrEdge } from './autograd/gradient-edge.ts';
export { type MultiGradHookOptions, registerMultiGradHook } from './autograd/multi-grad-hook.ts';
export { onceDifferentiable } from './autograd/once-differentiable.ts';
export type { AnyShaped } from './autograd/pytree.ts';
export { type Dims, type Mapped, type VmapOptions, vmap } from './autograd/vmap.ts';
export {
  type DType,
  type DTypeLike,
  getDefaultDtype,
  isFloat,
  resultType,
  type Scalar,
  setDefaultDtype,
  type TypedArray,
  toDType,
} from './dtype.ts';
export { ArgumentError, CotangentError, DTypeError, GradientError, IndexError, ShapeError } from './errors.ts';
export * as e from './formula/builder.ts';
export type { Bool, Expr, Formula, Num } from './formula/formula.ts';
export {
  type Ellipsis,
  ellipsis,
  type Index,
  type NestedIndices,
  type Slice,
  slice,
} from './index-items.ts';
export type * from './indexing-types.ts';
export type * from './joining-types.ts';
export { getKernels, type KernelsName, setKernels } from './kernels/current.ts';
export type { Kernels, ReduceKind } from './kernels/kernels.ts';
export type * from './layer-types.ts';
export type * from './loss-types.ts';
export { memoryStatistics, setMemoryLimit } from './memory/control.ts';
export type { MemoryStatistics } from './memory/linear-memory.ts';
export type { Memory, Operand, Storage } from './memory/memory.ts';
export type * from './movement-types.ts';
export type { AnyTypedArray, NestedData } from './nested-data.ts';
export { allElements, mapElements } from './op/allocate.ts';
export type { Randomness } from './op/batch.ts';
export { type BatchedCall, type BatchRule, batchAll, leadingBatch } from './op/batch-rule.ts';
export { defineElementwise, type ElementwiseDefinition, type ElementwiseOp } from './op/define-elementwise.ts';
export {
  defineOp,
  type MultiOpDefinition,
  type OpDefinition,
  type Pullback,
  type VjpContext,
} from './op/define-op.ts';
export { defineUpdate, type Update, type UpdateDefinition } from './op/define-update.ts';
export { defineView, type ViewDefinition, type ViewGeometry } from './op/define-view.ts';
export type { GradientRule, Promotion } from './op/formula-op.ts';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from './op/grad-mode.ts';
export type { Edge, Gradient, GraphNode, NodeHook, NodePrehook, OutputMeta, TensorHook } from './op/graph-node.ts';
export type { HookHandle } from './op/hook-handle.ts';
export { inPlaceOf, writeInPlace } from './op/in-place.ts';
export { checkTensor, isTensor, type OpInput } from './op/record.ts';
export { disableSavedTensorsHooks, savedTensorsHooks } from './op/saved-tensor-hooks.ts';
export { type OpEvent, traceOps } from './op/trace.ts';
export type { View, ViewStep } from './op/view.ts';
export * from './ops/in-place.ts';
export * from './ops/in-place-structured.ts';
export * from './ops/index.ts';
export * from './ops/random-filling.ts';
export { setAt } from './ops/set-at.ts';
export { type Spatial, spatial } from './ops/spatial.ts';
export { Generator, getDefaultGenerator, manualSeed } from './random/generator.ts';
export { broadcastShapes, contiguousStrides, formatShape, type Shape, sameShape, sizeOf, wrapDim } from './shape.ts';
export type * from './shape-types.ts';
export type { NestedArray } from './tensor/conversion-methods.ts';
export {
  asTensor,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  type Literal,
  ones,
  onesLike,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from './tensor/creation.ts';
export type { NewTensorOptions } from './tensor/new-tensor-methods.ts';
export {
  Buffer,
  type BufferOptions,
  gradOf,
  type ModuleLike,
  Parameter,
  type ParameterOptions,
  type Stateful,
} from './tensor/parameter.ts';
export {
  type RandomTensorOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from './tensor/random-creation.ts';
export { arange, type LogspaceOptions, linspace, logspace } from './tensor/sequence-creation.ts';
export { Tensor } from './tensor/tensor.ts';
export { type TriangleIndicesOptions, trilIndices, triuIndices } from './tensor/triangle-indices.ts';
export { warnOnce } from './warn.ts';
