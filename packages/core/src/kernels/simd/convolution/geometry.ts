import type { Shape } from '../../../shape.ts';
import type { ConvolutionSteps } from '../../convolution.ts';

/** A convolution over planes; one over rows has planes of height 1. */
export interface Geometry {
  readonly samples: number;
  readonly groups: number;
  /** Of one group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: Plane;
  readonly kernel: Plane;
  readonly output: Plane;
  readonly stride: Plane;
  readonly padding: Plane;
  readonly dilation: Plane;
}

/** A number for each of the two dimensions. */
export interface Plane {
  readonly height: number;
  readonly width: number;
}

/** The geometry of input `[N, C, …]`, weight `[O, C / groups, …]` and output `[N, O, …]`; undefined where SIMD has none. */
export function geometryOf(input: Shape, weight: Shape, output: Shape, steps: ConvolutionSteps): Geometry | undefined {
  const rank = input.length - 2;
  if (rank > 2 || input.includes(0) || weight.includes(0) || output.includes(0)) return undefined;
  return {
    samples: input[0]!,
    groups: steps.groups,
    inChannels: weight[1]!,
    outChannels: weight[0]! / steps.groups,
    input: lastTwo(input, rank, 2, 1),
    kernel: lastTwo(weight, rank, 2, 1),
    output: lastTwo(output, rank, 2, 1),
    stride: lastTwo(steps.stride, rank, 0, 1),
    padding: lastTwo(steps.padding, rank, 0, 0),
    dilation: lastTwo(steps.dilation, rank, 0, 1),
  };
}

function lastTwo(list: readonly number[], rank: number, first: number, missing: number): Plane {
  return { height: rank === 1 ? missing : list[first]!, width: list[first + rank - 1]! };
}

export function areaOf({ height, width }: Plane): number {
  return height * width;
}

/** How many elements of one group's input a window has. */
export function tapsOf({ inChannels, kernel }: Geometry): number {
  return inChannels * areaOf(kernel);
}
