import { formatShape, type Shape, ShapeError, type Tensor } from '@cotangent/core';
import { DropoutModule, type DropoutOptions, drop } from './dropout.ts';

/** One element for each channel of `[N, C, …]`. Throws a ShapeError below two dimensions. */
export function channelShape(name: string, { shape }: Tensor): Shape {
  if (shape.length < 2) {
    throw new ShapeError(`${name}: the input has shape ${formatShape(shape)}, expected two dimensions or more`);
  }
  return shape.map((size, dim) => (dim < 2 ? size : 1));
}

/**
 * {@link dropout} of whole channels of `[N, C, L]`, or of `[C, L]`: all elements of a channel become zero, or none.
 *
 * Throws a ShapeError for an input of other than two or three dimensions, an ArgumentError for `p` outside [0, 1], a
 * DTypeError for integers. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout1d.html
 */
export function dropout1d<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  if (x.ndim !== 2 && x.ndim !== 3) {
    throw new ShapeError(`dropout1d: the input has shape ${formatShape(x.shape)}, expected [N, C, L] or [C, L]`);
  }
  return drop('dropout1d', x, x.ndim === 2 ? [x.shape[0]!, 1] : channelShape('dropout1d', x), options);
}

/**
 * {@link dropout} of whole channels of `[N, C, H, W]`. Like PyTorch, it takes three dimensions for `[N, C, L]`.
 *
 * Throws a ShapeError for an input of fewer than two dimensions, an ArgumentError for `p` outside [0, 1], a DTypeError
 * for integers. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export function dropout2d<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  return drop('dropout2d', x, channelShape('dropout2d', x), options);
}

/**
 * {@link dropout} of whole channels of `[N, C, D, H, W]`, or of `[C, D, H, W]`.
 *
 * Throws a ShapeError for an input of other than four or five dimensions, and as {@link dropout2d}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout3d.html
 */
export function dropout3d<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  if (x.ndim !== 4 && x.ndim !== 5) {
    throw new ShapeError(
      `dropout3d: the input has shape ${formatShape(x.shape)}, expected [N, C, D, H, W] or [C, D, H, W]`,
    );
  }
  return drop('dropout3d', x, x.ndim === 4 ? [x.shape[0]!, 1, 1, 1] : channelShape('dropout3d', x), options);
}

/** {@link dropout1d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html */
export class Dropout1d extends DropoutModule {
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return dropout1d(x, options);
  }
}

/** {@link dropout2d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html */
export class Dropout2d extends DropoutModule {
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return dropout2d(x, options);
  }
}

/** {@link dropout3d} as a module. https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html */
export class Dropout3d extends DropoutModule {
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return dropout3d(x, options);
  }
}
