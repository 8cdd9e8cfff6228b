import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole } from './checks.ts';
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
    checkWhole('CosineAnnealingLR', 'tMax', tMax, 1);
    checkFinite('CosineAnnealingLR', 'etaMin', etaMin);
    super(optimizer, { tMax, etaMin }, options);
  }

  protected override nextLr(lr: number, baseLr: number): number {
    const { tMax, etaMin } = this.settings;
    const t = this.lastEpoch;
    if (this.isInitial) return lr;
    // at the bottom the ratio of cosines below would be 0 / 0
    if ((t - 1 - tMax) % (2 * tMax) === 0) return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    const ratio = (1 + Math.cos((Math.PI * t) / tMax)) / (1 + Math.cos((Math.PI * (t - 1)) / tMax));
    return ratio * (lr - etaMin) + etaMin;
  }

  protected override closedLr(baseLr: number): number {
    const { tMax, etaMin } = this.settings;
    return etaMin + ((baseLr - etaMin) * (1 + Math.cos((Math.PI * this.lastEpoch) / tMax))) / 2;
  }
}
