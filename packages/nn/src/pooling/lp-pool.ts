import { type LpPoolOptions, lpPool1d, lpPool2d, lpPool3d, type Spatial, type Tensor } from '@cotangent/core';
import { Module } from '../module.ts';
import { formatSizes } from './format-sizes.ts';

/** Power-average pooling over any number of dimensions. */
abstract class LPPool extends Module {
  readonly normType: number;
  readonly kernelSize: Spatial;
  readonly stride: Spatial | undefined;
  readonly ceilMode: boolean;

  constructor(normType: number, kernelSize: Spatial, { stride, ceilMode = false }: LpPoolOptions = {}) {
    super();
    this.normType = normType;
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.ceilMode = ceilMode;
  }

  override extraRepr(): string {
    const { normType, kernelSize, stride, ceilMode } = this;
    const step = stride === undefined ? null : formatSizes(stride);
    return `normType=${normType}, kernelSize=${formatSizes(kernelSize)}, stride=${step}, ceilMode=${ceilMode}`;
  }
}

/**
 * {@link lpPool1d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html
 */
export class LPPool1d extends LPPool {
  forward(x: Tensor): Tensor {
    return lpPool1d(x, this.normType, this.kernelSize, this);
  }
}

/**
 * {@link lpPool2d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export class LPPool2d extends LPPool {
  forward(x: Tensor): Tensor {
    return lpPool2d(x, this.normType, this.kernelSize, this);
  }
}

/**
 * {@link lpPool3d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html
 */
export class LPPool3d extends LPPool {
  forward(x: Tensor): Tensor {
    return lpPool3d(x, this.normType, this.kernelSize, this);
  }
}
