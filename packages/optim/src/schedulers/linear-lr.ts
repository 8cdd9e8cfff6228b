import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkWhole } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of LinearLR. */
export interface LinearLRSettings {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;
}

/** What LinearLR takes. */
export interface LinearLROptions extends SchedulerOptions {
  /** The factor in epoch 0, in (0, 1]. Defaults to 1/3. */
  readonly startFactor?: number | undefined;
  /** The factor from epoch `totalIters` on, in [0, 1]. Defaults to 1. */
  readonly endFactor?: number | undefined;
  /** The number of epochs between. Defaults to 5. */
  readonly totalIters?: number | undefined;
}

/**
 * Multiplies the learning rate by a factor that goes from `startFactor` to `endFactor` in a line of `totalIters` epochs.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
 */
export class LinearLR extends LRScheduler<LinearLRSettings> {
  /** Throws an ArgumentError for factors out of their range and `totalIters` that is no whole number ≥ 0. */
  constructor(
    optimizer: Optimizer,
    { startFactor = 1 / 3, endFactor = 1, totalIters = 5, ...options }: LinearLROptions = {},
  ) {
    if (!(startFactor > 0 && startFactor <= 1)) {
      throw new ArgumentError(`LinearLR: startFactor must be in (0, 1], got ${String(startFactor)}`);
    }
    if (!(endFactor >= 0 && endFactor <= 1)) {
      throw new ArgumentError(`LinearLR: endFactor must be in [0, 1], got ${String(endFactor)}`);
    }
    checkWhole('LinearLR', 'totalIters', totalIters, 0);
    super(optimizer, { startFactor, endFactor, totalIters }, options);
  }

  protected override nextLr(lr: number): number {
    const { startFactor, endFactor, totalIters } = this.settings;
    if (this.lastEpoch === 0) return lr * startFactor;
    if (this.isInitial || this.lastEpoch > totalIters) return lr;
    const range = endFactor - startFactor;
    return lr * (1 + range / (totalIters * startFactor + (this.lastEpoch - 1) * range));
  }

  protected override closedLr(baseLr: number): number {
    const { startFactor, endFactor, totalIters } = this.settings;
    // the line of no length, which PyTorch divides by, is at its end
    const part = totalIters === 0 ? 1 : Math.min(totalIters, this.lastEpoch) / totalIters;
    return baseLr * (startFactor + (endFactor - startFactor) * part);
  }
}
