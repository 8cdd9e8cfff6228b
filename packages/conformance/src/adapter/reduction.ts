import type { Reduction } from '@cotangent/nn';
import type { Decoded } from '../values.ts';

/** What the older `size_average` and `reduce` mean together; `undefined` where neither is given. */
export function legacyReduction(average: Decoded, reduce: Decoded): Reduction | undefined {
  if (average === undefined && reduce === undefined) return undefined;
  if (reduce === false) return 'none';
  return average === false ? 'sum' : 'mean';
}
