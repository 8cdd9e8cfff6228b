import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { normalize, normalizeBackward } from './reference/normalization.ts';
import { normalizeChannels as simdNormalizeChannels } from './simd/normalization/channels.ts';
import { normalizeChannelsBackward as simdNormalizeChannelsBackward } from './simd/normalization/channels-backward.ts';
import { normalizeRows as simdNormalizeRows } from './simd/normalization/rows.ts';
import { normalizeRowsBackward as simdNormalizeRowsBackward } from './simd/normalization/rows-backward.ts';

/** Which elements are made alike, and what keeps them from being divided by 0. */
export interface Normalizing {
  /** The dims whose elements share a mean and a variance; wrapped and distinct. */
  readonly dims: readonly number[];
  readonly eps: number;
}

/** Where the gradients of weight and bias go, which have one shape, as far as they are wanted. */
export interface AffineGradients {
  readonly weight: Operand | undefined;
  readonly bias: Operand | undefined;
}

/**
 * `(x − mean) / √(variance + eps) · weight + bias`; weight and bias, of one shape, broadcast to x. Writes mean and variance,
 * with size 1 at the dims, too. Without `mean` none is subtracted, and the variance is the mean of squares.
 */
export type Normalize = (
  x: Operand,
  weight: Operand | undefined,
  bias: Operand | undefined,
  normalizing: Normalizing,
  out: Operand,
  mean: Operand | undefined,
  variance: Operand,
) => void;

/** The gradients of a {@link Normalize}, by what it made, as far as they are wanted. */
export type NormalizeBackward = (
  grad: Operand,
  x: Operand,
  mean: Operand | undefined,
  variance: Operand,
  weight: Operand | undefined,
  normalizing: Normalizing,
  ofX: Operand | undefined,
  ofAffine: AffineGradients,
) => void;

/** A {@link Normalize} whose weight and bias have an element for each of those made alike. */
export const normalizeRows: Normalize = /* @__PURE__ */ defineKernel(normalize, simdNormalizeRows);

/** The gradients of {@link normalizeRows}. */
export const normalizeRowsBackward: NormalizeBackward = /* @__PURE__ */ defineKernel(
  normalizeBackward,
  simdNormalizeRowsBackward,
);

/** A {@link Normalize} whose weight and bias are the same for many of the elements made alike. */
export const normalizeChannels: Normalize = /* @__PURE__ */ defineKernel(normalize, simdNormalizeChannels);

/** The gradients of {@link normalizeChannels}. */
export const normalizeChannelsBackward: NormalizeBackward = /* @__PURE__ */ defineKernel(
  normalizeBackward,
  simdNormalizeChannelsBackward,
);
