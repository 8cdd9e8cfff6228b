import {
  type MaxPooled,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type Spatial,
  type Tensor,
} from '@cotangent/core';
import { Module } from '../module.ts';
import { formatSizes } from './format-sizes.ts';

/** Max pooling over any number of dimensions. */
abstract class MaxPool<Indices extends boolean | undefined> extends Module<Tensor[], MaxPooled<Indices>> {
  readonly kernelSize: Spatial;
  readonly stride: Spatial;
  readonly padding: Spatial;
  readonly dilation: Spatial;
  readonly returnIndices: Indices;
  readonly ceilMode: boolean;

  constructor(kernelSize: Spatial, options: MaxPoolOptions<Indices> = {}) {
    super();
    const { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false, returnIndices } = options;
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.returnIndices = returnIndices as Indices;
    this.ceilMode = ceilMode;
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    const window = `kernelSize=${formatSizes(kernelSize)}, stride=${formatSizes(stride)}`;
    return `${window}, padding=${formatSizes(padding)}, dilation=${formatSizes(dilation)}, ceilMode=${ceilMode}`;
  }
}

/**
 * {@link maxPool1d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d<Indices extends boolean | undefined = undefined> extends MaxPool<Indices> {
  static readonly keepsNothing = true;
  forward(x: Tensor): MaxPooled<Indices> {
    return maxPool1d(x, this.kernelSize, this);
  }
}

/**
 * {@link maxPool2d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d<Indices extends boolean | undefined = undefined> extends MaxPool<Indices> {
  static readonly keepsNothing = true;
  forward(x: Tensor): MaxPooled<Indices> {
    return maxPool2d(x, this.kernelSize, this);
  }
}

/**
 * {@link maxPool3d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html
 */
export class MaxPool3d<Indices extends boolean | undefined = undefined> extends MaxPool<Indices> {
  static readonly keepsNothing = true;
  forward(x: Tensor): MaxPooled<Indices> {
    return maxPool3d(x, this.kernelSize, this);
  }
}
