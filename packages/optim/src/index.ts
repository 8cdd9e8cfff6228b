export { Adam, type AdamOptions, type AdamSettings } from './adam.ts';
export { AdamW, type AdamWOptions } from './adamw.ts';
export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from './clip.ts';
export { Optimizer, type PlannedUpdate, type ZeroGradOptions } from './optimizer.ts';
export type { GroupSettings, ParamGroup, ParamGroupOptions, ParamsLike } from './param-group.ts';
export {
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  type CosineAnnealingLRSettings,
} from './schedulers/cosine-annealing-lr.ts';
export { LRScheduler, type SchedulerOptions, type SchedulerState } from './schedulers/lr-scheduler.ts';
export { StepLR, type StepLROptions, type StepLRSettings } from './schedulers/step-lr.ts';
export { SGD, type SGDOptions, type SGDSettings } from './sgd.ts';
export type { OptimizerState, ParamState, SavedGroup } from './state-dict.ts';
export { defineUpdateRule, type UpdateRule, type UpdateRuleDefinition } from './update-rule.ts';
