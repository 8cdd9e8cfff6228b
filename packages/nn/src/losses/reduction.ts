import { ArgumentError, defineElementwise, isTensor, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';

/** How the losses of a batch become the result. */
export type Reduction = 'none' | 'mean' | 'sum';

/** Losses, with what their mean divides by. */
export interface LossTerms {
  readonly values: Tensor;
  /** Summed, it is what `'mean'` divides the sum of `values` by; their number unless given. */
  readonly count?: Tensor | undefined;
}

/** Refuses an unknown reduction; `'mean'` unless given. */
export function checkReduction(name: string, reduction: Reduction = 'mean'): Reduction {
  if (reduction !== 'none' && reduction !== 'mean' && reduction !== 'sum') {
    throw new ArgumentError(`${name}: unknown reduction ${JSON.stringify(reduction)}: expected none, mean or sum`);
  }
  return reduction;
}

/** Refuses what is no tensor. */
export function checkTensor(name: string, what: string, x: unknown): void {
  if (isTensor(x)) return;
  throw new ArgumentError(`${name}: the ${what} must be a tensor, got ${x === null ? 'null' : typeof x}`);
}

/** Refuses those that are no tensors, by their names. */
export function checkTensors(name: string, tensors: Readonly<Record<string, unknown>>): void {
  for (const what in tensors) checkTensor(name, what, tensors[what]);
}

/** The mean over nothing is NaN, even where the losses are not 0 (smoothing with all-zero target weights). */
const quotient = /* @__PURE__ */ defineElementwise({
  name: 'meanOverCount',
  promotion: 'float',
  formula: (sum, count) => e.div(sum, e.where(e.eq(count, 0), Number.NaN, count)),
});

/** The losses, their sum or their mean. */
export function reduce({ values, count }: LossTerms, reduction: Reduction): Tensor {
  switch (reduction) {
    case 'none':
      return values;
    case 'sum':
      return values.sum();
    case 'mean':
      return count ? quotient(values.sum(), count.sum()) : values.mean();
    default:
      return reduction satisfies never;
  }
}
