import { ArgumentError } from './errors.ts';
import type { Tensor } from './tensor/tensor.ts';

/** A range of a dimension, made by {@link slice}. */
export interface Slice {
  readonly kind: 'slice';
  /** The first index; negative ones count from the end. `null`: from the beginning. */
  readonly start: number | null;
  /** The index before which it ends. `null`: at the end. */
  readonly stop: number | null;
  readonly step: number;
}

/** Stands for all dimensions that an index does not mention: Python's `...`. */
export interface Ellipsis {
  readonly kind: 'ellipsis';
}

/** Whole numbers, or booleans, in arrays nested evenly: an index tensor, or a mask, written out. */
export type NestedIndices = readonly (number | boolean | NestedIndices)[];

/** What `x.at(…)` takes for each dimension, in the words of PyTorch's `x[…]`. */
export type Index = number | boolean | null | Slice | Ellipsis | Tensor | NestedIndices;

/** Stands for all dimensions that an index does not mention: `x.at(ellipsis, 0)` is Python's `x[..., 0]`. */
export const ellipsis: Ellipsis = /* @__PURE__ */ Object.freeze({ kind: 'ellipsis' });

/**
 * The indices from `start` up to, but without, `stop`, each `step`-th: `x.at(slice(1, 5, 2))` is Python's `x[1:5:2]`.
 * What is left out, or `null`, is as in Python: `slice()` is `:`, `slice(1)` is `1:`, `slice(null, -1)` is `:-1`.
 *
 * Throws an ArgumentError unless the bounds are whole numbers and the step a positive one.
 */
export function slice(start?: number | null, stop?: number | null, step?: number | null): Slice {
  return checkedSlice('slice', start ?? null, stop ?? null, step ?? 1);
}

/** {@link slice} for another function, which errors name. */
export function checkedSlice(name: string, start: number | null, stop: number | null, step: number): Slice {
  for (const bound of [start ?? 0, stop ?? 0]) {
    if (!Number.isInteger(bound)) throw new ArgumentError(`${name}: the bound ${bound} is not a whole number`);
  }
  if (!Number.isInteger(step) || step <= 0) {
    throw new ArgumentError(`${name}: the step must be a whole number greater than 0, got ${step}`);
  }
  return { kind: 'slice', start, stop, step };
}
