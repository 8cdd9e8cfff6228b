import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import type { ConvolutionSteps } from '../convolution.ts';
import { layOut, PaddedSamples } from './convolution-layout.ts';
import { Cursor } from './cursor.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';
import { tile, tileColumns, tileProductOf, tileRows } from './tile.ts';

const sampleScratch = /* @__PURE__ */ new Scratch();
const weightScratch = /* @__PURE__ */ new Scratch();
const gradScratch = /* @__PURE__ */ new Scratch();
const panelScratch = /* @__PURE__ */ new Scratch();
const sumScratch = /* @__PURE__ */ new Scratch();

// All three are products of matrices over one group of one sample, whose elements are picked instead of laid out:
// windows [positions, taps] · weights [taps, channels], its transposes, and sums over what they have in common.

export function convolution(
  input: Operand,
  weight: Operand,
  bias: Operand | undefined,
  steps: ConvolutionSteps,
  out: Operand,
): void {
  if (sizeOf(out.shape) === 0) return;
  const layout = layOut(input.shape, weight.shape, out.shape, steps);
  const { positions, taps, size } = layout;
  const [samples, channels] = out.shape as [number, number];
  const inner = taps.length;
  const width = channels / steps.groups;
  const multiply = tileProductOf(out.dtype);
  const weights = weightScratch.take(channels * inner);
  Cursor.over(weight).read(weights, channels * inner);
  const shifts = bias && sumScratch.take(channels);
  if (shifts) readRun(bias.storage.data, bias.offset, bias.strides[0]!, channels, shifts, 0);
  const padded = sampleScratch.take(size).fill(0, 0, size);
  const windows = panelScratch.take(tileRows * inner);
  const inputs = new PaddedSamples(input, layout, weight.shape[1]!);
  const { data } = out.storage;

  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < steps.groups; group++) {
      inputs.load(sample, group, padded);
      for (let p = 0; p < positions.length; p += tileRows) {
        const height = Math.min(tileRows, positions.length - p);
        for (let i = 0, at = 0; i < height; i++) {
          const start = positions[p + i]!;
          for (let k = 0; k < inner; k++, at++) windows[at] = padded[start + taps[k]!]!;
        }
        const end = (group + 1) * width;
        for (let channel = group * width; channel < end; channel += tileColumns) {
          const count = Math.min(tileColumns, end - channel);
          multiply(windows, 0, height, weights, channel * inner, count, inner);
          for (let i = 0; i < height; i++) {
            if (shifts) for (let j = 0; j < count; j++) tile[i * tileColumns + j]! += shifts[channel + j]!;
            const start = out.offset + (sample * channels + channel) * positions.length + p + i;
            writeRun(tile, i * tileColumns, count, data, out.dtype, start, positions.length);
          }
        }
      }
    }
  }
}

export function convolutionInput(grad: Operand, weight: Operand, steps: ConvolutionSteps, out: Operand): void {
  if (sizeOf(out.shape) === 0) return;
  const layout = layOut(out.shape, weight.shape, grad.shape, steps);
  const { positions, taps, size } = layout;
  const [samples, channels] = grad.shape as [number, number];
  const inner = channels / steps.groups;
  const multiply = tileProductOf(out.dtype);
  const weights = weightScratch.take(channels * taps.length);
  readTransposed(weight, steps.groups, inner, taps.length, weights);
  const padded = sampleScratch.take(size);
  const grads = gradScratch.take(inner * positions.length);
  const panel = panelScratch.take(Math.min(tileColumns, positions.length) * inner);
  const source = groupsOf(grad, inner);
  const outputs = new PaddedSamples(out, layout, weight.shape[1]!);

  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < steps.groups; group++) {
      source.restart(grad.offset + sample * grad.strides[0]! + group * inner * grad.strides[1]!);
      source.read(grads, inner * positions.length);
      padded.fill(0, 0, size);
      for (let p = 0; p < positions.length; p += tileColumns) {
        const width = Math.min(tileColumns, positions.length - p);
        for (let j = 0, at = 0; j < width; j++) {
          for (let c = 0; c < inner; c++, at++) panel[at] = grads[c * positions.length + p + j]!;
        }
        for (let k = 0; k < taps.length; k += tileRows) {
          const height = Math.min(tileRows, taps.length - k);
          multiply(weights, (group * taps.length + k) * inner, height, panel, 0, width, inner);
          for (let i = 0; i < height; i++) {
            const tap = taps[k + i]!;
            for (let j = 0; j < width; j++) padded[positions[p + j]! + tap]! += tile[i * tileColumns + j]!;
          }
        }
      }
      outputs.store(sample, group, padded);
    }
  }
}

export function convolutionWeight(input: Operand, grad: Operand, steps: ConvolutionSteps, out: Operand): void {
  const total = sizeOf(out.shape);
  if (total === 0) return;
  const layout = layOut(input.shape, out.shape, grad.shape, steps);
  const { positions, taps, size } = layout;
  const [samples, channels] = grad.shape as [number, number];
  const inner = positions.length;
  const perGroup = channels / steps.groups;
  const multiply = tileProductOf(out.dtype);
  const sums = sumScratch.take(total).fill(0, 0, total);
  const padded = sampleScratch.take(size).fill(0, 0, size);
  const grads = gradScratch.take(perGroup * inner);
  const panel = panelScratch.take(Math.min(tileColumns, taps.length) * inner);
  const source = groupsOf(grad, perGroup);
  const inputs = new PaddedSamples(input, layout, out.shape[1]!);

  for (let sample = 0; sample < samples; sample++) {
    for (let group = 0; group < steps.groups; group++) {
      inputs.load(sample, group, padded);
      source.restart(grad.offset + sample * grad.strides[0]! + group * perGroup * grad.strides[1]!);
      source.read(grads, perGroup * inner);
      for (let k = 0; k < taps.length; k += tileColumns) {
        const width = Math.min(tileColumns, taps.length - k);
        for (let j = 0, at = 0; j < width; j++) {
          const tap = taps[k + j]!;
          for (let p = 0; p < inner; p++, at++) panel[at] = padded[positions[p]! + tap]!;
        }
        for (let channel = 0; channel < perGroup; channel += tileRows) {
          const height = Math.min(tileRows, perGroup - channel);
          multiply(grads, channel * inner, height, panel, 0, width, inner);
          for (let i = 0; i < height; i++) {
            const at = (group * perGroup + channel + i) * taps.length + k;
            for (let j = 0; j < width; j++) sums[at + j]! += tile[i * tileColumns + j]!;
          }
        }
      }
    }
  }
  writeRun(sums, 0, total, out.storage.data, out.dtype, out.offset, 1);
}

/** Walks the channels of a group of a sample of `[N, O, …]`. */
function groupsOf({ storage, dtype, shape, strides, offset }: Operand, channels: number): Cursor {
  return new Cursor(storage.data, dtype, shape.with(1, channels).slice(1), strides.slice(1), offset);
}

/** The weights of each group as `[taps, channels]`. */
function readTransposed(weight: Operand, groups: number, channels: number, taps: number, into: Float64Array): void {
  const row = panelScratch.take(taps);
  const rows = Cursor.over(weight);
  for (let group = 0; group < groups; group++) {
    for (let channel = 0; channel < channels; channel++) {
      rows.read(row, taps);
      for (let k = 0, at = group * taps * channels + channel; k < taps; k++, at += channels) into[at] = row[k]!;
    }
  }
}
