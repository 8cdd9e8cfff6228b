import type { Slice } from '../index-items.ts';

/** The indices of a dimension that a slice takes. */
export interface SliceRange {
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

/** What a slice takes from a dimension of this size; what lies outside is left out, as in Python. */
export function sliceRange({ start, stop, step }: Slice, size: number): SliceRange {
  const first = bound(start ?? 0, size);
  const last = Math.max(first, bound(stop ?? size, size));
  return { start: first, length: Math.ceil((last - first) / step), step };
}

/** A bound counted from the front, within the dimension. */
function bound(value: number, size: number): number {
  return Math.min(Math.max(value < 0 ? value + size : value, 0), size);
}
