import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkWhole, listOf, perGroup } from './checks.ts';
import { checkParts, loadParts, resetRates } from './composite-scheduler.ts';
import type { ComposableScheduler, SchedulerOptions } from './lr-scheduler.ts';

/** What a SequentialLR needs to continue. */
export interface SequentialLRState {
  readonly milestones: readonly number[];
  readonly lastEpoch: number;
  readonly lastLr: readonly number[];
  /** The states of the schedulers. */
  readonly schedulers: readonly object[];
}

function checkMilestones(name: string, milestones: readonly number[], schedulers: number): void {
  const { length } = listOf(name, 'milestones', milestones);
  if (length !== schedulers - 1) {
    throw new ArgumentError(`${name}: ${schedulers} schedulers need ${schedulers - 1} milestones, got ${length}`);
  }
  milestones.forEach((epoch, i) => {
    checkWhole(name, `milestones[${i}]`, epoch, i === 0 ? 0 : milestones[i - 1]!);
  });
}

/**
 * One scheduler after the other: in epoch `milestones[i]` scheduler `i + 1` takes over, at its epoch 0.
 *
 *     const warmup = new LinearLR(optimizer, { startFactor: 0.1, totalIters: 10 });
 *     const decay = new CosineAnnealingLR(optimizer, 90);
 *     const scheduler = new SequentialLR(optimizer, [warmup, decay], [10]);
 *
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
 */
export class SequentialLR implements ComposableScheduler {
  readonly optimizer: Optimizer;
  lastEpoch: number;
  readonly #schedulers: readonly ComposableScheduler[];
  #milestones: readonly number[];
  #lastLr: readonly number[];

  /**
   * Throws an ArgumentError for an empty list, a ReduceLROnPlateau in it, schedulers of another optimizer, and milestones
   * that are not one fewer or do not rise.
   */
  constructor(
    optimizer: Optimizer,
    schedulers: readonly ComposableScheduler[],
    milestones: readonly number[],
    { lastEpoch = -1 }: SchedulerOptions = {},
  ) {
    checkParts('SequentialLR', optimizer, schedulers);
    checkMilestones('SequentialLR', milestones, schedulers.length);
    checkWhole('SequentialLR', 'lastEpoch', lastEpoch, -1);
    this.optimizer = optimizer;
    this.lastEpoch = lastEpoch + 1;
    this.#schedulers = [...schedulers];
    this.#milestones = [...milestones];
    // each of them has changed the rates when it was made
    resetRates(optimizer);
    for (const scheduler of schedulers) scheduler.undo();
    this.#schedulers[0]!.begin();
    this.#lastLr = this.#schedulers[0]!.getLastLr();
  }

  /** The rates that the last step set, one for each group. */
  getLastLr(): readonly number[] {
    return this.#lastLr;
  }

  /** Makes a step of the scheduler whose turn it is. Throws an ArgumentError as it does; nothing changes then. */
  step(): void {
    const epoch = this.lastEpoch + 1;
    const turn = this.#milestones.filter((milestone) => milestone <= epoch).length;
    const scheduler = this.#schedulers[turn]!;
    if (turn > 0 && this.#milestones[turn - 1] === epoch) scheduler.restart();
    else scheduler.step();
    this.lastEpoch = epoch;
    this.#lastLr = scheduler.getLastLr();
  }

  undo(): void {
    this.#schedulers[0]!.undo();
  }

  begin(): void {
    this.lastEpoch = 0;
    this.#schedulers[0]!.begin();
    this.#lastLr = this.#schedulers[0]!.getLastLr();
  }

  restart(): void {
    resetRates(this.optimizer);
    this.begin();
  }

  /** Everything but the optimizer, whose own state dict holds the current rates. */
  stateDict(): SequentialLRState {
    return {
      milestones: [...this.#milestones],
      lastEpoch: this.lastEpoch,
      lastLr: [...this.#lastLr],
      schedulers: this.#schedulers.map((scheduler) => scheduler.stateDict()),
    };
  }

  /**
   * Continues from a saved state. The optimizer's rates are not touched: load its state dict too.
   *
   * Throws an ArgumentError for a state of other schedulers or another number of groups; nothing changes then.
   */
  loadStateDict({ milestones, lastEpoch, lastLr, schedulers }: SequentialLRState): void {
    const name = 'SequentialLR.loadStateDict';
    checkMilestones(name, milestones, this.#schedulers.length);
    checkWhole(name, 'lastEpoch', lastEpoch, 0);
    const rates = perGroup(name, 'lastLr', lastLr, this.optimizer);
    loadParts(name, this.#schedulers, schedulers);
    this.lastEpoch = lastEpoch;
    this.#milestones = [...milestones];
    this.#lastLr = rates;
  }
}
