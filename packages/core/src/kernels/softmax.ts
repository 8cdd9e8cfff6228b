import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { logSoftmax, logSoftmaxBackward, logsumexp, softmax, softmaxBackward } from './reference/softmax.ts';
import {
  logSoftmax as simdLogSoftmax,
  logsumexp as simdLogsumexp,
  softmax as simdSoftmax,
} from './simd/rows/softmax.ts';
import {
  logSoftmaxBackward as simdLogSoftmaxBackward,
  softmaxBackward as simdSoftmaxBackward,
} from './simd/rows/softmax-backward.ts';

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

/** A gradient, the result it is of, the dimension, and where the gradient of the input goes: all of one shape. */
type BackwardKernel = (grad: Operand, result: Operand, dim: number, out: Operand) => void;

/** The gradient of {@link softmaxKernel}: `y · (g - Σ g · y)` along `dim`. */
export const softmaxBackwardKernel: BackwardKernel = /* @__PURE__ */ defineKernel(softmaxBackward, simdSoftmaxBackward);

/** The gradient of {@link logSoftmaxKernel}: `g - exp(y) · Σ g` along `dim`. */
export const logSoftmaxBackwardKernel: BackwardKernel = /* @__PURE__ */ defineKernel(
  logSoftmaxBackward,
  simdLogSoftmaxBackward,
);

/** `log Σ exp` over `dims`, stable; an infinite maximum is not subtracted. */
export const logsumexpKernel: (input: Operand, dims: readonly number[], out: Operand) => void =
  /* @__PURE__ */ defineKernel(logsumexp, simdLogsumexp);
