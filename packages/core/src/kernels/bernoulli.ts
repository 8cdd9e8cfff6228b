import type { Operand } from '../memory/memory.ts';
import type { Generator } from '../random/generator.ts';
import { defineKernel } from './define-kernel.ts';
import { bernoulli } from './reference/bernoulli.ts';
import { bernoulli as simdBernoulli } from './simd/random/bernoulli.ts';

/** Ones with probability `p`, which is in [0, 1], and zeros: the numbers of `fillBernoulli`. */
export const bernoulliKernel: (generator: Generator, p: number, out: Operand) => void = /* @__PURE__ */ defineKernel(
  bernoulli,
  simdBernoulli,
);
