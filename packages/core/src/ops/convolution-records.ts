import {
  type ConvolutionSteps,
  convolutionInputKernel,
  convolutionKernel,
  convolutionWeightKernel,
} from '../kernels/convolution.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { movedim } from './movement.ts';
import { unflatten } from './reshape.ts';

/** A convolution with the spatial sizes that belong to it; one of its three operands follows from the two others. */
export interface Convolution extends ConvolutionSteps {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
}

type Call = (inputs: readonly [Tensor, Tensor], options: Convolution) => Tensor;

// Let ⟨x, w, g⟩ be the sum of all products input · weight · output of a convolution. Each of these three is its
// derivative by one of them, given the two others, so that their derivatives are among them again.

const convolutionOp: (inputs: readonly [Tensor, Tensor, Tensor | undefined], options: Convolution) => Tensor =
  /* @__PURE__ */ defineOp<readonly [Tensor, Tensor, Tensor | undefined], Convolution>({
    name: 'convolution',
    shape: ([input, weight], { output }) => [input[0]!, weight[0]!, ...output],
    forward: (_, [input, weight, bias], [out], options) => convolutionKernel(input, weight, bias, options, out!),
    vjp: ({ inputs: [input, weight], options, needs, save }) => {
      const savedInput = needs[1] ? save(input) : undefined;
      const savedWeight = needs[0] ? save(weight) : undefined;
      const others = [0, ...options.output.map((_, d) => d + 2)];
      const needsBias = needs[2];
      return ([grad]) => [
        savedWeight && convolutionInput(grad!, savedWeight(), options),
        savedInput && convolutionWeight(savedInput(), grad!, options),
        needsBias ? grad!.sum({ dim: others }) : undefined,
      ];
    },
    batch: ({ inputs: [input, weight, bias], batched, size, options }) => {
      const product =
        batched[0] || batched[1]
          ? inSamplesOrGroups(withoutBias, [input, weight], batched, size, options)
          : withoutBias([input, weight], options);
      if (!bias) return product;
      const shift = batched[2] ? bias.unsqueeze(1) : bias;
      return product.add(shift.reshape([...shift.shape, ...options.output.map(() => 1)]));
    },
  });

/** `[N, C, …]` by `[O, C / groups, …]`, plus `[O]`: `[N, O, …]`. */
export function convolution(input: Tensor, weight: Tensor, bias: Tensor | undefined, options: Convolution): Tensor {
  return convolutionOp([input, weight, bias], options);
}

function withoutBias([input, weight]: readonly [Tensor, Tensor], options: Convolution): Tensor {
  return convolutionOp([input, weight, undefined], options);
}

const convolutionInputOp: Call = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Convolution>({
  name: 'convolutionInput',
  shape: ([grad, weight], { input, groups }) => [grad[0]!, weight[1]! * groups, ...input],
  forward: (_, [grad, weight], [out], options) => convolutionInputKernel(grad, weight, options, out!),
  vjp: ({ inputs: [grad, weight], options, needs, save }) => {
    const savedGrad = needs[1] ? save(grad) : undefined;
    const savedWeight = needs[0] ? save(weight) : undefined;
    return ([input]) => [
      savedWeight && convolution(input!, savedWeight(), undefined, options),
      savedGrad && convolutionWeight(input!, savedGrad(), options),
    ];
  },
  batch: ({ op, inputs, batched, size, options }) => inSamplesOrGroups(op as Call, inputs, batched, size, options),
});

/** `[N, O, …]` by `[O, C / groups, …]`: `[N, C, …]`. */
export function convolutionInput(grad: Tensor, weight: Tensor, options: Convolution): Tensor {
  return convolutionInputOp([grad, weight], options);
}

const convolutionWeightOp: Call = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Convolution>({
  name: 'convolutionWeight',
  shape: ([input, grad], { kernel, groups }) => [grad[1]!, input[1]! / groups, ...kernel],
  forward: (_, [input, grad], [out], options) => convolutionWeightKernel(input, grad, options, out!),
  vjp: ({ inputs: [input, grad], options, needs, save }) => {
    const savedInput = needs[1] ? save(input) : undefined;
    const savedGrad = needs[0] ? save(grad) : undefined;
    return ([weight]) => [
      savedGrad && convolutionInput(savedGrad(), weight!, options),
      savedInput && convolution(savedInput(), weight!, undefined, options),
    ];
  },
  batch: (call) => {
    const [input, grad] = batchAll(call);
    const weights = (call.op as Call)([inChannels(input), inChannels(grad)], grouped(call.options, call.size));
    return unflatten(weights, 0, [call.size, grad.shape[2]!]);
  },
});

/** `[N, C, …]` by `[N, O, …]`: `[O, C / groups, …]`. */
export function convolutionWeight(input: Tensor, grad: Tensor, options: Convolution): Tensor {
  return convolutionWeightOp([input, grad], options);
}

/** A batch beside one weight is more samples; with a weight for each it is more groups. */
function inSamplesOrGroups(
  op: Call,
  [x, weight]: readonly [Tensor, Tensor],
  batched: readonly boolean[],
  size: number,
  options: Convolution,
): Tensor {
  if (!batched[1]) {
    const samples = x.shape[1]!;
    return unflatten(op([x.flatten(0, 1), weight], options), 0, [size, samples]);
  }
  const all = batched[0] ? x : x.expand([size, ...x.shape]);
  const result = op([inChannels(all), weight.flatten(0, 1)], grouped(options, size));
  return movedim(unflatten(result, 1, [size, result.shape[1]! / size]), 1, 0);
}

/** `[B, N, C, …]` as `[N, B · C, …]`. */
function inChannels(x: Tensor): Tensor {
  return movedim(x, 0, 1).flatten(1, 2);
}

function grouped(options: Convolution, size: number): Convolution {
  return { ...options, groups: options.groups * size };
}
