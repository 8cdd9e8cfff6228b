import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of a parameter group, for StepLR. */
export interface StepLRSettings {
  readonly stepSize: number;
  readonly gamma: number;
}

/** What StepLR takes. */
export interface StepLROptions extends SchedulerOptions {
  /** The factor. Defaults to 0.1. */
  readonly gamma?: number | undefined;
}

/**
 * Multiplies the learning rate by `gamma` every `stepSize` epochs.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
 */
export class StepLR extends LRScheduler<StepLRSettings> {
  /** Throws an ArgumentError unless `stepSize` is a whole number ≥ 1 and `gamma` a number. */
  constructor(optimizer: Optimizer, stepSize: number, { gamma = 0.1, ...options }: StepLROptions = {}) {
    checkWhole('StepLR', 'stepSize', stepSize, 1);
    checkFinite('StepLR', 'gamma', gamma);
    super(optimizer, { stepSize, gamma }, options);
  }

  protected override nextLr(lr: number): number {
    const { stepSize, gamma } = this.settings;
    return this.lastEpoch === 0 || this.lastEpoch % stepSize !== 0 ? lr : lr * gamma;
  }

  protected override closedLr(baseLr: number): number {
    const { stepSize, gamma } = this.settings;
    return baseLr * gamma ** Math.floor(this.lastEpoch / stepSize);
  }
}
