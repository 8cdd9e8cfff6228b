import { takeScratch } from '../../../memory/scratch.ts';
import type { ConvolutionSteps } from '../../convolution.ts';
import { elementBytes } from '../bytes.ts';
import { gemmScratchBytes } from '../gemm/gemm.ts';
import { matrixProducts } from '../gemm/products.ts';
import { addressOf, isFloat32, type VectorOperand } from '../operands.ts';
import { layOutWindows } from './convolution.ts';
import { convolutionFunctions } from './functions.ts';
import { areaOf, type Geometry, geometryOf, type Plane, tapsOf } from './geometry.ts';
import { layOutPadded, loadPadded, writeTaps } from './padded.ts';
import { eachPart, positionsAtATime } from './parts.ts';
import { type PlanesOperand, planesOf } from './planes-operand.ts';
import { slide, slides } from './slide.ts';
import { contiguousWeight } from './weights.ts';

export function convolutionInput(
  grad: VectorOperand,
  weight: VectorOperand,
  steps: ConvolutionSteps,
  out: VectorOperand,
): boolean {
  const geometry = geometryOf(out.shape, weight.shape, grad.shape, steps);
  if (!geometry || !isFloat32(grad) || !isFloat32(weight) || !isFloat32(out)) return false;
  const weights = contiguousWeight(weight, geometry);
  const before = paddingOfGradient(geometry);
  if (before && convolutionFunctions().finite(geometry.groups * geometry.outChannels * tapsOf(geometry), weights) === 0)
    slideGradient(geometry, before, planesOf(grad), weights, addressOf(out));
  else spreadColumns(geometry, planesOf(grad), weights, out);
  return true;
}

/**
 * The zeros before the output's gradient with which the input's is a convolution again; undefined where it is none.
 * Weights that are not finite must not meet these zeros: their products would be NaN.
 */
function paddingOfGradient({ inChannels, input, kernel, stride, padding, dilation }: Geometry): Plane | undefined {
  if (stride.height !== 1 || stride.width !== 1 || !slides(input.width, inChannels)) return undefined;
  const height = (kernel.height - 1) * dilation.height - padding.height;
  const width = (kernel.width - 1) * dilation.width - padding.width;
  return height < 0 || width < 0 ? undefined : { height, width };
}

/** The convolution of the output's gradient with weights in reverse, channels exchanged. */
function slideGradient(geometry: Geometry, before: Plane, source: PlanesOperand, weight: number, out: number): void {
  const { samples, groups, inChannels, outChannels, input, kernel, output, dilation } = geometry;
  const size = (side: keyof Plane): number =>
    Math.max(before[side] + output[side], input[side] + (kernel[side] - 1) * dilation[side]);
  const grad = layOutPadded(source, outChannels, output, { height: size('height'), width: size('width') }, before);
  const area = areaOf(kernel);
  const { packRows } = matrixProducts();
  const areaBytes = area * elementBytes;
  slide({
    samples,
    groups,
    input: grad,
    channels: inChannels,
    taps: outChannels * area,
    // the first tap of a window sees its last element
    offsets: writeTaps(grad, geometry, true),
    inputStart: (kernel.height - 1) * dilation.height * grad.row + (kernel.width - 1) * dilation.width * elementBytes,
    inputRow: grad.row,
    output: input,
    out,
    bias: 0,
    biasStep: 0,
    packWeights: (group, channel, rows, to) => {
      for (let o = 0; o < outChannels; o++) {
        const from = weight + ((group * outChannels + o) * inChannels + channel) * areaBytes;
        packRows(area, rows, from, areaBytes, elementBytes, to + o * rows * areaBytes);
      }
    },
  });
}

/** Products of weights and gradients, added to where the windows see their elements. */
function spreadColumns(geometry: Geometry, grad: PlanesOperand, weight: number, out: VectorOperand): void {
  const { samples, groups, inChannels, outChannels, input, output, stride } = geometry;
  const { clear, copyPlanes, spreadWindows } = convolutionFunctions();
  const { gemm } = matrixProducts();
  const taps = tapsOf(geometry);
  const weightBytes = taps * elementBytes;
  const target = planesOf(out);
  const padded = layOutWindows(geometry, target);
  const grads = layOutPadded(grad, outChannels, output, output, none);
  const offsets = writeTaps(padded, geometry);
  const most = positionsAtATime(output, taps);
  const matrix = takeScratch(taps * most * elementBytes);
  const startBytes = (most + 8) * elementBytes;
  const start = takeScratch(startBytes);
  const scratch = takeScratch(gemmScratchBytes(most, outChannels));
  clear(start, startBytes);
  const paddedRow = stride.height * padded.row;
  const paddedColumn = stride.width * elementBytes;
  const outBytes = inChannels * areaOf(input) * elementBytes;
  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < groups; group++) {
      const gradAt = loadPadded(grads, sample, group);
      const outAt = target.address + (sample * groups + group) * outBytes;
      const to = padded.room === 0 ? outAt : padded.room;
      clear(to, padded.room === 0 ? outBytes : padded.roomBytes);
      const a = weight + group * outChannels * weightBytes;
      eachPart(output, most, (y, x, rows, columns) => {
        const positions = rows * columns;
        const b = gradAt + (y * output.width + x) * elementBytes;
        const row = positions * elementBytes;
        gemm(
          taps,
          positions,
          outChannels,
          a,
          elementBytes,
          weightBytes,
          b,
          grads.plane,
          elementBytes,
          matrix,
          row,
          start,
          0,
          scratch,
        );
        spreadWindows(
          taps,
          offsets,
          rows,
          columns,
          to + y * paddedRow + x * paddedColumn,
          paddedRow,
          paddedColumn,
          matrix,
        );
      });
      if (padded.room === 0) continue;
      const from = padded.room + padded.start;
      const planeBytes = areaOf(input) * elementBytes;
      copyPlanes(
        inChannels,
        input.height,
        input.width,
        from,
        padded.plane,
        padded.row,
        elementBytes,
        outAt,
        planeBytes,
        input.width * elementBytes,
      );
    }
  }
}

const none: Plane = { height: 0, width: 0 };
