import type { Operand } from '../../../memory/memory.ts';
import { markScratch, releaseScratch } from '../../../memory/scratch.ts';
import { contiguousStrides, isContiguous, type Shape, sizeOf } from '../../../shape.ts';
import type { ConvolutionSteps } from '../../convolution.ts';
import { elementBytes } from '../bytes.ts';
import { addVectors, copyVectors } from '../copy.ts';
import { addressOf, isFloat32, type VectorOperand } from '../operands.ts';
import { scratchLike } from '../rows/logit-rows.ts';
import { convolution as planeConvolution } from './convolution.ts';
import { convolutionInput as planeConvolutionInput } from './convolution-input.ts';
import { convolutionWeight as planeConvolutionWeight } from './convolution-weight.ts';
import { convolutionFunctions } from './functions.ts';

// A convolution over volumes is one over planes: each plane of the output is a sample, and the planes of the input that
// it sees are channels of that sample, which so are copied as often as windows see them. Sample by sample, so that the
// copies stay small. The weight [O, C, KD, KH, KW] is [O, C · KD, KH, KW] as it lies.

/** The convolution over rows, planes or volumes. */
export function convolution(
  input: Operand,
  weight: Operand,
  bias: Operand | undefined,
  steps: ConvolutionSteps,
  out: Operand,
): boolean {
  if (input.shape.length < 5) return planeConvolution(input, weight, bias, steps, out);
  if (!areFloats(input, weight, out) || (bias && !isFloat32(bias))) return false;
  const windows = depthWindows(input.shape, weight.shape, out.shape, steps);
  const layers = layersOf(input.shape, weight.shape, out.shape);
  const weights = mergedWeight(weight);
  const results = scratchLike(planesOf(out, 0));
  clear(layers);
  return eachSample(input.shape[0]!, (sample) => {
    for (const window of windows) {
      if (!copyVectors(seenPlanes(input, sample, window, steps), layersOfWindow(layers, weight.shape, window)))
        return false;
    }
    return (
      planeConvolution(layers, weights, bias, planeSteps(steps), results) && copyVectors(results, planesOf(out, sample))
    );
  });
}

/** Its gradient with respect to the input. */
export function convolutionInput(grad: Operand, weight: Operand, steps: ConvolutionSteps, out: Operand): boolean {
  if (grad.shape.length < 5) return planeConvolutionInput(grad, weight, steps, out);
  if (!areFloats(grad, weight, out)) return false;
  const windows = depthWindows(out.shape, weight.shape, grad.shape, steps);
  const layers = layersOf(out.shape, weight.shape, grad.shape);
  const weights = mergedWeight(weight);
  clear(out);
  return eachSample(grad.shape[0]!, (sample) => {
    if (!planeConvolutionInput(planesOf(grad, sample), weights, planeSteps(steps), layers)) return false;
    return windows.every((window) =>
      addVectors(layersOfWindow(layers, weight.shape, window), seenPlanes(out, sample, window, steps)),
    );
  });
}

/** Its gradient with respect to the weight. */
export function convolutionWeight(input: Operand, grad: Operand, steps: ConvolutionSteps, out: Operand): boolean {
  if (input.shape.length < 5) return planeConvolutionWeight(input, grad, steps, out);
  if (!areFloats(input, grad, out)) return false;
  const windows = depthWindows(input.shape, out.shape, grad.shape, steps);
  const layers = layersOf(input.shape, out.shape, grad.shape);
  const total = mergedWeight(out);
  const part = scratchLike(total);
  clear(layers);
  clear(total);
  return eachSample(input.shape[0]!, (sample) => {
    for (const window of windows) {
      if (!copyVectors(seenPlanes(input, sample, window, steps), layersOfWindow(layers, out.shape, window)))
        return false;
    }
    return planeConvolutionWeight(layers, planesOf(grad, sample), planeSteps(steps), part) && addVectors(part, total);
  });
}

function areFloats(...operands: readonly Operand[]): boolean {
  return operands.every((operand) => isFloat32(operand) && sizeOf(operand.shape) > 0);
}

/** Frees what each sample takes; whether all went well. */
function eachSample(samples: number, run: (sample: number) => boolean): boolean {
  for (let sample = 0; sample < samples; sample++) {
    const mark = markScratch();
    try {
      if (!run(sample)) return false;
    } finally {
      releaseScratch(mark);
    }
  }
  return true;
}

function clear(whole: VectorOperand): void {
  convolutionFunctions().clear(addressOf(whole), sizeOf(whole.shape) * elementBytes);
}

/** Which planes of the input the kernel's plane `place` meets: from `from` on, for `count` planes of the output from `first` on. */
interface DepthWindow {
  readonly place: number;
  readonly first: number;
  readonly count: number;
  readonly from: number;
}

function depthWindows(input: Shape, weight: Shape, output: Shape, steps: ConvolutionSteps): DepthWindow[] {
  const [stride, padding, dilation] = [steps.stride[0]!, steps.padding[0]!, steps.dilation[0]!];
  const windows: DepthWindow[] = [];
  for (let place = 0; place < weight[2]!; place++) {
    const shift = place * dilation - padding;
    const first = Math.max(0, Math.ceil(-shift / stride));
    const last = Math.min(output[2]! - 1, Math.floor((input[2]! - 1 - shift) / stride));
    if (last >= first) windows.push({ place, first, count: last - first + 1, from: first * stride + shift });
  }
  return windows;
}

/** Room for what the planes of a sample's output see: `[OD, C · KD, H, W]`. */
function layersOf(input: Shape, weight: Shape, output: Shape): VectorOperand {
  const shape = [output[2]!, input[1]! * weight[2]!, input[3]!, input[4]!];
  return scratchLike({ storage: { pointer: 0 }, dtype: 'float32', shape, strides: [], offset: 0 });
}

/** The layers of a window, as `[count, C, H, W]`. */
function layersOfWindow(layers: VectorOperand, weight: Shape, { place, first, count }: DepthWindow): VectorOperand {
  const [, channels, height, width] = layers.shape as [number, number, number, number];
  const depth = weight[2]!;
  const [step, plane] = layers.strides as [number, number];
  return {
    ...layers,
    shape: [count, channels / depth, height, width],
    strides: [step, plane * depth, width, 1],
    offset: first * step + place * plane,
  };
}

/** The planes of a sample that belong to them. */
function seenPlanes(
  { storage, dtype, shape, strides, offset }: Operand,
  sample: number,
  { count, from }: DepthWindow,
  steps: ConvolutionSteps,
): VectorOperand {
  const [batch, channel, depth, row, column] = strides as [number, number, number, number, number];
  return {
    storage,
    dtype,
    shape: [count, shape[1]!, shape[3]!, shape[4]!],
    strides: [steps.stride[0]! * depth, channel, row, column],
    offset: offset + sample * batch + from * depth,
  };
}

/** A sample of an operand `[N, O, OD, OH, OW]` as `[OD, O, OH, OW]`. */
function planesOf({ storage, dtype, shape, strides, offset }: Operand, sample: number): VectorOperand {
  const order = [2, 1, 3, 4];
  return {
    storage,
    dtype,
    shape: order.map((d) => shape[d]!),
    strides: order.map((d) => strides[d]!),
    offset: offset + sample * strides[0]!,
  };
}

/** The weight `[O, C, KD, KH, KW]` as `[O, C · KD, KH, KW]`, in scratch unless it is contiguous. */
function mergedWeight(weight: VectorOperand): VectorOperand {
  let whole = weight;
  if (!isContiguous(weight.shape, weight.strides)) {
    whole = scratchLike(weight);
    copyVectors(weight, whole);
  }
  const [outChannels, channels, depth, height, width] = weight.shape as [number, number, number, number, number];
  const shape = [outChannels, channels * depth, height, width];
  return { ...whole, shape, strides: contiguousStrides(shape) };
}

function planeSteps({ stride, padding, dilation, groups }: ConvolutionSteps): ConvolutionSteps {
  return { stride: stride.slice(1), padding: padding.slice(1), dilation: dilation.slice(1), groups };
}
