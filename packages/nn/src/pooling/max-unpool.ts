import { maxUnpool1d, maxUnpool2d, maxUnpool3d, type Shape, type Spatial, spatial, type Tensor } from '@cotangent/core';
import { formatTuple } from '../format-tuple.ts';
import { Module } from '../module.ts';

/** What the inverses of max pooling take: the settings of the pooling. */
export interface MaxUnpoolModuleOptions {
  /** How far the windows lay apart. Defaults to the kernel's size. */
  readonly stride?: Spatial | undefined;
  /** How far the windows reached beyond both ends. Defaults to 0. */
  readonly padding?: Spatial | undefined;
}

/** The inverse of max pooling over any number of dimensions. */
abstract class MaxUnpool extends Module<[x: Tensor, indices: Tensor, outputSize?: Shape | undefined]> {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  private readonly unpool: typeof maxUnpool1d;

  constructor(
    unpool: typeof maxUnpool1d,
    name: string,
    rank: number,
    kernelSize: Spatial,
    { stride = kernelSize, padding = 0 }: MaxUnpoolModuleOptions,
  ) {
    super();
    this.kernelSize = spatial(name, 'kernelSize', kernelSize, rank, 1);
    this.stride = spatial(name, 'stride', stride, rank, 1);
    this.padding = spatial(name, 'padding', padding, rank, 0);
    this.unpool = unpool;
  }

  /** The maxima at their indices, in a result of `outputSize` where several are possible. */
  forward(x: Tensor, indices: Tensor, outputSize?: Shape): Tensor {
    const { kernelSize, stride, padding } = this;
    return this.unpool(x, indices, kernelSize, { stride, padding, outputSize });
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    return `kernelSize=${formatTuple(kernelSize)}, stride=${formatTuple(stride)}, padding=${formatTuple(padding)}`;
  }
}

/**
 * {@link maxUnpool1d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html
 */
export class MaxUnpool1d extends MaxUnpool {
  /** Throws an ArgumentError for settings out of range. */
  constructor(kernelSize: Spatial, options: MaxUnpoolModuleOptions = {}) {
    super(maxUnpool1d, 'MaxUnpool1d', 1, kernelSize, options);
  }
}

/**
 * {@link maxUnpool2d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
 */
export class MaxUnpool2d extends MaxUnpool {
  /** Throws an ArgumentError for settings out of range. */
  constructor(kernelSize: Spatial, options: MaxUnpoolModuleOptions = {}) {
    super(maxUnpool2d, 'MaxUnpool2d', 2, kernelSize, options);
  }
}

/**
 * {@link maxUnpool3d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html
 */
export class MaxUnpool3d extends MaxUnpool {
  /** Throws an ArgumentError for settings out of range. */
  constructor(kernelSize: Spatial, options: MaxUnpoolModuleOptions = {}) {
    super(maxUnpool3d, 'MaxUnpool3d', 3, kernelSize, options);
  }
}
