import * as e from '../formula/builder.ts';
import type { Num } from '../formula/formula.ts';
import type { BatchedCall } from '../op/batch-rule.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What a group of elements is made alike by. */
export interface Normalizing {
  /** The dims whose elements share a mean and a variance; wrapped and distinct. */
  readonly dims: readonly number[];
  readonly eps: number;
}

/** `(x − mean) / √(variance + eps)`. */
export const standardized = (x: Num, mean: Num, variance: Num, eps: Num): Num =>
  e.mul(e.sub(x, mean), e.rsqrt(e.add(variance, eps)));

/**
 * Weight or bias of a batch, which {@link batchAll} gave the batch in front; `position` says which input it is. They are
 * read from the last dimension on: the batch goes in front of the input's dims, not of theirs.
 */
export function alignBatched<In extends readonly (Tensor | undefined)[]>(
  { inputs, batched, size }: BatchedCall<In, Normalizing>,
  position: number,
  value: Tensor | undefined,
  rank: number,
): Tensor | undefined {
  if (!value || !batched[position]) return inputs[position];
  return value.reshape([size, ...new Array<number>(rank - value.ndim).fill(1), ...value.shape.slice(1)]);
}
