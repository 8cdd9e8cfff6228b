import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of a parameter group, for CosineAnnealingLR. */
export interface CosineAnnealingLRSettings {
  readonly tMax: number;
  readonly etaMin: number;
}

/** What CosineAnnealingLR takes. */
export interface CosineAnnealingLROptions extends SchedulerOptions {
  /** The smallest rate. Defaults to 0. */
  readonly etaMin?: number | undefined;
}

/**
 * Lowers the learning rate along half a cosine to `etaMin` in `tMax` epochs, and raises it again in the next `tMax`:
 * `etaMin + (base − etaMin) (1 + cos(π t / tMax)) / 2` unless somebody else changes the rate too.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
 */
export class CosineAnnealingLR extends LRScheduler<CosineAnnealingLRSettings> {
  /** Throws an ArgumentError unless `tMax` is a whole number ≥ 1 and `etaMin` a number. */
  constructor(optimizer: Optimizer, tMax: number, { etaMin = 0, ...options }: CosineAnnealingLROptions = {}) {
    if (!(Number.isInteger(tMax) && tMax >= 1)) {
      throw new ArgumentError(`CosineAnnealingLR: tMax must be a whole number ≥ 1, got ${String(tMax)}`);
    }
    if (!Number.isFinite(etaMin))
      throw new ArgumentError(`CosineAnnealingLR: etaMin must be a finite number, got ${String(etaMin)}`);
    super(optimizer, { tMax, etaMin }, options);
  }

  protected override nextLr(lr: number, baseLr: number): number {
    const { tMax, etaMin } = this.settings;
    const t = this.lastEpoch;
    if (t === 0) return lr;
    if (this.stepCount === 1) return etaMin + ((baseLr - etaMin) * (1 + Math.cos((Math.PI * t) / tMax))) / 2;
    // at the bottom the ratio of cosines below would be 0 / 0
    if ((t - 1 - tMax) % (2 * tMax) === 0) return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    const ratio = (1 + Math.cos((Math.PI * t) / tMax)) / (1 + Math.cos((Math.PI * (t - 1)) / tMax));
    return ratio * (lr - etaMin) + etaMin;
  }
}
