import { tensor } from '@cotangent/core';
import { type AnyOptimizer, makeOptimizer, makeScheduler } from '../adapter/optimizers.ts';
import { compareExactly, compareNumbers, exact } from '../compare.ts';
import type { Case, JsonNumber, Value } from '../corpus.ts';
import { NotThere } from '../values.ts';
import { expectThrow } from './expect-throw.ts';

interface SchedulerCase extends Case {
  readonly optimizer: string;
  readonly optimizer_momentum?: number | null;
  readonly base_lrs: readonly number[];
  readonly scheduler: { readonly name: string; readonly kwargs?: Readonly<Record<string, Value>> };
  readonly lrs: readonly (readonly JsonNumber[])[];
}

/** Fields of schedulers that are not there: what they say could not be compared. */
const foreign = ['metrics', 'momentums', 'throws_at'];

/** A case of section E: the learning rates after each step. */
export function runScheduler(given: Case): void {
  const kase = given as SchedulerCase;
  const { name, kwargs } = kase.scheduler;
  if (!kwargs || foreign.some((field) => field in kase)) throw new NotThere(name);
  const optimizer = construct(kase);
  const schedule = (): { step(): void } => makeScheduler(name, optimizer, kwargs);
  if (kase.throws) {
    expectThrow(schedule);
    return;
  }
  const scheduler = schedule();
  kase.lrs.forEach((wanted, s) => {
    if (s > 0) {
      optimizer.step();
      scheduler.step();
    }
    compareExactly(`lrs[${s}]: groups`, optimizer.paramGroups.length, wanted.length);
    wanted.forEach((lr, g) => {
      compareNumbers(`lrs[${s}][${g}]`, (optimizer.paramGroups[g] as { lr: number }).lr, lr, kase.tol ?? exact);
    });
  });
}

function construct({ optimizer, optimizer_momentum: momentum, base_lrs: base }: SchedulerCase): AnyOptimizer {
  const groups = base.map((lr) => ({ params: [tensor([1]).requiresGrad_()], lr }));
  return makeOptimizer(optimizer, groups, { lr: base[0], ...(typeof momentum === 'number' ? { momentum } : {}) });
}
