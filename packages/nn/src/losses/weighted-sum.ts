import { ArgumentError, type Tensor } from '@cotangent/core';
import type { LossFunction, LossOptions } from './define-loss.ts';
import { checkReduction } from './reduction.ts';

/** A loss and its factor. */
export type WeightedLoss = readonly [loss: LossFunction, weight: number];

/** What {@link weightedSum} makes: a loss that can tell its parts. */
export interface WeightedSum<Name extends string> extends LossFunction {
  /** The loss, and by their names the losses it is the weighted sum of, without their weights. */
  withParts(input: Tensor, target: Tensor, options?: LossOptions): { loss: Tensor; parts: Record<Name, Tensor> };
}

/**
 * Several losses as one: the sum of each times its weight. It is called as any loss; `withParts` gives the parts too.
 *
 * ```ts
 * const criterion = weightedSum({ ce: [crossEntropy, 1], dice: [(x, y, options) => diceLoss(x.sigmoid(), y, options), 0.5] });
 * criterion(prediction, target).backward();
 * const { loss, parts } = criterion.withParts(prediction, target);
 * console.log(parts.ce.item(), parts.dice.item());
 * ```
 *
 * Each loss is reduced on its own: the options, with the `reduction`, are handed to all of them.
 *
 * Throws an ArgumentError for no losses, for a weight that is not finite, and for an unknown reduction.
 */
/* @__NO_SIDE_EFFECTS__ */
export function weightedSum<Name extends string>(losses: Readonly<Record<Name, WeightedLoss>>): WeightedSum<Name> {
  const entries = Object.entries<WeightedLoss>(losses);
  if (entries.length === 0) throw new ArgumentError('weightedSum: expected at least one loss, got none');
  for (const [name, [, weight]] of entries) {
    if (!Number.isFinite(weight)) throw new ArgumentError(`weightedSum: the weight of ${name} is ${weight}`);
  }
  const withParts: WeightedSum<Name>['withParts'] = (input, target, options = {}) => {
    checkReduction('weightedSum', options.reduction);
    const parts = entries.map(([name, [loss]]) => [name, loss(input, target, options)] as const);
    const terms = parts.map(([, part], i) => part.mul(entries[i]![1][1]));
    return {
      loss: terms.reduce((sum, term) => sum.add(term)),
      parts: Object.fromEntries(parts) as Record<Name, Tensor>,
    };
  };
  const loss: LossFunction = (input, target, options) => withParts(input, target, options).loss;
  return Object.assign(Object.defineProperty(loss, 'name', { value: 'weightedSum' }), { withParts });
}
