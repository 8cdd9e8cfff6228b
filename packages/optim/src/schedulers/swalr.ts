import type { Optimizer } from '../optimizer.ts';
import { checkWhole, checkWord, perGroup } from './checks.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The settings of SWALR. */
export interface SWALRSettings {
  readonly swaLrs: readonly number[];
  readonly annealEpochs: number;
  readonly annealStrategy: 'cos' | 'linear';
}

/** What SWALR takes. */
export interface SWALROptions extends SchedulerOptions {
  /** In how many epochs the rate is reached. Defaults to 10. */
  readonly annealEpochs?: number | undefined;
  /** In which form. Defaults to `cos`. */
  readonly annealStrategy?: 'cos' | 'linear' | undefined;
}

/** How much of the way to `swaLr` is behind a rate after so many steps. */
function partOf(step: number, { annealEpochs, annealStrategy }: SWALRSettings): number {
  const t = Math.max(0, Math.min(1, step / Math.max(1, annealEpochs)));
  return annealStrategy === 'linear' ? t : (1 - Math.cos(Math.PI * t)) / 2;
}

/**
 * Brings the learning rate to `swaLr` in `annealEpochs` and keeps it there, while the weights are averaged. It may begin
 * late in a training, with its first `step()`, after another scheduler.
 * https://docs.pytorch.org/docs/stable/optim.html#stochastic-weight-averaging
 */
export class SWALR extends LRScheduler<SWALRSettings> {
  /**
   * `swaLr` is a rate, or a list with one for each group.
   *
   * Throws an ArgumentError for a list of another length, `annealEpochs` that is no whole number ≥ 0, and an unknown
   * strategy.
   */
  constructor(
    optimizer: Optimizer,
    swaLr: number | readonly number[],
    { annealEpochs = 10, annealStrategy = 'cos', ...options }: SWALROptions = {},
  ) {
    const swaLrs = perGroup('SWALR', 'swaLr', swaLr, optimizer);
    checkWhole('SWALR', 'annealEpochs', annealEpochs, 0);
    checkWord('SWALR', 'annealStrategy', annealStrategy, ['cos', 'linear']);
    super(optimizer, { swaLrs, annealEpochs, annealStrategy }, options);
  }

  protected override nextLr(lr: number, _: number, group: number): number {
    const swaLr = this.settings.swaLrs[group]!;
    const step = this.settings.annealEpochs === 0 ? Math.max(1, this.stepCount) : this.stepCount;
    const [before, now] = [partOf(step - 1, this.settings), partOf(step, this.settings)];
    const start = before === 1 ? swaLr : (lr - before * swaLr) / (1 - before);
    return swaLr * now + start * (1 - now);
  }
}
