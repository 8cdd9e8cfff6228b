import {
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type Spatial,
  spatial,
  type Tensor,
} from '@cotangent/core';
import { Module } from '../module.ts';
import { formatSizes } from './format-sizes.ts';

/** Average pooling over any number of dimensions. */
abstract class AvgPool extends Module {
  readonly kernelSize: Spatial;
  readonly stride: Spatial;
  readonly padding: Spatial;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | undefined;

  constructor(kernelSize: Spatial, options: AvgPoolOptions = {}) {
    super();
    const { stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true, divisorOverride } = options;
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.padding = padding;
    this.ceilMode = ceilMode;
    this.countIncludePad = countIncludePad;
    this.divisorOverride = divisorOverride;
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    return `kernelSize=${formatSizes(kernelSize)}, stride=${formatSizes(stride)}, padding=${formatSizes(padding)}`;
  }
}

/**
 * {@link avgPool1d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends AvgPool {
  static readonly keepsNothing = true;
  /** Throws an ArgumentError for settings out of range. */
  constructor(kernelSize: Spatial, { stride = kernelSize, padding = 0, ...options }: AvgPoolOptions = {}) {
    const single = (name: string, value: Spatial, least: number): readonly number[] =>
      spatial('AvgPool1d', name, value, 1, least);
    super(single('kernelSize', kernelSize, 1), {
      ...options,
      stride: single('stride', stride, 1),
      padding: single('padding', padding, 0),
    });
  }

  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this);
  }
}

/**
 * {@link avgPool2d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends AvgPool {
  static readonly keepsNothing = true;
  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this);
  }
}

/**
 * {@link avgPool3d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html
 */
export class AvgPool3d extends AvgPool {
  static readonly keepsNothing = true;
  forward(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this);
  }
}
