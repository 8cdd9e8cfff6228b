import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';

/** What every scheduler takes. */
export interface SchedulerOptions {
  /** The epoch to continue from; groups must then have an `initialLr`. Defaults to -1, the beginning. */
  readonly lastEpoch?: number | undefined;
}

/** What a scheduler needs to continue: its settings and where it stands. */
export type SchedulerState<Settings> = Readonly<Settings> & {
  readonly lastEpoch: number;
  readonly stepCount: number;
  readonly baseLrs: readonly number[];
  readonly lastLr: readonly number[];
};

/**
 * The base of learning rate schedulers (https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate):
 * call `step()` once per epoch, after the optimizer's. Constructing one makes the initial step, epoch 0.
 *
 * As in PyTorch a rate follows from the one before it, so that several schedulers of one optimizer multiply, and a rate
 * set by hand is continued from. A subclass gives `nextLr`, which reads `settings` only: its own fields are not there
 * yet when the base makes the initial step.
 */
export abstract class LRScheduler<Settings extends object = object> {
  readonly optimizer: Optimizer;
  /** Fixed at construction; {@link loadStateDict} replaces it. */
  settings: Readonly<Settings>;
  /** Steps made since the beginning; 0 after construction. */
  lastEpoch: number;
  /** Calls of `step`, the initial one included. */
  stepCount = 0;
  /** The rates of the groups at the beginning. */
  baseLrs: readonly number[];
  #lastLr: readonly number[];

  /** Throws an ArgumentError when `lastEpoch` is given and a group has no `initialLr`. */
  constructor(optimizer: Optimizer, settings: Settings, { lastEpoch = -1 }: SchedulerOptions = {}) {
    if (!Number.isInteger(lastEpoch) || lastEpoch < -1) {
      throw new ArgumentError(`${this.name}: lastEpoch must be a whole number ≥ -1, got ${String(lastEpoch)}`);
    }
    this.optimizer = optimizer;
    this.settings = settings;
    this.lastEpoch = lastEpoch;
    const groups = optimizer.paramGroups;
    groups.forEach(({ initialLr }, i) => {
      if (lastEpoch >= 0 && initialLr === undefined) {
        throw new ArgumentError(
          `${this.name}: paramGroups[${i}] has no initialLr, which continuing from epoch ${lastEpoch} needs`,
        );
      }
    });
    for (const group of groups) group.initialLr ??= group.lr;
    this.baseLrs = groups.map((group) => group.initialLr!);
    this.#lastLr = groups.map((group) => group.lr);
    this.step();
  }

  /** The rate of a group in epoch `lastEpoch`, from the one it has and the one it began with. */
  protected abstract nextLr(lr: number, baseLr: number, group: number): number;

  /** The name that errors begin with. */
  protected get name(): string {
    return this.constructor.name;
  }

  /** The rates that the last step set, one for each group. */
  getLastLr(): readonly number[] {
    return this.#lastLr;
  }

  /** Sets the rates of the next epoch. Throws an ArgumentError when groups were added since construction. */
  step(): void {
    const groups = this.optimizer.paramGroups;
    if (groups.length !== this.baseLrs.length) {
      throw new ArgumentError(
        `${this.name}: made for ${this.baseLrs.length} parameter groups, the optimizer has ${groups.length}`,
      );
    }
    this.stepCount++;
    this.lastEpoch++;
    const rates = groups.map(({ lr }, i) => this.nextLr(lr, this.baseLrs[i]!, i));
    groups.forEach((group, i) => {
      group.lr = rates[i]!;
    });
    this.#lastLr = rates;
  }

  /** Everything but the optimizer, whose own state dict holds the current rates. */
  stateDict(): SchedulerState<Settings> {
    const { settings, lastEpoch, stepCount, baseLrs } = this;
    return { ...settings, lastEpoch, stepCount, baseLrs: [...baseLrs], lastLr: [...this.#lastLr] };
  }

  /**
   * Continues from a saved state. The optimizer's rates are not touched: load its state dict too.
   *
   * Throws an ArgumentError for a state of another scheduler or another number of groups; nothing changes then.
   */
  loadStateDict(state: SchedulerState<Settings>): void {
    const { lastEpoch, stepCount, baseLrs, lastLr, ...settings } = state;
    const name = `${this.name}.loadStateDict`;
    const [expected, came] = [this.settings, settings].map((each) => Object.keys(each).sort().join(', '));
    if (expected !== came) throw new ArgumentError(`${name}: expected the settings ${expected}, got ${came}`);
    for (const [key, value] of Object.entries({ lastEpoch, stepCount })) {
      if (!Number.isInteger(value))
        throw new ArgumentError(`${name}: ${key} must be a whole number, got ${String(value)}`);
    }
    for (const [key, rates] of Object.entries({ baseLrs, lastLr })) {
      if (!Array.isArray(rates) || rates.length !== this.baseLrs.length || rates.some((lr) => typeof lr !== 'number')) {
        throw new ArgumentError(`${name}: ${key} must be ${this.baseLrs.length} numbers, got ${String(rates)}`);
      }
    }
    this.settings = settings as unknown as Settings;
    this.lastEpoch = lastEpoch;
    this.stepCount = stepCount;
    this.baseLrs = [...baseLrs];
    this.#lastLr = [...lastLr];
  }
}
