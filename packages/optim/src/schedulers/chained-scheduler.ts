import type { Optimizer } from '../optimizer.ts';
import { perGroup } from './checks.ts';
import { checkParts, loadParts, resetRates } from './composite-scheduler.ts';
import type { ComposableScheduler } from './lr-scheduler.ts';

/** What ChainedScheduler takes. */
export interface ChainedSchedulerOptions {
  /** The optimizer of all the schedulers. Defaults to that of the first. */
  readonly optimizer?: Optimizer | undefined;
}

/** What a ChainedScheduler needs to continue. */
export interface ChainedSchedulerState {
  readonly lastLr: readonly number[];
  /** The states of the schedulers. */
  readonly schedulers: readonly object[];
}

/**
 * Several schedulers of one optimizer that all make their step, in their order, so that their factors multiply.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
 */
export class ChainedScheduler implements ComposableScheduler {
  readonly optimizer: Optimizer;
  readonly #schedulers: readonly ComposableScheduler[];
  #lastLr: readonly number[];

  /** Throws an ArgumentError for an empty list, a ReduceLROnPlateau in it, and schedulers of different optimizers. */
  constructor(schedulers: readonly ComposableScheduler[], { optimizer }: ChainedSchedulerOptions = {}) {
    checkParts('ChainedScheduler', optimizer ?? schedulers?.[0]?.optimizer, schedulers);
    this.optimizer = schedulers[0]!.optimizer;
    this.#schedulers = [...schedulers];
    this.#lastLr = this.#rates();
  }

  #rates(): readonly number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  #each(act: (scheduler: ComposableScheduler) => void): void {
    for (const scheduler of this.#schedulers) act(scheduler);
    this.#lastLr = this.#rates();
  }

  /** The rates that the last step set, one for each group. */
  getLastLr(): readonly number[] {
    return this.#lastLr;
  }

  /** Makes a step of each scheduler. Throws an ArgumentError as they do. */
  step(): void {
    this.#each((scheduler) => scheduler.step());
  }

  undo(): void {
    this.#each((scheduler) => scheduler.undo());
  }

  begin(): void {
    this.#each((scheduler) => scheduler.begin());
  }

  restart(): void {
    resetRates(this.optimizer);
    this.begin();
  }

  /** Everything but the optimizer, whose own state dict holds the current rates. */
  stateDict(): ChainedSchedulerState {
    return { lastLr: [...this.#lastLr], schedulers: this.#schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  /**
   * Continues from a saved state. The optimizer's rates are not touched: load its state dict too.
   *
   * Throws an ArgumentError for a state of other schedulers or another number of groups; nothing changes then.
   */
  loadStateDict({ lastLr, schedulers }: ChainedSchedulerState): void {
    const name = 'ChainedScheduler.loadStateDict';
    const rates = perGroup(name, 'lastLr', lastLr, this.optimizer);
    loadParts(name, this.#schedulers, schedulers);
    this.#lastLr = rates;
  }
}
