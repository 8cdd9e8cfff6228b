import { tensor } from '@cotangent/core';
import { makeOptimizer, makeScheduler } from '../adapter/optimizers.ts';
import { compareNumbers } from '../compare.ts';
import type { Case, JsonNumber, Value } from '../corpus.ts';
import { NotThere, numberOf } from '../values.ts';
import { expectThrow } from './operation.ts';

/** A case of section E: the learning rates after each step. */
export function runScheduler(kase: Case): void {
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const { name, kwargs } = kase.scheduler as { name: string; kwargs?: Record<string, Value> };
  if (!kwargs || kase.metrics || kase.momentums || kase.throws_at !== undefined) throw new NotThere(name);
  const base = kase.base_lrs as number[];
  const groups = base.map((lr) => ({ params: [tensor([1]).requiresGrad_()], lr }));
  const optimizer = makeOptimizer(String(kase.optimizer), groups, { lr: base[0]! });
  if (kase.throws) {
    expectThrow(() => makeScheduler(name, optimizer, kwargs));
    return;
  }
  const scheduler = makeScheduler(name, optimizer, kwargs);
  (kase.lrs as JsonNumber[][]).forEach((wanted, s) => {
    if (s > 0) {
      optimizer.step();
      scheduler.step();
    }
    wanted.forEach((lr, g) => {
      compareNumbers(`lrs[${s}][${g}]`, (optimizer.paramGroups[g] as { lr: number }).lr, numberOf(lr), tolerance);
    });
  });
}
