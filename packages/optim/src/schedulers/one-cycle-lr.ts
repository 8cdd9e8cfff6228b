import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkFinite, checkWhole, checkWord, perGroup } from './checks.ts';
import { type MomentumOptions, type MomentumRange, momentumRange, setMomentums } from './cycled-momentum.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of OneCycleLR. */
export interface OneCycleLRSettings extends MomentumRange {
  readonly totalSteps: number;
  readonly pctStart: number;
  readonly annealStrategy: 'cos' | 'linear';
  readonly threePhase: boolean;
  readonly maxLrs: readonly number[];
  readonly minLrs: readonly number[];
}

/** What OneCycleLR takes. The momentum runs from 0.95 down to 0.85 and back unless told otherwise. */
export interface OneCycleLROptions extends SchedulerOptions, MomentumOptions {
  /** The number of steps; without it `epochs · stepsPerEpoch`. */
  readonly totalSteps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
  /** The part of the steps in which the rate rises. Defaults to 0.3. */
  readonly pctStart?: number | undefined;
  /** The form of rise and fall. Defaults to `cos`. */
  readonly annealStrategy?: 'cos' | 'linear' | undefined;
  /** The initial rate is `maxLr / divFactor`. Defaults to 25. */
  readonly divFactor?: number | undefined;
  /** The last rate is the initial one divided by this. Defaults to 1e4. */
  readonly finalDivFactor?: number | undefined;
  /** Whether the rate falls as long as it rose, to where it began, before it falls to the last. Defaults to false. */
  readonly threePhase?: boolean | undefined;
}

/** The rates and momentums that phases begin and end with. */
type Level = 'initial' | 'max' | 'min';

interface Phase {
  /** The step it ends with. */
  readonly end: number;
  readonly lr: readonly [Level, Level];
  readonly momentum: readonly ['base' | 'max', 'base' | 'max'];
}

function phasesOf({ totalSteps, pctStart, threePhase }: OneCycleLRSettings): readonly Phase[] {
  const rise: Phase = { end: pctStart * totalSteps - 1, lr: ['initial', 'max'], momentum: ['max', 'base'] };
  const last = totalSteps - 1;
  if (!threePhase) return [rise, { end: last, lr: ['max', 'min'], momentum: ['base', 'max'] }];
  return [
    rise,
    { end: 2 * pctStart * totalSteps - 2, lr: ['max', 'initial'], momentum: ['base', 'max'] },
    { end: last, lr: ['initial', 'min'], momentum: ['max', 'max'] },
  ];
}

/** The phase a step is in, and how much of it is over. */
function placeOf(step: number, settings: OneCycleLRSettings): { phase: Phase; part: number } {
  const phases = phasesOf(settings);
  const found = phases.findIndex(({ end }) => step <= end);
  const at = found === -1 ? phases.length - 1 : found;
  const [start, phase] = [at === 0 ? 0 : phases[at - 1]!.end, phases[at]!];
  return { phase, part: (step - start) / (phase.end - start) };
}

function anneal(strategy: 'cos' | 'linear', start: number, end: number, part: number): number {
  if (strategy === 'linear') return (end - start) * part + start;
  return end + ((start - end) / 2) * (Math.cos(Math.PI * part) + 1);
}

function stepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps !== undefined) {
    checkWhole('OneCycleLR', 'totalSteps', totalSteps, 1);
    return totalSteps;
  }
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw new ArgumentError('OneCycleLR: needs totalSteps, or both epochs and stepsPerEpoch');
  }
  checkWhole('OneCycleLR', 'epochs', epochs, 1);
  checkWhole('OneCycleLR', 'stepsPerEpoch', stepsPerEpoch, 1);
  return epochs * stepsPerEpoch;
}

/**
 * Raises the learning rate from `maxLr / divFactor` to `maxLr` and lowers it far below where it began, in one cycle of
 * `totalSteps`; the momentum goes the other way. Call `step()` after each batch.
 *
 * The rates of the optimizer are replaced: this scheduler does not multiply with others.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 */
export class OneCycleLR extends LRScheduler<OneCycleLRSettings> {
  /**
   * `maxLr` is a rate, or a list with one for each group.
   *
   * Throws an ArgumentError for numbers of steps that are missing or no whole numbers ≥ 1, `pctStart` outside [0, 1], an
   * unknown strategy, lists of another length, and an optimizer without momentum unless `cycleMomentum` is false.
   */
  constructor(
    optimizer: Optimizer,
    maxLr: number | readonly number[],
    {
      pctStart = 0.3,
      annealStrategy = 'cos',
      cycleMomentum = true,
      baseMomentum = 0.85,
      maxMomentum = 0.95,
      divFactor = 25,
      finalDivFactor = 1e4,
      threePhase = false,
      ...options
    }: OneCycleLROptions = {},
  ) {
    const totalSteps = stepsOf(options);
    if (!(pctStart >= 0 && pctStart <= 1)) {
      throw new ArgumentError(`OneCycleLR: pctStart must be in [0, 1], got ${String(pctStart)}`);
    }
    checkWord('OneCycleLR', 'annealStrategy', annealStrategy, ['cos', 'linear']);
    checkFinite('OneCycleLR', 'divFactor', divFactor);
    checkFinite('OneCycleLR', 'finalDivFactor', finalDivFactor);
    const maxLrs = perGroup('OneCycleLR', 'maxLr', maxLr, optimizer);
    const initialLrs = maxLrs.map((lr) => lr / divFactor);
    const momentums = momentumRange('OneCycleLR', optimizer, { cycleMomentum, baseMomentum, maxMomentum });
    if ((options.lastEpoch ?? -1) === -1) {
      optimizer.paramGroups.forEach((group, i) => {
        group.initialLr = initialLrs[i]!;
      });
    }
    const minLrs = initialLrs.map((lr) => lr / finalDivFactor);
    super(optimizer, { totalSteps, pctStart, annealStrategy, threePhase, maxLrs, minLrs, ...momentums }, options);
  }

  protected override nextLr(_: number, baseLr: number, group: number): number {
    const { annealStrategy, maxLrs, minLrs } = this.settings;
    const levels: Record<Level, number> = { initial: baseLr, max: maxLrs[group]!, min: minLrs[group]! };
    const { phase, part } = placeOf(this.lastEpoch, this.settings);
    return anneal(annealStrategy, levels[phase.lr[0]], levels[phase.lr[1]], part);
  }

  /** Sets rates and momentums of the next step. Throws an ArgumentError beyond `totalSteps`; nothing changes then. */
  override step(epoch?: number): void {
    const { totalSteps, annealStrategy, cycleMomentum, baseMomentums, maxMomentums } = this.settings;
    const next = epoch ?? this.lastEpoch + 1;
    if (next > totalSteps) {
      throw new ArgumentError(`${this.name}: step ${next} of a cycle that has ${totalSteps} steps`);
    }
    super.step(epoch);
    if (!cycleMomentum) return;
    const { phase, part } = placeOf(this.lastEpoch, this.settings);
    setMomentums(this.optimizer, (group) => {
      const levels = { base: baseMomentums[group]!, max: maxMomentums[group]! };
      return anneal(annealStrategy, levels[phase.momentum[0]], levels[phase.momentum[1]], part);
    });
  }
}
