import { ArgumentError, isTensor, type Tensor } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole, checkWord, perGroup } from './checks.ts';

interface Settings {
  readonly mode: 'min' | 'max';
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly thresholdMode: 'rel' | 'abs';
  readonly cooldown: number;
  readonly minLr: number | readonly number[];
  readonly eps: number;
}

/** What ReduceLROnPlateau takes. */
export interface ReduceLROnPlateauOptions {
  /** Whether the metric should become small or large. Defaults to `min`. */
  readonly mode?: 'min' | 'max' | undefined;
  /** What the rate is multiplied by, in [0, 1). Defaults to 0.1. */
  readonly factor?: number | undefined;
  /** How many epochs without improvement are let pass. Defaults to 10. */
  readonly patience?: number | undefined;
  /** What counts as an improvement. Defaults to 1e-4. */
  readonly threshold?: number | undefined;
  /** Whether the threshold is a part of the best metric or a difference to it. Defaults to `rel`. */
  readonly thresholdMode?: 'rel' | 'abs' | undefined;
  /** For how many epochs after a reduction none is counted as bad. Defaults to 0. */
  readonly cooldown?: number | undefined;
  /** The lowest rate, or a list with one for each group. Defaults to 0. */
  readonly minLr?: number | readonly number[] | undefined;
  /** Reductions that are not larger are left out. Defaults to 1e-8. */
  readonly eps?: number | undefined;
}

/** Where a ReduceLROnPlateau stands. */
interface Progress {
  readonly lastEpoch: number;
  readonly best: number;
  readonly cooldownCounter: number;
  readonly numBadEpochs: number;
}

/** What a ReduceLROnPlateau needs to continue. */
export type ReduceLROnPlateauState = Settings & Progress & { readonly lastLr: readonly number[] };

function checkSettings(name: string, settings: Settings, optimizer: Optimizer): void {
  const { mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps } = settings;
  checkWord(name, 'mode', mode, ['min', 'max']);
  if (!(factor >= 0 && factor < 1)) throw new ArgumentError(`${name}: factor must be in [0, 1), got ${String(factor)}`);
  checkWhole(name, 'patience', patience, 0);
  checkFinite(name, 'threshold', threshold);
  checkWord(name, 'thresholdMode', thresholdMode, ['rel', 'abs']);
  checkWhole(name, 'cooldown', cooldown, 0);
  perGroup(name, 'minLr', minLr, optimizer);
  checkFinite(name, 'eps', eps);
}

/**
 * Multiplies the learning rate by `factor` when a metric has not improved for more than `patience` epochs. Call
 * `step(metric)` once per epoch.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 */
export class ReduceLROnPlateau {
  readonly optimizer: Optimizer;
  #settings: Settings;
  #progress: Progress;
  #lastLr: readonly number[];

  /** Throws an ArgumentError for settings out of their range and a `minLr` that has not one for each group. */
  constructor(
    optimizer: Optimizer,
    {
      mode = 'min',
      factor = 0.1,
      patience = 10,
      threshold = 1e-4,
      thresholdMode = 'rel',
      cooldown = 0,
      minLr = 0,
      eps = 1e-8,
    }: ReduceLROnPlateauOptions = {},
  ) {
    const settings: Settings = { mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps };
    checkSettings('ReduceLROnPlateau', settings, optimizer);
    this.optimizer = optimizer;
    this.#settings = settings;
    const best = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.#progress = { lastEpoch: 0, best, cooldownCounter: 0, numBadEpochs: 0 };
    this.#lastLr = optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** Calls of `step`. */
  get lastEpoch(): number {
    return this.#progress.lastEpoch;
  }

  /** The best metric so far. */
  get best(): number {
    return this.#progress.best;
  }

  /** The rates after the last step, one for each group. */
  getLastLr(): readonly number[] {
    return this.#lastLr;
  }

  /**
   * Takes the metric of an epoch, a number or a tensor of one element.
   *
   * Throws an ArgumentError for anything else, and when groups were added for which a list of `minLr` has none; nothing
   * changes then.
   */
  step(metrics: number | Tensor): void {
    const { factor, patience, cooldown, minLr, eps } = this.#settings;
    const metric: unknown = isTensor(metrics) ? metrics.item() : metrics;
    if (typeof metric !== 'number') {
      throw new ArgumentError(`ReduceLROnPlateau.step: metrics must be a number, got ${String(metric)}`);
    }
    const groups = this.optimizer.paramGroups;
    const lowest = perGroup('ReduceLROnPlateau.step', 'minLr', minLr, this.optimizer);
    const { lastEpoch, best, cooldownCounter, numBadEpochs } = this.#progress;
    const better = this.#improves(metric, best);
    const cooling = cooldownCounter > 0;
    const bad = better || cooling ? 0 : numBadEpochs + 1;
    const reduce = bad > patience;
    if (reduce) {
      groups.forEach((group, i) => {
        const lr = Math.max(group.lr * factor, lowest[i]!);
        if (group.lr - lr > eps) group.lr = lr;
      });
    }
    this.#progress = {
      lastEpoch: lastEpoch + 1,
      best: better ? metric : best,
      cooldownCounter: reduce ? cooldown : cooldownCounter - Number(cooling),
      numBadEpochs: reduce ? 0 : bad,
    };
    this.#lastLr = groups.map(({ lr }) => lr);
  }

  #improves(metric: number, best: number): boolean {
    const { mode, threshold, thresholdMode } = this.#settings;
    if (mode === 'min') return metric < (thresholdMode === 'rel' ? best * (1 - threshold) : best - threshold);
    return metric > (thresholdMode === 'rel' ? best * (threshold + 1) : best + threshold);
  }

  /** Everything but the optimizer, whose own state dict holds the current rates. */
  stateDict(): ReduceLROnPlateauState {
    return { ...this.#settings, ...this.#progress, lastLr: [...this.#lastLr] };
  }

  /**
   * Continues from a saved state. The optimizer's rates are not touched: load its state dict too.
   *
   * Throws an ArgumentError for a state of another scheduler or another number of groups; nothing changes then.
   */
  loadStateDict(state: ReduceLROnPlateauState): void {
    const name = 'ReduceLROnPlateau.loadStateDict';
    const { lastEpoch, best, cooldownCounter, numBadEpochs, lastLr, ...settings } = state;
    const [expected, came] = [this.stateDict(), state].map((each) => Object.keys(each).sort().join(', '));
    if (expected !== came) throw new ArgumentError(`${name}: expected ${expected}, got ${came}`);
    checkSettings(name, settings, this.optimizer);
    for (const [key, value] of Object.entries({ lastEpoch, cooldownCounter, numBadEpochs })) {
      checkWhole(name, key, value, 0);
    }
    if (typeof best !== 'number') throw new ArgumentError(`${name}: best must be a number, got ${String(best)}`);
    this.#lastLr = perGroup(name, 'lastLr', lastLr, this.optimizer);
    this.#settings = settings;
    this.#progress = { lastEpoch, best, cooldownCounter, numBadEpochs };
  }
}
