// Checked by the compiler alone: the shapes of cumulative and sorted results, and what `unique` gives.
import { cumsum, median, sort, type Tensor, zeros } from '../src/index.ts';
import type { UniqueResult } from '../src/ops/unique.ts';
import type { Equal, Expect } from './expect-types.ts';

const x = zeros([32, 784]);

export const known = {
  cumsum: cumsum(x, -1),
  sorted: sort(x).values,
  median: median(x),
};

export type Known = Expect<
  Equal<
    typeof known,
    {
      cumsum: Tensor<[32, 784]>;
      sorted: Tensor<[32, 784]>;
      median: Tensor<[]>;
    }
  >
>;

/** Never called: each line must be refused. */
export function refused(): void {
  // @ts-expect-error dim out of range
  cumsum(x, 2);
}

export type Values = Expect<Equal<UniqueResult<object>, Tensor>>;
export type Unasked = Expect<Equal<UniqueResult<{ dim: 0; returnInverse: false }>, Tensor>>;
export type Inverse = Expect<Equal<UniqueResult<{ returnInverse: true }>, [values: Tensor, inverse: Tensor]>>;
export type Counts = Expect<Equal<UniqueResult<{ returnCounts: true }>, [values: Tensor, counts: Tensor]>>;
export type Both = Expect<
  Equal<UniqueResult<{ returnInverse: true; returnCounts: true }>, [values: Tensor, inverse: Tensor, counts: Tensor]>
>;
