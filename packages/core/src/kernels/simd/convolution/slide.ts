import { takeScratch } from '../../../memory/scratch.ts';
import { elementBytes, vectorBytes } from '../bytes.ts';
import { tileRows } from '../gemm/sizes.ts';
import { convolutionFunctions } from './functions.ts';
import type { Plane } from './geometry.ts';
import { loadPadded, type Padded } from './padded.ts';

/** A convolution whose windows are a step of one apart along rows. Addresses and distances in bytes. */
export interface Sliding {
  readonly samples: number;
  readonly groups: number;
  readonly input: Padded;
  /** How many channels a group has in the output, and how many elements of the input each of them sums up. */
  readonly channels: number;
  readonly taps: number;
  readonly offsets: number;
  /** From where channels lie to the first element of their first window. */
  readonly inputStart: number;
  /** Between the first elements of windows in neighbouring rows. */
  readonly inputRow: number;
  readonly output: Plane;
  /** The address of the output, which is contiguous. */
  readonly out: number;
  /** Of the bias and between its elements; zeros stand at address 0. */
  readonly bias: number;
  readonly biasStep: number;
  /** Lays the weights of `rows` channels from `channel` of a group on together for each tap. */
  readonly packWeights: (group: number, channel: number, rows: number, to: number) => void;
}

/** Rows of fewer positions cannot be taken four at a time. */
const shortestRow = 4;

/**
 * Shorter rows waste much of their tiles; many channels then make up for laying windows out (64 channels of 7 x 7: 0.72 of
 * the ceiling against 0.53).
 */
const shortRow = 8;
const manyChannels = 16;

/** Whether rows of so many positions, a step of one apart, are best computed where they lie. */
export function slides(width: number, channels: number): boolean {
  return width >= shortRow || (width >= shortestRow && channels < manyChannels);
}

/** Computes the convolution by tiles that read the input where it lies. */
export function slide(sliding: Sliding): void {
  const { samples, groups, input, channels, taps, offsets, inputStart, inputRow, output, out, packWeights } = sliding;
  const { fillPlanes, windowStrip, channelStrip } = convolutionFunctions();
  const { height, width } = output;
  const outPlane = height * width * elementBytes;
  const weightBytes = taps * elementBytes;
  const starts = takeScratch(groups * channels * vectorBytes);
  fillPlanes(groups * channels, 4, sliding.bias, sliding.biasStep, starts);
  const weights = takeScratch(groups * channels * weightBytes);
  for (let group = 0; group < groups; group++) {
    for (let channel = 0, rows = 0; channel < channels; channel += rows) {
      rows = evenRows(channels - channel, tileRows);
      packWeights(group, channel, rows, weights + (group * channels + channel) * weightBytes);
    }
  }
  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < groups; group++) {
      const from = loadPadded(input, sample, group) + inputStart;
      for (let channel = 0, rows = 0; channel < channels; channel += rows) {
        rows = evenRows(channels - channel, tileRows);
        const place = group * channels + channel;
        const tapWeights = weights + place * weightBytes;
        const start = starts + place * vectorBytes;
        const to = out + (sample * groups * channels + place) * outPlane;
        if (rows === 1) channelStrip(taps, tapWeights, offsets, from, inputRow, height, width, start, to);
        else windowStrip(rows, taps, tapWeights, offsets, from, inputRow, height, width, start, to, outPlane);
      }
    }
  }
}

/** The first of as few even shares of `left` as have at most `limit`. */
export function evenRows(left: number, limit: number): number {
  return Math.ceil(left / Math.ceil(left / limit));
}
