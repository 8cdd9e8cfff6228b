import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** Where in a period an epoch lies. */
interface Place {
  /** The length of the period. */
  readonly tI: number;
  /** Epochs since it began. */
  readonly tCur: number;
}

/** The settings of CosineAnnealingWarmRestarts, and where it stands. */
export interface CosineAnnealingWarmRestartsSettings extends Place {
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;
}

/** What CosineAnnealingWarmRestarts takes. */
export interface CosineAnnealingWarmRestartsOptions extends SchedulerOptions {
  /** The factor by which each period is longer than the one before. Defaults to 1. */
  readonly tMult?: number | undefined;
  /** The smallest rate. Defaults to 0. */
  readonly etaMin?: number | undefined;
}

function placeAfter({ tMult, tI, tCur }: CosineAnnealingWarmRestartsSettings): Place {
  return tCur + 1 < tI ? { tI, tCur: tCur + 1 } : { tI: tI * tMult, tCur: (tCur + 1) % tI };
}

function placeOf(epoch: number, { t0, tMult }: CosineAnnealingWarmRestartsSettings): Place {
  if (tMult === 1) return { tI: t0, tCur: epoch % t0 };
  let [tI, tCur] = [t0, epoch];
  // counted, as rounded logarithms miss some of the restarts
  while (tCur >= tI) {
    tCur -= tI;
    tI *= tMult;
  }
  return { tI, tCur };
}

/**
 * Lowers the learning rate along half a cosine towards `etaMin` in `t0` epochs, starts anew from the initial rate, and so
 * on with periods that grow by `tMult`: `etaMin + (base − etaMin) (1 + cos(π tCur / tI)) / 2`.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html
 */
export class CosineAnnealingWarmRestarts extends LRScheduler<CosineAnnealingWarmRestartsSettings> {
  /** Throws an ArgumentError unless `t0` and `tMult` are whole numbers ≥ 1 and `etaMin` a number. */
  constructor(
    optimizer: Optimizer,
    t0: number,
    { tMult = 1, etaMin = 0, ...options }: CosineAnnealingWarmRestartsOptions = {},
  ) {
    checkWhole('CosineAnnealingWarmRestarts', 't0', t0, 1);
    checkWhole('CosineAnnealingWarmRestarts', 'tMult', tMult, 1);
    checkFinite('CosineAnnealingWarmRestarts', 'etaMin', etaMin);
    super(optimizer, { t0, tMult, etaMin, tI: t0, tCur: 0 }, options);
  }

  protected override nextLr(_: number, baseLr: number): number {
    const { etaMin, tI, tCur } = this.settings;
    return etaMin + ((baseLr - etaMin) * (1 + Math.cos((Math.PI * tCur) / tI))) / 2;
  }

  /**
   * Goes on by an epoch, or to the given one, which may have a fraction: `step(epoch + i / batches)` after each batch.
   *
   * Throws an ArgumentError for a negative epoch and when groups were added since construction.
   */
  override step(epoch?: number): void {
    if (epoch !== undefined && !(Number.isFinite(epoch) && epoch >= 0)) {
      throw new ArgumentError(`${this.name}.step: epoch must be a finite number ≥ 0, got ${String(epoch)}`);
    }
    this.checkGroups();
    const next = epoch ?? this.lastEpoch + 1;
    const follows = epoch === undefined && this.lastEpoch >= 0 && !this.isInitial;
    this.settings = { ...this.settings, ...(follows ? placeAfter(this.settings) : placeOf(next, this.settings)) };
    super.step(Math.floor(next));
  }
}
