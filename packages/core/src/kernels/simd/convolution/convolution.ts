import { takeScratch } from '../../../memory/scratch.ts';
import type { ConvolutionSteps } from '../../convolution.ts';
import { elementBytes } from '../bytes.ts';
import { gemmScratchBytes } from '../gemm/gemm.ts';
import { matrixProducts } from '../gemm/products.ts';
import { addressOf, isFloat32, type VectorOperand } from '../operands.ts';
import { convolutionFunctions } from './functions.ts';
import { areaOf, type Geometry, geometryOf, type Plane, tapsOf } from './geometry.ts';
import { layOutPadded, loadPadded, type Padded, writeTaps } from './padded.ts';
import { eachPart, positionsAtATime } from './parts.ts';
import { type PlanesOperand, planesOf } from './planes-operand.ts';
import { slide, slides } from './slide.ts';
import { contiguousWeight } from './weights.ts';

export function convolution(
  input: VectorOperand,
  weight: VectorOperand,
  bias: VectorOperand | undefined,
  steps: ConvolutionSteps,
  out: VectorOperand,
): boolean {
  const geometry = geometryOf(input.shape, weight.shape, out.shape, steps);
  if (!geometry || !isFloat32(input) || !isFloat32(weight) || (bias && !isFloat32(bias)) || !isFloat32(out))
    return false;
  const call: Call = {
    geometry,
    input: layOutWindows(geometry, planesOf(input)),
    weight: contiguousWeight(weight, geometry),
    bias: bias ? addressOf(bias) : 0,
    biasStep: bias ? bias.strides[0]! * elementBytes : 0,
    out: addressOf(out),
  };
  const flat = flattened(call);
  if (flat.geometry.stride.width === 1 && slides(flat.geometry.output.width, geometry.outChannels)) slideWindows(flat);
  else multiplyColumns(call);
  return true;
}

interface Call {
  readonly geometry: Geometry;
  readonly input: Padded;
  /** Addresses of contiguous weights, of the bias, where zeros stand if there is none, and of the output. */
  readonly weight: number;
  readonly bias: number;
  readonly biasStep: number;
  readonly out: number;
}

/** The input with the padding that its windows see. */
export function layOutWindows(geometry: Geometry, source: PlanesOperand): Padded {
  const { inChannels, input, kernel, output, stride, padding, dilation } = geometry;
  const reach = (side: keyof Plane): number =>
    Math.max(input[side] + padding[side], (output[side] - 1) * stride[side] + (kernel[side] - 1) * dilation[side] + 1);
  return layOutPadded(source, inChannels, input, { height: reach('height'), width: reach('width') }, padding);
}

/** Windows of one element that leave none out are positions of one long row. */
function flattened(call: Call): Call {
  const { geometry, input } = call;
  const { kernel, stride, output } = geometry;
  const whole = areaOf(kernel) === 1 && stride.height === 1 && stride.width === 1 && input.room === 0;
  if (!whole || areaOf(geometry.input) !== areaOf(output)) return call;
  return { ...call, geometry: { ...geometry, output: { height: 1, width: areaOf(output) } } };
}

function slideWindows({ geometry, input, weight, bias, biasStep, out }: Call): void {
  const { samples, groups, outChannels, output, stride } = geometry;
  const { packRows } = matrixProducts();
  const taps = tapsOf(geometry);
  const weightBytes = taps * elementBytes;
  slide({
    samples,
    groups,
    input,
    channels: outChannels,
    taps,
    offsets: writeTaps(input, geometry),
    inputStart: 0,
    inputRow: stride.height * input.row,
    output,
    out,
    bias,
    biasStep,
    packWeights: (group, channel, rows, to) =>
      packRows(taps, rows, weight + (group * outChannels + channel) * weightBytes, weightBytes, elementBytes, to),
  });
}

/** Computes the convolution as products of the weights and matrices of what windows see. */
function multiplyColumns({ geometry, input, weight, bias, biasStep, out }: Call): void {
  const { samples, groups, outChannels, output, stride } = geometry;
  const { gatherWindows, fillPlanes } = convolutionFunctions();
  const { gemm } = matrixProducts();
  const taps = tapsOf(geometry);
  const weightBytes = taps * elementBytes;
  const outPlane = areaOf(output) * elementBytes;
  const offsets = writeTaps(input, geometry);
  const most = positionsAtATime(output, taps);
  const matrix = takeScratch(taps * most * elementBytes);
  const scratch = takeScratch(gemmScratchBytes(most, taps));
  const inputRow = stride.height * input.row;
  const inputColumn = stride.width * elementBytes;
  for (let sample = 0; sample < samples; sample++) {
    fillPlanes(groups * outChannels, areaOf(output), bias, biasStep, out + sample * groups * outChannels * outPlane);
    for (let group = 0; group < groups; group++) {
      const from = loadPadded(input, sample, group);
      const to = out + (sample * groups + group) * outChannels * outPlane;
      const a = weight + group * outChannels * weightBytes;
      eachPart(output, most, (y, x, rows, columns) => {
        const positions = rows * columns;
        const at = from + y * inputRow + x * inputColumn;
        gatherWindows(taps, offsets, rows, columns, at, inputRow, inputColumn, matrix);
        const b = positions * elementBytes;
        const c = to + (y * output.width + x) * elementBytes;
        gemm(
          outChannels,
          positions,
          taps,
          a,
          weightBytes,
          elementBytes,
          matrix,
          b,
          elementBytes,
          c,
          outPlane,
          c,
          outPlane,
          scratch,
        );
      });
    }
  }
}
