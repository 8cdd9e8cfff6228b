import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { averagePool, averagePoolInput, maxPool, maxPoolInput } from './reference/pooling.ts';
import {
  averagePool as simdAveragePool,
  averagePoolInput as simdAveragePoolInput,
} from './simd/pooling/average-pool.ts';
import { maxPool as simdMaxPool, maxPoolInput as simdMaxPoolInput } from './simd/pooling/max-pool.ts';

/** Which elements along one dimension each result of a pooling comes from: `start`, `start + step`, … below `end`. */
export interface PoolWindows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly step: number;
}

/** Windows whose sums are divided by one number each. */
export interface AveragedWindows extends PoolWindows {
  readonly divisors: readonly number[];
}

/**
 * The maxima over windows of the last dimensions, and where they lie there, counted row-major. Of equal ones the
 * first; a NaN is above all, and of several the last.
 */
export const maxPoolKernel: (
  input: Operand,
  windows: readonly PoolWindows[],
  values: Operand,
  indices: Operand,
) => void = /* @__PURE__ */ defineKernel(maxPool, simdMaxPool);

/**
 * The gradient of {@link maxPoolKernel} with respect to its input: zeros of which each element of `grad` is added to the
 * one at its index, counted over the last `rank` dimensions of `out`.
 */
export const maxPoolInputKernel: (grad: Operand, indices: Operand, rank: number, out: Operand) => void =
  /* @__PURE__ */ defineKernel(maxPoolInput, simdMaxPoolInput);

/** Sums over windows of the last dimensions, divided by the product of the dimensions' divisors. */
export const averagePoolKernel: (input: Operand, windows: readonly AveragedWindows[], out: Operand) => void =
  /* @__PURE__ */ defineKernel(averagePool, simdAveragePool);

/** The gradient of {@link averagePoolKernel} with respect to its input. */
export const averagePoolInputKernel: (grad: Operand, windows: readonly AveragedWindows[], out: Operand) => void =
  /* @__PURE__ */ defineKernel(averagePoolInput, simdAveragePoolInput);
