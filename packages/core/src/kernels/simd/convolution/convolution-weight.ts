import { takeScratch } from '../../../memory/scratch.ts';
import type { ConvolutionSteps } from '../../convolution.ts';
import { elementBytes, vectorBytes } from '../bytes.ts';
import { matrixProducts } from '../gemm/products.ts';
import { blockDepth, tileRows } from '../gemm/sizes.ts';
import { edgeBytes } from '../gemm/strip.ts';
import { addressOf, isFloat32, type VectorOperand } from '../operands.ts';
import { layOutWindows } from './convolution.ts';
import { convolutionFunctions } from './functions.ts';
import { type Geometry, geometryOf, tapsOf } from './geometry.ts';
import { layOutPadded, loadPadded, type Padded, writeTaps } from './padded.ts';
import { eachPart, positionsAtATime } from './parts.ts';
import { planesOf } from './planes-operand.ts';
import { evenRows } from './slide.ts';
import { gradientRows } from './weight-tile.ts';

/** Groups of more channels than these are multiplied as matrices: their windows are worth packing. */
const fewChannels = 4;

export function convolutionWeight(
  input: VectorOperand,
  grad: VectorOperand,
  steps: ConvolutionSteps,
  out: VectorOperand,
): boolean {
  const geometry = geometryOf(input.shape, out.shape, grad.shape, steps);
  if (!geometry || !isFloat32(input) || !isFloat32(grad) || !isFloat32(out)) return false;
  const { outChannels, output, stride } = geometry;
  const windows = layOutWindows(geometry, planesOf(input));
  const call: Call = {
    geometry,
    input: windows,
    grad: layOutPadded(planesOf(grad), outChannels, output, output, { height: 0, width: 0 }),
    offsets: writeTaps(windows, geometry),
    out: addressOf(out),
  };
  if (stride.width === 1 && outChannels <= fewChannels) sumRows(call);
  else multiplyColumns(call);
  return true;
}

/** Addresses, and the two operands as a group of a sample is read. */
interface Call {
  readonly geometry: Geometry;
  readonly input: Padded;
  readonly grad: Padded;
  readonly offsets: number;
  readonly out: number;
}

/** Sums up products along rows of positions, four at a time, for several channels and taps in registers. */
function sumRows({ geometry, input, grad, offsets, out }: Call): void {
  const { samples, groups, outChannels, output, stride } = geometry;
  const { clear, weightStrip, sumParts } = convolutionFunctions();
  const { height, width } = output;
  const taps = tapsOf(geometry);
  const count = groups * outChannels * taps;
  const sums = takeScratch(count * vectorBytes);
  clear(sums, count * vectorBytes);
  const inputSkip = stride.height * input.row - width * elementBytes;
  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < groups; group++) {
      const inputAt = loadPadded(input, sample, group);
      const gradAt = loadPadded(grad, sample, group);
      for (let channel = 0, rows = 0; channel < outChannels; channel += rows) {
        rows = evenRows(outChannels - channel, gradientRows);
        const sumsAt = sums + (group * outChannels + channel) * taps * vectorBytes;
        const at = gradAt + channel * grad.plane;
        weightStrip(rows, taps, at, grad.plane, inputAt, inputSkip, offsets, height, width, sumsAt, taps * vectorBytes);
      }
    }
  }
  sumParts(count, sums, out);
}

/** Products of gradients and matrices of what windows see. */
function multiplyColumns({ geometry, input, grad, offsets, out }: Call): void {
  const { samples, groups, outChannels, output, stride } = geometry;
  const { clear, packTaps } = convolutionFunctions();
  const { strip } = matrixProducts();
  const taps = tapsOf(geometry);
  const outRow = taps * elementBytes;
  const most = Math.min(positionsAtATime(output, taps), blockDepth);
  const packed = takeScratch(((taps + 3) & ~3) * most * elementBytes);
  const edge = takeScratch(edgeBytes);
  const inputRow = stride.height * input.row;
  const inputColumn = stride.width * elementBytes;
  clear(out, groups * outChannels * outRow);
  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < groups; group++) {
      const inputAt = loadPadded(input, sample, group);
      const gradAt = loadPadded(grad, sample, group);
      eachPart(output, most, (y, x, rows, columns) => {
        const at = inputAt + y * inputRow + x * inputColumn;
        packTaps(taps, offsets, at, inputRow, inputColumn, rows, columns, packed);
        for (let channel = 0, count = 0; channel < outChannels; channel += count) {
          count = evenRows(outChannels - channel, tileRows);
          const a = gradAt + channel * grad.plane + (y * output.width + x) * elementBytes;
          const c = out + (group * outChannels + channel) * outRow;
          strip(count, taps, rows * columns, a, grad.plane, elementBytes, 0, 0, packed, c, outRow, c, outRow, edge);
        }
      });
    }
  }
}
