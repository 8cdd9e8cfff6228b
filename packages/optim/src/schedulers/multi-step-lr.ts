import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole, listOf } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of MultiStepLR. */
export interface MultiStepLRSettings {
  readonly milestones: readonly number[];
  readonly gamma: number;
}

/** What MultiStepLR takes. */
export interface MultiStepLROptions extends SchedulerOptions {
  /** The factor. Defaults to 0.1. */
  readonly gamma?: number | undefined;
}

/**
 * Multiplies the learning rate by `gamma` in each epoch that is a milestone; in one listed twice, twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
 */
export class MultiStepLR extends LRScheduler<MultiStepLRSettings> {
  /** Throws an ArgumentError unless the milestones are whole numbers ≥ 0 and `gamma` a number. */
  constructor(
    optimizer: Optimizer,
    milestones: readonly number[],
    { gamma = 0.1, ...options }: MultiStepLROptions = {},
  ) {
    listOf('MultiStepLR', 'milestones', milestones).forEach((epoch, i) => {
      checkWhole('MultiStepLR', `milestones[${i}]`, epoch, 0);
    });
    checkFinite('MultiStepLR', 'gamma', gamma);
    super(optimizer, { milestones: [...milestones], gamma }, options);
  }

  protected override nextLr(lr: number): number {
    const { milestones, gamma } = this.settings;
    return lr * gamma ** milestones.filter((epoch) => epoch === this.lastEpoch).length;
  }

  protected override closedLr(baseLr: number): number {
    const { milestones, gamma } = this.settings;
    return baseLr * gamma ** milestones.filter((epoch) => epoch <= this.lastEpoch).length;
  }
}
