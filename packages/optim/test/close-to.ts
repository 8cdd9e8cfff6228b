import type { Tensor } from '@cotangent/core';
import { expect } from 'vitest';

/** Every element within `tolerance`, relative to 1 or to the expected element where that is larger. */
export function expectClose(got: ArrayLike<number>, want: readonly number[], tolerance: number): void {
  expect(got.length).toBe(want.length);
  const off = want.filter((value, i) => !(Math.abs(got[i]! - value) <= tolerance * Math.max(1, Math.abs(value))));
  expect(off, `got ${Array.from(got).join(', ')}, expected ${want.join(', ')}`).toEqual([]);
}

export function valuesOf(tensor: Tensor): number[] {
  return Array.from(tensor.toTypedArray());
}

/** The very same tensors in the same order. (Comparing by value would walk into their elements.) */
export function expectSame(got: readonly Tensor[], want: readonly Tensor[]): void {
  expect(got.length === want.length && got.every((each, i) => each === want[i])).toBe(true);
}
