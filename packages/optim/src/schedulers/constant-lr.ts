import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkWhole } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of ConstantLR. */
export interface ConstantLRSettings {
  readonly factor: number;
  readonly totalIters: number;
}

/** What ConstantLR takes. */
export interface ConstantLROptions extends SchedulerOptions {
  /** The factor, in [0, 1]. Defaults to 1/3. */
  readonly factor?: number | undefined;
  /** For how many epochs. Defaults to 5. */
  readonly totalIters?: number | undefined;
}

/**
 * Multiplies the learning rate by `factor` for the first `totalIters` epochs. Of a factor of 0 the last of them throws,
 * as the rate cannot be divided by it.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
 */
export class ConstantLR extends LRScheduler<ConstantLRSettings> {
  /** Throws an ArgumentError unless `factor` is in [0, 1] and `totalIters` a whole number ≥ 0. */
  constructor(optimizer: Optimizer, { factor = 1 / 3, totalIters = 5, ...options }: ConstantLROptions = {}) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new ArgumentError(`ConstantLR: factor must be in [0, 1], got ${String(factor)}`);
    }
    checkWhole('ConstantLR', 'totalIters', totalIters, 0);
    super(optimizer, { factor, totalIters }, options);
  }

  protected override nextLr(lr: number): number {
    const { factor, totalIters } = this.settings;
    if (this.lastEpoch === 0) return lr * factor;
    return this.lastEpoch === totalIters ? lr * (1 / factor) : lr;
  }

  protected override closedLr(baseLr: number): number {
    const { factor, totalIters } = this.settings;
    return this.lastEpoch < totalIters ? baseLr * factor : baseLr;
  }
}
