import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { convolution, convolutionInput, convolutionWeight } from './reference/convolution.ts';
import {
  convolution as simdConvolution,
  convolutionInput as simdConvolutionInput,
  convolutionWeight as simdConvolutionWeight,
} from './simd/convolution/volumes.ts';

/** How the windows of a convolution lie: one number for each spatial dimension, those after batch and channels. */
export interface ConvolutionSteps {
  readonly stride: readonly number[];
  /** Zeros before the first element; as many come after the last as the shapes ask for. */
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  /** In how many groups channels are divided, each with outputs and weights of its own. */
  readonly groups: number;
}

/**
 * `out[n][o][p] = bias[o] + Σ weight[o][c][k] · input[n][c][p · stride + k · dilation - padding]`, of `[N, C, …]` and
 * `[O, C / groups, …]` with any number of spatial dimensions; `c` runs over the channels of o's group.
 */
export const convolutionKernel: (
  input: Operand,
  weight: Operand,
  bias: Operand | undefined,
  steps: ConvolutionSteps,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(convolution, simdConvolution);

/** The gradient of {@link convolutionKernel} with respect to its input: the transposed convolution. */
export const convolutionInputKernel: (grad: Operand, weight: Operand, steps: ConvolutionSteps, out: Operand) => void =
  /* @__PURE__ */ defineKernel(convolutionInput, simdConvolutionInput);

/** The gradient of {@link convolutionKernel} with respect to its weight. */
export const convolutionWeightKernel: (input: Operand, grad: Operand, steps: ConvolutionSteps, out: Operand) => void =
  /* @__PURE__ */ defineKernel(convolutionWeight, simdConvolutionWeight);
