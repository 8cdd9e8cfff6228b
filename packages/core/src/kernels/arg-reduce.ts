import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { argReduce } from './reference/arg-reduce.ts';
import { argReduce as simdArgReduce } from './simd/reduce/arg-reduce.ts';

/** The index of the first maximum or minimum (a NaN counts as such) along `dim`, where `out` has size 1. */
export const argReduceKernel: (kind: 'max' | 'min', input: Operand, dim: number, out: Operand) => void =
  /* @__PURE__ */ defineKernel(argReduce, simdArgReduce);
