import type { DType, Num } from '@cotangent/core';
import * as e from '@cotangent/core/formula';

/** The smallest normal float32, 2⁻¹²⁶. */
const smallestNormal = 2 ** -126;

/**
 * The bound for {@link flushTiny}: a moment that decays under zero gradients ends among the subnormal float32 numbers,
 * on which processors compute up to a hundred times slower. 0, which flushes nothing, for float64.
 */
export function tinyBound(dtype: DType): number {
  return dtype === 'float32' ? smallestNormal : 0;
}

/** 0 where |x| is below `bound`. NaN stays. */
export function flushTiny(x: Num, bound: Num): Num {
  return e.where(e.lt(e.abs(x), bound), 0, x);
}
