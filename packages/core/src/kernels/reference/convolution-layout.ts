import type { Operand } from '../../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../../shape.ts';
import type { ConvolutionSteps } from '../convolution.ts';
import { Cursor } from './cursor.ts';
import { readRun, writeRun } from './elements.ts';

/**
 * Where the windows of a convolution lie in the channels of one group of a sample, laid out with their padding: output
 * position `p` reads kernel element `k` at `positions[p] + taps[k]`, whatever the number of dimensions.
 */
export interface ConvolutionLayout {
  readonly positions: Int32Array;
  readonly taps: Int32Array;
  /** The first element of each row (along the last dimension) that is no padding. */
  readonly rows: Int32Array;
  readonly size: number;
}

const none = /* @__PURE__ */ new Float64Array(0);

/** The shapes are those of input `[N, C, …]`, weight `[O, C / groups, …]` and output `[N, O, …]`. */
export function layOut(input: Shape, weight: Shape, output: Shape, steps: ConvolutionSteps): ConvolutionLayout {
  const { stride, padding, dilation } = steps;
  const sizes = input.slice(2);
  const kernel = weight.slice(2);
  const ends = output.slice(2);
  const padded = sizes.map((size, d) =>
    Math.max(size + padding[d]!, (ends[d]! - 1) * stride[d]! + (kernel[d]! - 1) * dilation[d]! + 1),
  );
  const along = contiguousStrides(padded);
  const channels = weight[1]!;
  const channelStep = sizeOf(padded);
  const scaled = (by: readonly number[]): number[] => along.map((step, d) => step * by[d]!);
  const start = along.reduce((sum, step, d) => sum + step * padding[d]!, 0);
  return {
    positions: lattice(ends, scaled(stride), 0),
    taps: lattice([channels, ...kernel], [channelStep, ...scaled(dilation)], 0),
    rows: lattice([channels, ...sizes.slice(0, -1)], [channelStep, ...along.slice(0, -1)], start),
    size: channels * channelStep,
  };
}

/** All sums of a start and multiples of the steps, row-major. */
function lattice(shape: Shape, steps: Shape, start: number): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  new Cursor(none, 'float64', shape, steps, start).positions(out, out.length);
  return out;
}

/** Carries the channels of one group between an operand `[N, C, …]` and their padded layout. */
export class PaddedSamples {
  readonly #operand: Operand;
  readonly #rows: Int32Array;
  readonly #channels: number;
  readonly #cursor: Cursor;

  constructor(operand: Operand, { rows }: ConvolutionLayout, channels: number) {
    const { storage, dtype, shape, strides, offset } = operand;
    this.#operand = operand;
    this.#rows = rows;
    this.#channels = channels;
    this.#cursor = new Cursor(
      storage.data,
      dtype,
      [channels, ...shape.slice(2, -1)],
      [strides[1]!, ...strides.slice(2, -1)],
      offset,
    );
  }

  /** Reads a sample's group; the padding stays as it is. */
  load(sample: number, group: number, into: Float64Array): void {
    const { storage, shape, strides } = this.#operand;
    const [length, step] = [shape.at(-1)!, strides.at(-1)!];
    this.#restart(sample, group);
    for (let i = 0; i < this.#rows.length; i++) {
      readRun(storage.data, this.#cursor.next(), step, length, into, this.#rows[i]!);
    }
  }

  /** Writes a sample's group, without its padding. */
  store(sample: number, group: number, from: Float64Array): void {
    const { storage, dtype, shape, strides } = this.#operand;
    const [length, step] = [shape.at(-1)!, strides.at(-1)!];
    this.#restart(sample, group);
    for (let i = 0; i < this.#rows.length; i++) {
      writeRun(from, this.#rows[i]!, length, storage.data, dtype, this.#cursor.next(), step);
    }
  }

  #restart(sample: number, group: number): void {
    const { strides, offset } = this.#operand;
    this.#cursor.restart(offset + sample * strides[0]! + group * this.#channels * strides[1]!);
  }
}
