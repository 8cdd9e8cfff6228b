import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { argCumulate, cumulate } from './reference/cumulate.ts';
import { cumulate as simdCumulate } from './simd/cumulate.ts';

/** What makes an element and all before it one. */
export type CumulateKind = 'sum' | 'prod' | 'logsumexp';

/** Reduces each element along `dim` with all before it; `out` may have strides. */
export const cumulateKernel: (kind: CumulateKind, input: Operand, dim: number, out: Operand) => void =
  /* @__PURE__ */ defineKernel(cumulate, simdCumulate);

/** For each element along `dim`, the index of the last extremum up to it; a NaN stays one until the next. */
export const argCumulateKernel: (kind: 'max' | 'min', input: Operand, dim: number, out: Operand) => void =
  /* @__PURE__ */ defineKernel(argCumulate);
