import {
  type AdaptiveMaxPoolOptions,
  type AdaptiveSize,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type MaxPooled,
  type Tensor,
} from '@cotangent/core';
import { Module } from '../module.ts';
import { formatSizes } from './format-sizes.ts';

/** Adaptive average pooling over any number of dimensions. */
abstract class AdaptiveAvgPool extends Module {
  readonly outputSize: AdaptiveSize;

  constructor(outputSize: AdaptiveSize) {
    super();
    this.outputSize = outputSize;
  }

  override extraRepr(): string {
    return `outputSize=${formatSizes(this.outputSize)}`;
  }
}

/**
 * {@link adaptiveAvgPool1d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }
}

/**
 * {@link adaptiveAvgPool2d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }
}

/**
 * {@link adaptiveAvgPool3d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.outputSize);
  }
}

/** Adaptive max pooling over any number of dimensions. */
abstract class AdaptiveMaxPool<Indices extends boolean | undefined> extends Module<Tensor[], MaxPooled<Indices>> {
  readonly outputSize: AdaptiveSize;
  readonly returnIndices: Indices;

  constructor(outputSize: AdaptiveSize, { returnIndices }: AdaptiveMaxPoolOptions<Indices> = {}) {
    super();
    this.outputSize = outputSize;
    this.returnIndices = returnIndices as Indices;
  }

  override extraRepr(): string {
    return `outputSize=${formatSizes(this.outputSize)}`;
  }
}

/**
 * {@link adaptiveMaxPool1d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d<Indices extends boolean | undefined = undefined> extends AdaptiveMaxPool<Indices> {
  forward(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool1d(x, this.outputSize, this);
  }
}

/**
 * {@link adaptiveMaxPool2d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d<Indices extends boolean | undefined = undefined> extends AdaptiveMaxPool<Indices> {
  forward(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool2d(x, this.outputSize, this);
  }
}

/**
 * {@link adaptiveMaxPool3d} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html
 */
export class AdaptiveMaxPool3d<Indices extends boolean | undefined = undefined> extends AdaptiveMaxPool<Indices> {
  forward(x: Tensor): MaxPooled<Indices> {
    return adaptiveMaxPool3d(x, this.outputSize, this);
  }
}
