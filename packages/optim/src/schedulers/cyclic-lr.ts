import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWord, perGroup } from './checks.ts';
import { type MomentumOptions, type MomentumRange, momentumRange, setMomentums } from './cycled-momentum.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** How the height of the cycles changes: not at all, halved in each, or by `gamma` in each step. */
export type CyclicMode = 'triangular' | 'triangular2' | 'exp_range';

/** The settings of CyclicLR. */
export interface CyclicLRSettings extends MomentumRange {
  readonly maxLrs: readonly number[];
  readonly stepSizeUp: number;
  readonly stepSizeDown: number;
  readonly mode: CyclicMode;
  readonly gamma: number;
  /** From the cycle or the step to a factor of the amplitude, in place of what `mode` says. */
  readonly scaleFn?: ((x: number) => number) | undefined;
  readonly scaleMode: 'cycle' | 'iterations';
}

/** What CyclicLR takes. The momentum runs from 0.9 down to 0.8 and back unless told otherwise. */
export interface CyclicLROptions extends SchedulerOptions, MomentumOptions {
  /** The steps in which the rate rises. Defaults to 2000. */
  readonly stepSizeUp?: number | undefined;
  /** The steps in which it falls. Defaults to `stepSizeUp`. */
  readonly stepSizeDown?: number | undefined;
  /** Defaults to `triangular`. */
  readonly mode?: CyclicMode | undefined;
  /** The factor of `exp_range`. Defaults to 1. */
  readonly gamma?: number | undefined;
  /** A rule for the height of the cycles in place of `mode`, a factor in [0, 1]. Not part of the state dict. */
  readonly scaleFn?: ((x: number) => number) | undefined;
  /** Whether `scaleFn` is given the number of the cycle, from 1, or of the step. Defaults to `cycle`. */
  readonly scaleMode?: 'cycle' | 'iterations' | undefined;
}

/** The height of the cycle, of 1 for the full one. */
function scaleOf({ mode, gamma, scaleFn, scaleMode }: CyclicLRSettings, cycle: number, step: number): number {
  if (scaleFn) return scaleFn(scaleMode === 'cycle' ? cycle : step);
  switch (mode) {
    case 'triangular':
      return 1;
    case 'triangular2':
      return 1 / 2 ** (cycle - 1);
    case 'exp_range':
      return gamma ** step;
    default:
      return mode satisfies never;
  }
}

/** How far a step is from the low end, of 1 for the high one, and the height of its cycle. */
function placeOf(step: number, settings: CyclicLRSettings): { part: number; scale: number } {
  const total = settings.stepSizeUp + settings.stepSizeDown;
  const ratio = settings.stepSizeUp / total;
  const cycle = Math.floor(1 + step / total);
  const x = 1 + step / total - cycle;
  return { part: x <= ratio ? x / ratio : (x - 1) / (ratio - 1), scale: scaleOf(settings, cycle, step) };
}

/**
 * Moves the learning rate between `baseLr` and `maxLr`, up in `stepSizeUp` steps and down in `stepSizeDown`; the momentum
 * goes the other way. Call `step()` after each batch.
 *
 * The rates of the optimizer are replaced: this scheduler does not multiply with others.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
 */
export class CyclicLR extends LRScheduler<CyclicLRSettings> {
  /**
   * `baseLr` and `maxLr` are rates, or lists with one for each group.
   *
   * Throws an ArgumentError for lists of another length, numbers of steps that are not > 0, an unknown mode unless there
   * is a `scaleFn`, and an optimizer without momentum unless `cycleMomentum` is false.
   */
  constructor(
    optimizer: Optimizer,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    {
      stepSizeUp = 2000,
      stepSizeDown = stepSizeUp,
      mode = 'triangular',
      gamma = 1,
      scaleFn,
      scaleMode = 'cycle',
      cycleMomentum = true,
      baseMomentum = 0.8,
      maxMomentum = 0.9,
      ...options
    }: CyclicLROptions = {},
  ) {
    const baseLrs = perGroup('CyclicLR', 'baseLr', baseLr, optimizer);
    const maxLrs = perGroup('CyclicLR', 'maxLr', maxLr, optimizer);
    for (const [option, steps] of Object.entries({ stepSizeUp, stepSizeDown })) {
      if (!(steps > 0)) throw new ArgumentError(`CyclicLR: ${option} must be > 0, got ${String(steps)}`);
      checkFinite('CyclicLR', option, steps);
    }
    if (!scaleFn) checkWord('CyclicLR', 'mode', mode, ['triangular', 'triangular2', 'exp_range']);
    checkWord('CyclicLR', 'scaleMode', scaleMode, ['cycle', 'iterations']);
    checkFinite('CyclicLR', 'gamma', gamma);
    const momentums = momentumRange('CyclicLR', optimizer, { cycleMomentum, baseMomentum, maxMomentum });
    if ((options.lastEpoch ?? -1) === -1) {
      optimizer.paramGroups.forEach((group, i) => {
        group.lr = baseLrs[i]!;
      });
    }
    super(optimizer, { maxLrs, stepSizeUp, stepSizeDown, mode, gamma, scaleFn, scaleMode, ...momentums }, options);
    // another scheduler may have given the groups an initialLr, which is not where the cycles begin
    this.baseLrs = baseLrs;
  }

  protected override nextLr(_: number, baseLr: number, group: number): number {
    const { part, scale } = placeOf(this.lastEpoch, this.settings);
    return baseLr + (this.settings.maxLrs[group]! - baseLr) * part * scale;
  }

  /** Sets rates and momentums of the next step. Throws an ArgumentError when groups were added since construction. */
  override step(epoch?: number): void {
    super.step(epoch);
    const { cycleMomentum, baseMomentums, maxMomentums } = this.settings;
    if (!cycleMomentum) return;
    const { part, scale } = placeOf(this.lastEpoch, this.settings);
    setMomentums(this.optimizer, (group) => {
      const [base, max] = [baseMomentums[group]!, maxMomentums[group]!];
      return max - (max - base) * part * scale;
    });
  }
}
