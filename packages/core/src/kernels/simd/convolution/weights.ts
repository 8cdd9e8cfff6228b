import { takeScratch } from '../../../memory/scratch.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import { elementBytes } from '../bytes.ts';
import { addressOf, type VectorOperand } from '../operands.ts';
import { convolutionFunctions } from './functions.ts';
import { areaOf, type Geometry } from './geometry.ts';
import { planesOf } from './planes-operand.ts';

/** The address of the weights, which are copied to scratch unless they are contiguous. */
export function contiguousWeight(weight: VectorOperand, { kernel }: Geometry): number {
  if (isContiguous(weight.shape, weight.strides)) return addressOf(weight);
  const { address, sample, channel, row, column } = planesOf(weight);
  const [outChannels, inChannels] = weight.shape as [number, number];
  const plane = areaOf(kernel) * elementBytes;
  const to = takeScratch(sizeOf(weight.shape) * elementBytes);
  const { copyPlanes } = convolutionFunctions();
  for (let o = 0; o < outChannels; o++) {
    const from = address + o * sample;
    const target = to + o * inChannels * plane;
    copyPlanes(
      inChannels,
      kernel.height,
      kernel.width,
      from,
      channel,
      row,
      column,
      target,
      plane,
      kernel.width * elementBytes,
    );
  }
  return to;
}
