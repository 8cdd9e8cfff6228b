import {
  ArgumentError,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  formatShape,
  type Shape,
  type Spatial,
  spatial,
  type Tensor,
} from '@cotangent/core';
import { ConvolutionModule, type ConvolutionModuleOptions } from './convolution-module.ts';

/** What ConvTranspose1d, ConvTranspose2d and ConvTranspose3d take. */
export interface ConvTransposeModuleOptions extends ConvolutionModuleOptions {
  /** How much is cut off on both sides. Defaults to 0. */
  readonly padding?: Spatial | undefined;
  /** How much longer than the shortest the result is, at its end: below the stride or the dilation. Defaults to 0. */
  readonly outputPadding?: Spatial | undefined;
  /** Only `'zeros'`, as in PyTorch. */
  readonly paddingMode?: 'zeros' | undefined;
}

/** A transposed convolution of any number of dimensions, with its size. */
abstract class ConvTranspose extends ConvolutionModule {
  declare readonly padding: readonly number[];
  private readonly layerName: string;
  private readonly convolve: typeof convTranspose1d;

  constructor(
    convolve: typeof convTranspose1d,
    name: string,
    rank: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Spatial,
    options: ConvTransposeModuleOptions,
  ) {
    const { paddingMode = 'zeros' } = options;
    if (paddingMode !== 'zeros') {
      throw new ArgumentError(`${name}: paddingMode is ${JSON.stringify(paddingMode)}, expected zeros`);
    }
    const padding = spatial(name, 'padding', options.padding ?? 0, rank, 0);
    const outputPadding = spatial(name, 'outputPadding', options.outputPadding ?? 0, rank, 0);
    super({ name, rank, inChannels, outChannels, kernelSize, options, padding, paddingMode, outputPadding });
    this.layerName = name;
    this.convolve = convolve;
  }

  /**
   * With `outputSize` (of all dimensions or the spatial ones), the result has that size instead of the one that
   * `outputPadding` gives. Throws an ArgumentError for a size that the stride does not allow.
   */
  forward(x: Tensor): Tensor;
  forward(x: Tensor, outputSize: Shape | undefined): Tensor;
  forward(x: Tensor, outputSize?: Shape): Tensor {
    const { weight, bias, stride, padding, dilation, groups } = this;
    const outputPadding = outputSize ? this.outputPaddingFor(x.shape, outputSize) : this.outputPadding;
    return this.convolve(x, weight, bias, { stride, padding, outputPadding, groups, dilation });
  }

  private outputPaddingFor(shape: Shape, outputSize: Shape): number[] {
    const { kernelSize, stride, padding, dilation } = this;
    const rank = kernelSize.length;
    const wanted = outputSize.length === shape.length ? outputSize.slice(-rank) : outputSize;
    const sizes = shape.slice(-rank);
    const shortest = kernelSize.map(
      (size, d) => (sizes[d]! - 1) * stride[d]! - 2 * padding[d]! + dilation[d]! * (size - 1) + 1,
    );
    const extra = shortest.map((size, d) => wanted[d]! - size);
    if (wanted.length !== rank || extra.some((size, d) => !(size >= 0 && size < stride[d]!))) {
      const longest = shortest.map((size, d) => size + stride[d]! - 1);
      throw new ArgumentError(
        `${this.layerName}: outputSize is ${formatShape(outputSize)}, ` +
          `expected sizes from ${formatShape(shortest)} to ${formatShape(longest)}`,
      );
    }
    return extra;
  }
}

/**
 * {@link convTranspose1d} as a module, from `[N, inChannels, L]` or `[inChannels, L]` to `outChannels` channels. Weight
 * and bias start uniform on ±1/√(outChannels / groups · kernelSize), drawn as PyTorch draws them.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends ConvTranspose {
  /** Throws an ArgumentError for settings out of range, such as channels that do not divide into the groups. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvTransposeModuleOptions = {}) {
    super(convTranspose1d, 'ConvTranspose1d', 1, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * {@link convTranspose2d} as a module, of `[N, inChannels, H, W]` or `[inChannels, H, W]`; see {@link ConvTranspose1d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends ConvTranspose {
  /** Throws as that of {@link ConvTranspose1d}. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvTransposeModuleOptions = {}) {
    super(convTranspose2d, 'ConvTranspose2d', 2, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * {@link convTranspose3d} as a module, of `[N, inChannels, D, H, W]` or `[inChannels, D, H, W]`; see
 * {@link ConvTranspose1d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
 */
export class ConvTranspose3d extends ConvTranspose {
  /** Throws as that of {@link ConvTranspose1d}. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvTransposeModuleOptions = {}) {
    super(convTranspose3d, 'ConvTranspose3d', 3, inChannels, outChannels, kernelSize, options);
  }
}
