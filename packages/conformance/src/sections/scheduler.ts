import { tensor } from '@cotangent/core';
import { type AnyOptimizer, makeOptimizer } from '../adapter/optimizers.ts';
import { makeScheduler, type RecordedScheduler } from '../adapter/schedulers.ts';
import { compareExactly, compareNumbers, exact } from '../compare.ts';
import type { Case, JsonNumber } from '../corpus.ts';
import { numberOf } from '../values.ts';
import { expectThrow } from './expect-throw.ts';

interface SchedulerCase extends Case {
  readonly optimizer: string;
  readonly optimizer_momentum?: number | null;
  readonly base_lrs: readonly number[];
  readonly scheduler: RecordedScheduler;
  readonly lrs: readonly (readonly JsonNumber[])[];
  readonly momentums?: readonly (readonly JsonNumber[])[] | null;
  /** One for each step. */
  readonly metrics?: readonly JsonNumber[] | null;
  /** Where present, the step behind the recorded ones must be refused. */
  readonly throws_at?: number | null;
}

/** A case of section E: the learning rates, and momentums that are cycled, after each step. */
export function runScheduler(given: Case): void {
  const kase = given as SchedulerCase;
  const optimizer = construct(kase);
  if (kase.throws) {
    expectThrow(() => makeScheduler(kase.scheduler, optimizer));
    return;
  }
  const scheduler = makeScheduler(kase.scheduler, optimizer);
  const { lrs, momentums, metrics, tol = exact } = kase;
  const step = (s: number): void => {
    optimizer.step();
    scheduler.step(metrics ? numberOf(metrics[s]!) : undefined);
  };
  if (momentums) compareExactly('rows of momentums', momentums.length, lrs.length);
  lrs.forEach((wanted, s) => {
    if (s > 0) step(s - 1);
    const compare = (what: string, list: readonly JsonNumber[], of: (group: Settings) => number): void => {
      compareExactly(`${what}[${s}]: groups`, optimizer.paramGroups.length, list.length);
      list.forEach((want, g) => {
        compareNumbers(`${what}[${s}][${g}]`, of(optimizer.paramGroups[g] as Settings), want, tol);
      });
    };
    compare('lrs', wanted, ({ lr }) => lr);
    if (momentums) compare('momentums', momentums[s]!, ({ momentum, betas }) => (betas ? betas[0]! : momentum!));
  });
  if (typeof kase.throws_at === 'number') expectThrow(() => step(lrs.length - 1));
}

interface Settings {
  readonly lr: number;
  readonly momentum?: number;
  readonly betas?: readonly number[];
}

function construct({ optimizer, optimizer_momentum: momentum, base_lrs: base }: SchedulerCase): AnyOptimizer {
  const groups = base.map((lr) => ({ params: [tensor([1]).requiresGrad_()], lr }));
  return makeOptimizer(optimizer, groups, { lr: base[0], ...(typeof momentum === 'number' ? { momentum } : {}) });
}
