import { col2im, type Im2colOptions, im2col, type Spatial, type Tensor } from '@cotangent/core';
import { formatTuple } from './format-tuple.ts';
import { Module } from './module.ts';

/** Windows of images, as {@link Unfold} takes them. */
abstract class Windows extends Module {
  readonly kernelSize: Spatial;
  readonly dilation: Spatial;
  readonly padding: Spatial;
  readonly stride: Spatial;

  constructor(kernelSize: Spatial, { dilation = 1, padding = 0, stride = 1 }: Im2colOptions) {
    super();
    this.kernelSize = kernelSize;
    this.dilation = dilation;
    this.padding = padding;
    this.stride = stride;
  }

  /** The settings that `toString` prints. */
  override extraRepr(): string {
    const { kernelSize, dilation, padding, stride } = this;
    return Object.entries({ kernelSize, dilation, padding, stride })
      .map(([name, value]) => `${name}=${show(value)}`)
      .join(', ');
  }
}

/**
 * The windows of `[N, C, H, W]` as columns `[N, C · kernel, windows]`: {@link im2col} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html
 */
export class Unfold extends Windows {
  constructor(kernelSize: Spatial, options: Im2colOptions = {}) {
    super(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return im2col(x, this.kernelSize, this);
  }
}

/**
 * The sums of columns at the places of their windows, the reverse of {@link Unfold}: {@link col2im} as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
 */
export class Fold extends Windows {
  readonly outputSize: Spatial;

  constructor(outputSize: Spatial, kernelSize: Spatial, options: Im2colOptions = {}) {
    super(kernelSize, options);
    this.outputSize = outputSize;
  }

  forward(x: Tensor): Tensor {
    return col2im(x, this.outputSize, this.kernelSize, this);
  }

  /** The settings that `toString` prints. */
  override extraRepr(): string {
    return `outputSize=${show(this.outputSize)}, ${super.extraRepr()}`;
  }
}

function show(size: Spatial): string {
  return typeof size === 'number' ? `${size}` : formatTuple(size);
}
