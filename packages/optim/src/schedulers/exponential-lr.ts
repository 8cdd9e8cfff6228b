import type { Optimizer } from '../optimizer.ts';
import { checkFinite } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of ExponentialLR. */
export interface ExponentialLRSettings {
  readonly gamma: number;
}

/**
 * Multiplies the learning rate by `gamma` every epoch.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
 */
export class ExponentialLR extends LRScheduler<ExponentialLRSettings> {
  /** Throws an ArgumentError unless `gamma` is a number. */
  constructor(optimizer: Optimizer, gamma: number, options: SchedulerOptions = {}) {
    checkFinite('ExponentialLR', 'gamma', gamma);
    super(optimizer, { gamma }, options);
  }

  protected override nextLr(lr: number): number {
    return this.isInitial ? lr : lr * this.settings.gamma;
  }

  protected override closedLr(baseLr: number): number {
    return baseLr * this.settings.gamma ** this.lastEpoch;
  }
}
