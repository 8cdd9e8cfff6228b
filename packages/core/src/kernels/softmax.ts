import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { logSoftmax, logsumexp, softmax } from './reference/softmax.ts';
import {
  logSoftmax as simdLogSoftmax,
  logsumexp as simdLogsumexp,
  softmax as simdSoftmax,
} from './simd/rows/softmax.ts';

/** Shares that sum to 1 along `dim`, stable. */
export const softmaxKernel: (input: Operand, dim: number, out: Operand) => void = /* @__PURE__ */ defineKernel(
  softmax,
  simdSoftmax,
);

/** The logarithms of {@link softmaxKernel}, stable. */
export const logSoftmaxKernel: (input: Operand, dim: number, out: Operand) => void = /* @__PURE__ */ defineKernel(
  logSoftmax,
  simdLogSoftmax,
);

/** `log Σ exp` over `dims`, stable; an infinite maximum is not subtracted. */
export const logsumexpKernel: (input: Operand, dims: readonly number[], out: Operand) => void =
  /* @__PURE__ */ defineKernel(logsumexp, simdLogsumexp);
