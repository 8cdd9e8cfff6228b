import { zeros } from '@cotangent/core';
import { type Optimizer, SGD } from '@cotangent/optim';

export const leaf = () => zeros([1], { requiresGrad: true });
export const sgd = (...lrs: number[]) => new SGD(lrs.map((lr) => ({ params: [leaf()], lr })));
export const ratesOf = (optimizer: Optimizer) => optimizer.paramGroups.map(({ lr }) => lr);

/** The rates of all groups, now and after each of the steps. */
export function rates(optimizer: Optimizer, schedulers: readonly { step(): void }[], steps: number): number[] {
  const seen = ratesOf(optimizer);
  for (let i = 0; i < steps; i++) {
    for (const scheduler of schedulers) scheduler.step();
    seen.push(...ratesOf(optimizer));
  }
  return seen;
}
