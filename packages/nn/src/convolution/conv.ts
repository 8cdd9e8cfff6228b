import { ArgumentError, conv1d, conv2d, conv3d, pad, type Spatial, spatial, type Tensor } from '@cotangent/core';
import { ConvolutionModule, type ConvolutionModuleOptions, type PaddingMode } from './convolution-module.ts';

/** What Conv1d, Conv2d and Conv3d take. */
export interface ConvModuleOptions extends ConvolutionModuleOptions {
  /** How much is put on both sides: numbers, `'valid'` for nothing, or `'same'` to keep the size. Defaults to 0. */
  readonly padding?: Spatial | 'same' | 'valid' | undefined;
  /** What is put there. Defaults to `'zeros'`. */
  readonly paddingMode?: PaddingMode | undefined;
}

const paddingModes: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular'];

function checkPadding(name: string, rank: number, options: ConvModuleOptions): readonly number[] | 'same' | 'valid' {
  const { padding = 0, paddingMode = 'zeros', stride = 1 } = options;
  if (!paddingModes.includes(paddingMode)) {
    throw new ArgumentError(
      `${name}: paddingMode is ${JSON.stringify(paddingMode)}, expected ${paddingModes.join(', ')}`,
    );
  }
  if (typeof padding !== 'string') return spatial(name, 'padding', padding, rank, 0);
  if (padding !== 'same' && padding !== 'valid') {
    throw new ArgumentError(`${name}: padding is ${JSON.stringify(padding)}, expected numbers, 'same' or 'valid'`);
  }
  if (padding === 'same' && [stride].flat().some((step) => step !== 1)) {
    throw new ArgumentError(`${name}: padding 'same' needs a stride of 1`);
  }
  return padding;
}

/** A convolution of any number of dimensions, with its padding. */
abstract class Conv extends ConvolutionModule {
  private readonly convolve: typeof conv1d;

  constructor(
    convolve: typeof conv1d,
    name: string,
    rank: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Spatial,
    options: ConvModuleOptions,
  ) {
    const padding = checkPadding(name, rank, options);
    const { paddingMode = 'zeros' } = options;
    super({ name, rank, inChannels, outChannels, kernelSize, options, padding, paddingMode });
    this.convolve = convolve;
  }

  /** The convolution of an input with the padding around it. */
  forward(x: Tensor): Tensor {
    const { weight, bias, stride, dilation, groups, padding, paddingMode } = this;
    if (paddingMode === 'zeros') return this.convolve(x, weight, bias, { stride, padding, dilation, groups });
    const padded = pad(x, this.sides(), { mode: paddingMode });
    return this.convolve(padded, weight, bias, { stride, dilation, groups });
  }

  /** How much is put before and after each dimension, the last one first. */
  private sides(): number[] {
    const { padding, kernelSize, dilation } = this;
    const sides = kernelSize.map((size, d) => {
      if (typeof padding === 'object') return [padding[d]!, padding[d]!];
      const missing = padding === 'same' ? dilation[d]! * (size - 1) : 0;
      return [Math.floor(missing / 2), Math.ceil(missing / 2)];
    });
    return sides.reverse().flat();
  }
}

/**
 * {@link conv1d} as a module, from `[N, inChannels, L]` or `[inChannels, L]` to `outChannels` channels. Weight and bias
 * start uniform on ±1/√(inChannels / groups · kernelSize), drawn as PyTorch draws them: the same seed gives the same
 * layer.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends Conv {
  static readonly keepsNothing = true;
  /** Throws an ArgumentError for settings out of range, such as channels that do not divide into the groups. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvModuleOptions = {}) {
    super(conv1d, 'Conv1d', 1, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * {@link conv2d} as a module, of `[N, inChannels, H, W]` or `[inChannels, H, W]`; see {@link Conv1d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Conv {
  static readonly keepsNothing = true;
  /** Throws as that of {@link Conv1d}. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvModuleOptions = {}) {
    super(conv2d, 'Conv2d', 2, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * {@link conv3d} as a module, of `[N, inChannels, D, H, W]` or `[inChannels, D, H, W]`; see {@link Conv1d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends Conv {
  static readonly keepsNothing = true;
  /** Throws as that of {@link Conv1d}. */
  constructor(inChannels: number, outChannels: number, kernelSize: Spatial, options: ConvModuleOptions = {}) {
    super(conv3d, 'Conv3d', 3, inChannels, outChannels, kernelSize, options);
  }
}
