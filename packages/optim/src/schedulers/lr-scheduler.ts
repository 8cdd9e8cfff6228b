import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { checkWhole } from './checks.ts';

/** What every scheduler takes. */
export interface SchedulerOptions {
  /** The epoch to continue from; groups must then have an `initialLr`. Defaults to -1, the beginning. */
  readonly lastEpoch?: number | undefined;
}

type Callback = (...args: never[]) => unknown;

/** Settings without those that are functions, which cannot be saved. */
type SavedSettings<Settings> = {
  readonly [K in keyof Settings as NonNullable<Settings[K]> extends Callback | readonly Callback[]
    ? never
    : K]: Settings[K];
};

/** What a scheduler needs to continue: its settings and where it stands. */
export type SchedulerState<Settings> = SavedSettings<Settings> & {
  readonly lastEpoch: number;
  readonly stepCount: number;
  readonly baseLrs: readonly number[];
  readonly lastLr: readonly number[];
};

/** A scheduler that SequentialLR and ChainedScheduler can be made of. */
export interface ComposableScheduler {
  readonly optimizer: Optimizer;
  /** The rates that the last step set, one for each group. */
  getLastLr(): readonly number[];
  /** Sets the rates of the next epoch. */
  step(): void;
  /** Everything but the optimizer. */
  stateDict(): object;
  /** Continues from a saved state. */
  loadStateDict(state: never): void;
  /** Counts back the step that construction made, for a composite that begins anew. The rates stay. */
  undo(): void;
  /** Makes the step of construction, from the rates there are. */
  begin(): void;
  /** Goes to epoch 0 in the middle of a training. */
  restart(): void;
}

/**
 * The base of learning rate schedulers (https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate):
 * call `step()` once per epoch, after the optimizer's. Constructing one makes the initial step, epoch 0.
 *
 * As in PyTorch a rate follows from the one before it, so that several schedulers of one optimizer multiply, and a rate
 * set by hand is continued from. A subclass gives `nextLr`, which reads `settings` only: its own fields are not there
 * yet when the base makes the initial step.
 */
export abstract class LRScheduler<Settings extends object = object> implements ComposableScheduler {
  readonly optimizer: Optimizer;
  /** Fixed at construction; {@link loadStateDict} replaces what is no function. */
  settings: Readonly<Settings>;
  /** Steps made since the beginning; 0 after construction. */
  lastEpoch: number;
  /** Calls of `step`, the initial one included. */
  stepCount = 0;
  /** The rates of the groups at the beginning. */
  baseLrs: readonly number[];
  #lastLr: readonly number[];
  #isInitial = false;

  /** Throws an ArgumentError when `lastEpoch` is given and a group has no `initialLr`. */
  constructor(optimizer: Optimizer, settings: Settings, { lastEpoch = -1 }: SchedulerOptions = {}) {
    checkWhole(this.name, 'lastEpoch', lastEpoch, -1);
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
    this.begin();
  }

  /** The rate of a group in epoch `lastEpoch`, from the one it has and the one it began with. */
  protected abstract nextLr(lr: number, baseLr: number, group: number): number;

  /** The rate of a group in epoch `lastEpoch`, however it came there; schedulers without it take `nextLr`. */
  protected closedLr?(baseLr: number, group: number): number;

  /** Whether the step being made is the one of construction, before which the groups have their rates already. */
  protected get isInitial(): boolean {
    return this.#isInitial;
  }

  /** The name that errors begin with. */
  protected get name(): string {
    return this.constructor.name;
  }

  /** The rates that the last step set, one for each group. */
  getLastLr(): readonly number[] {
    return this.#lastLr;
  }

  /**
   * Sets the rates of the next epoch, or of the given one, in closed form where there is one.
   *
   * Throws an ArgumentError when groups were added since construction, for an epoch that is no whole number ≥ 0, and for
   * a rate that would not be finite; nothing changes then.
   */
  step(epoch?: number): void {
    this.checkGroups();
    if (epoch !== undefined) checkWhole(`${this.name}.step`, 'epoch', epoch, 0);
    const before = this.lastEpoch;
    this.lastEpoch = epoch ?? before + 1;
    try {
      this.#lastLr = this.#rates(epoch !== undefined);
    } catch (error) {
      this.lastEpoch = before;
      throw error;
    }
    this.stepCount++;
    this.optimizer.paramGroups.forEach((group, i) => {
      group.lr = this.#lastLr[i]!;
    });
  }

  #rates(closed: boolean): number[] {
    return this.optimizer.paramGroups.map(({ lr }, i) => {
      const baseLr = this.baseLrs[i]!;
      const rate = closed && this.closedLr ? this.closedLr(baseLr, i) : this.nextLr(lr, baseLr, i);
      if (Number.isFinite(rate)) return rate;
      throw new ArgumentError(
        `${this.name}: the rate of group ${i} would become ${String(rate)} in epoch ${this.lastEpoch}`,
      );
    });
  }

  /** Throws an ArgumentError when groups were added since construction. */
  protected checkGroups(): void {
    const { length } = this.optimizer.paramGroups;
    if (length === this.baseLrs.length) return;
    throw new ArgumentError(
      `${this.name}: made for ${this.baseLrs.length} parameter groups, the optimizer has ${length}`,
    );
  }

  undo(): void {
    this.lastEpoch--;
  }

  begin(): void {
    this.stepCount = 0;
    this.#isInitial = true;
    try {
      this.step();
    } finally {
      this.#isInitial = false;
    }
  }

  restart(): void {
    this.step(0);
  }

  /** Everything but the optimizer, whose own state dict holds the current rates, and functions. */
  stateDict(): SchedulerState<Settings> {
    const { lastEpoch, stepCount, baseLrs } = this;
    return {
      ...(this.#settings(false) as SavedSettings<Settings>),
      lastEpoch,
      stepCount,
      baseLrs: [...baseLrs],
      lastLr: [...this.#lastLr],
    };
  }

  /** The settings that are functions, or the others. */
  #settings(functions: boolean): object {
    const isFunction = (value: unknown): boolean => typeof value === 'function';
    const chosen = Object.entries(this.settings).filter(([, value]) => {
      if (value === undefined) return false;
      return functions === (isFunction(value) || (Array.isArray(value) && value.some(isFunction)));
    });
    return Object.fromEntries(chosen);
  }

  /**
   * Continues from a saved state. The optimizer's rates are not touched: load its state dict too.
   *
   * Throws an ArgumentError for a state of another scheduler or another number of groups; nothing changes then.
   */
  loadStateDict(state: SchedulerState<Settings>): void {
    const { lastEpoch, stepCount, baseLrs, lastLr, ...settings } = state;
    const name = `${this.name}.loadStateDict`;
    const [expected, came] = [this.#settings(false), settings].map((each) => Object.keys(each).sort().join(', '));
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
    this.settings = { ...(settings as object as Settings), ...this.#settings(true) };
    this.lastEpoch = lastEpoch;
    this.stepCount = stepCount;
    this.baseLrs = [...baseLrs];
    this.#lastLr = [...lastLr];
  }
}
