import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { searchSorted } from './reference/search.ts';
import { argKth } from './reference/select.ts';
import { argMedian, argMode, argSort } from './reference/sort.ts';

/**
 * The indices of the elements along `dim` in their order, NaN as greatest, equal ones as they come; as many of them as
 * `out` has there.
 */
export const argSortKernel: (input: Operand, dim: number, descending: boolean, out: Operand) => void =
  /* @__PURE__ */ defineKernel(argSort);

/** The index of the `k`-th smallest element (from 1, NaN as greatest) along `dim`, where `out` has size 1. */
export const argKthKernel: (input: Operand, dim: number, k: number, out: Operand) => void =
  /* @__PURE__ */ defineKernel(argKth);

/** The index of the lower median along `dim`, where `out` has size 1; of the first NaN unless those are ignored. */
export const argMedianKernel: (input: Operand, dim: number, ignoreNaN: boolean, out: Operand) => void =
  /* @__PURE__ */ defineKernel(argMedian);

/** The index of the last of the most frequent elements along `dim`, where `out` has size 1; of several the smallest. */
export const argModeKernel: (input: Operand, dim: number, out: Operand) => void = /* @__PURE__ */ defineKernel(argMode);

/**
 * How many elements of the sorted rows of `sorted` (or its only row) stand before each of `values`; those equal to it
 * do if `right`. `out` has the shape of `values`.
 */
export const searchSortedKernel: (sorted: Operand, values: Operand, right: boolean, out: Operand) => void =
  /* @__PURE__ */ defineKernel(searchSorted);
