import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of PolynomialLR. */
export interface PolynomialLRSettings {
  readonly totalIters: number;
  readonly power: number;
}

/** What PolynomialLR takes. */
export interface PolynomialLROptions extends SchedulerOptions {
  /** After how many epochs the rate is 0. Defaults to 5. */
  readonly totalIters?: number | undefined;
  /** The power of the polynomial. Defaults to 1. */
  readonly power?: number | undefined;
}

/**
 * Lowers the learning rate to 0 in `totalIters` epochs: `base (1 − t / totalIters)^power` unless somebody else changes
 * the rate too.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
 */
export class PolynomialLR extends LRScheduler<PolynomialLRSettings> {
  /** Throws an ArgumentError unless `totalIters` is a whole number ≥ 0 and `power` a number. */
  constructor(optimizer: Optimizer, { totalIters = 5, power = 1, ...options }: PolynomialLROptions = {}) {
    checkWhole('PolynomialLR', 'totalIters', totalIters, 0);
    checkFinite('PolynomialLR', 'power', power);
    super(optimizer, { totalIters, power }, options);
  }

  protected override nextLr(lr: number): number {
    const { totalIters, power } = this.settings;
    const t = this.lastEpoch;
    if (this.isInitial || t > totalIters) return lr;
    return lr * ((1 - t / totalIters) / (1 - (t - 1) / totalIters)) ** power;
  }

  protected override closedLr(baseLr: number): number {
    const { totalIters, power } = this.settings;
    return totalIters === 0 ? baseLr : baseLr * (1 - Math.min(totalIters, this.lastEpoch) / totalIters) ** power;
  }
}
