import type { Tensor } from '@cotangent/core';
import { Module } from '../module.ts';
import { type InterpolationMode, interpolate, type UpsampleOptions } from './interpolate.ts';

/**
 * {@link interpolate} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html
 */
export class Upsample extends Module {
  readonly size: UpsampleOptions['size'];
  readonly scaleFactor: UpsampleOptions['scaleFactor'];
  readonly mode: InterpolationMode;
  readonly alignCorners: boolean | undefined;
  readonly recomputeScaleFactor: boolean | undefined;

  constructor({ size, scaleFactor, mode = 'nearest', alignCorners, recomputeScaleFactor }: UpsampleOptions) {
    super();
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.mode = mode;
    this.alignCorners = alignCorners;
    this.recomputeScaleFactor = recomputeScaleFactor;
  }

  forward(x: Tensor): Tensor {
    return interpolate(x, this);
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode } = this;
    const target = scaleFactor === undefined ? `size=${show(size)}` : `scaleFactor=${show(scaleFactor)}`;
    return `${target}, mode='${mode}'`;
  }
}

function show(value: UpsampleOptions['size']): string {
  return typeof value === 'object' ? `(${value.join(', ')})` : `${value}`;
}

/** The size, or the factor, of the upsampling of images. */
export type Upsampling2dOptions = Pick<UpsampleOptions, 'size' | 'scaleFactor'>;

/**
 * {@link Upsample} of `[N, C, H, W]` in mode `nearest`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
 */
export class UpsamplingNearest2d extends Upsample {
  constructor({ size, scaleFactor }: Upsampling2dOptions) {
    super({ size, scaleFactor, mode: 'nearest' });
  }
}

/**
 * {@link Upsample} of `[N, C, H, W]` in mode `bilinear` with aligned corners.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
 */
export class UpsamplingBilinear2d extends Upsample {
  constructor({ size, scaleFactor }: Upsampling2dOptions) {
    super({ size, scaleFactor, mode: 'bilinear', alignCorners: true });
  }
}
