import { ArgumentError, type DTypeLike, empty, Parameter, type Spatial, spatial, type Tensor } from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { formatTuple } from '../format-tuple.ts';
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from '../init.ts';
import { Module } from '../module.ts';

/** What a padding consists of. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** What all modules of convolutions take. */
export interface ConvolutionModuleOptions {
  /** How far the windows lie apart. Defaults to 1. */
  readonly stride?: Spatial | undefined;
  /** How far the elements of a window lie apart. Defaults to 1. */
  readonly dilation?: Spatial | undefined;
  /** In how many groups the channels are divided, each with inputs and outputs of its own. Defaults to 1. */
  readonly groups?: number | undefined;
  /** Whether a learned number is added to each channel. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** What a constructor gives the base, its own settings checked. */
export interface ConvolutionSetup {
  readonly name: string;
  readonly rank: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Spatial;
  readonly options: ConvolutionModuleOptions;
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly paddingMode: PaddingMode;
  /** Of a transposed convolution. */
  readonly outputPadding?: readonly number[];
}

/** Settings, weight and bias of convolutions and their transposes. */
export abstract class ConvolutionModule extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor({ name, rank, options, outputPadding, ...setup }: ConvolutionSetup) {
    super();
    const { inChannels, outChannels } = setup;
    const { stride = 1, dilation = 1, groups = 1, bias = true, dtype } = options;
    checkCount(name, 'groups', groups);
    checkChannels(name, 'inChannels', inChannels, groups);
    checkChannels(name, 'outChannels', outChannels, groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = spatial(name, 'kernelSize', setup.kernelSize, rank, 1);
    this.stride = spatial(name, 'stride', stride, rank, 1);
    this.padding = setup.padding;
    this.dilation = spatial(name, 'dilation', dilation, rank, 1);
    this.outputPadding = outputPadding ?? new Array<number>(rank).fill(0);
    this.groups = groups;
    this.paddingMode = setup.paddingMode;
    // transposed, the weight is that of the convolution from the result to the input
    const [from, to] = outputPadding ? [outChannels, inChannels] : [inChannels, outChannels];
    this.weight = new Parameter(empty([to, from / groups, ...this.kernelSize], { dtype }));
    this.bias = bias ? new Parameter(empty([outChannels], { dtype })) : undefined;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const { fanIn } = calculateFanInAndFanOut(this.weight);
    if (this.bias && fanIn > 0) uniform_(this.bias, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
  }

  abstract override forward(x: Tensor): Tensor;

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernelSize=${formatTuple(this.kernelSize)}`,
      `stride=${formatTuple(this.stride)}`,
    ];
    const add = (name: string, value: readonly number[], usual: number): void => {
      if (value.some((x) => x !== usual)) parts.push(`${name}=${formatTuple(value)}`);
    };
    if (typeof this.padding === 'string') parts.push(`padding=${this.padding}`);
    else add('padding', this.padding, 0);
    add('dilation', this.dilation, 1);
    add('outputPadding', this.outputPadding, 0);
    if (this.groups !== 1) parts.push(`groups=${this.groups}`);
    if (!this.bias) parts.push('bias=false');
    if (this.paddingMode !== 'zeros') parts.push(`paddingMode=${this.paddingMode}`);
    return parts.join(', ');
  }

  override shortRepr(): string {
    return `${super.shortRepr()} ${this.inChannels} → ${this.outChannels}`;
  }
}

function checkChannels(name: string, what: string, count: number, groups: number): void {
  checkCount(name, what, count, 0);
  if (count % groups !== 0) {
    throw new ArgumentError(`${name}: ${what} is ${count}, which does not divide into ${groups} groups`);
  }
}
