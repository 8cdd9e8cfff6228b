export { Adadelta, type AdadeltaOptions, type AdadeltaSettings } from './adadelta.ts';
export { Adafactor, type AdafactorOptions, type AdafactorSettings } from './adafactor.ts';
export { Adagrad, type AdagradOptions, type AdagradSettings } from './adagrad.ts';
export { Adam, type AdamOptions, type AdamSettings } from './adam.ts';
export { Adamax, type AdamaxOptions, type AdamaxSettings } from './adamax.ts';
export { AdamW, type AdamWOptions } from './adamw.ts';
export { ASGD, type ASGDOptions, type ASGDSettings } from './asgd.ts';
export type { BaseOptions, BaseSettings } from './base-settings.ts';
export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from './clip.ts';
export { LBFGS, type LBFGSOptions, type LBFGSSettings } from './lbfgs.ts';
export { Lion, type LionOptions, type LionSettings } from './lion.ts';
export { type AdjustLr, Muon, type MuonOptions, type MuonSettings } from './muon.ts';
export { NAdam, type NAdamOptions, type NAdamSettings } from './nadam.ts';
export { Optimizer, type PlannedStep, type PlannedUpdate, type ZeroGradOptions } from './optimizer.ts';
export type { GroupSettings, ParamGroup, ParamGroupOptions, ParamsLike } from './param-group.ts';
export { RAdam, type RAdamOptions, type RAdamSettings } from './radam.ts';
export { RMSprop, type RMSpropOptions, type RMSpropSettings } from './rmsprop.ts';
export { Rprop, type RpropOptions, type RpropSettings } from './rprop.ts';
export {
  ChainedScheduler,
  type ChainedSchedulerOptions,
  type ChainedSchedulerState,
} from './schedulers/chained-scheduler.ts';
export { ConstantLR, type ConstantLROptions, type ConstantLRSettings } from './schedulers/constant-lr.ts';
export {
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  type CosineAnnealingLRSettings,
} from './schedulers/cosine-annealing-lr.ts';
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
  type CosineAnnealingWarmRestartsSettings,
} from './schedulers/cosine-annealing-warm-restarts.ts';
export type { MomentumOptions, MomentumRange } from './schedulers/cycled-momentum.ts';
export { CyclicLR, type CyclicLROptions, type CyclicLRSettings, type CyclicMode } from './schedulers/cyclic-lr.ts';
export { ExponentialLR, type ExponentialLRSettings } from './schedulers/exponential-lr.ts';
export { LambdaLR, type LRLambda, type LRLambdas } from './schedulers/lambda-lr.ts';
export { LinearLR, type LinearLROptions, type LinearLRSettings } from './schedulers/linear-lr.ts';
export {
  type ComposableScheduler,
  LRScheduler,
  type SchedulerOptions,
  type SchedulerState,
} from './schedulers/lr-scheduler.ts';
export { MultiStepLR, type MultiStepLROptions, type MultiStepLRSettings } from './schedulers/multi-step-lr.ts';
export { MultiplicativeLR } from './schedulers/multiplicative-lr.ts';
export { OneCycleLR, type OneCycleLROptions, type OneCycleLRSettings } from './schedulers/one-cycle-lr.ts';
export { PolynomialLR, type PolynomialLROptions, type PolynomialLRSettings } from './schedulers/polynomial-lr.ts';
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  type ReduceLROnPlateauState,
} from './schedulers/reduce-lr-on-plateau.ts';
export { SequentialLR, type SequentialLRState } from './schedulers/sequential-lr.ts';
export { StepLR, type StepLROptions, type StepLRSettings } from './schedulers/step-lr.ts';
export { SWALR, type SWALROptions, type SWALRSettings } from './schedulers/swalr.ts';
export { SGD, type SGDOptions, type SGDSettings } from './sgd.ts';
export type { OptimizerState, ParamState, SavedGroup } from './state-dict.ts';
export { defineUpdateRule, type UpdateRule, type UpdateRuleDefinition } from './update-rule.ts';
