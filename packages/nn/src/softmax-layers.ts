import { formatShape, logSoftmax, type Shape, ShapeError, softmax, softmin, type Tensor } from '@cotangent/core';
import { Module } from './module.ts';

/** A module over the slices along one dimension. */
abstract class DimLayer extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** {@link softmax} along `dim` as a module. */
export class Softmax extends DimLayer {
  static readonly keepsNothing = true;
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softmax(x, this.dim) as Tensor<S>;
  }
}

/** {@link logSoftmax} along `dim` as a module. */
export class LogSoftmax extends DimLayer {
  static readonly keepsNothing = true;
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return logSoftmax(x, this.dim) as Tensor<S>;
  }
}

/** {@link softmin} along `dim` as a module: the smallest element gets the most. */
export class Softmin extends DimLayer {
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softmin(x, this.dim) as Tensor<S>;
  }
}

/**
 * {@link softmax} over the channels of `[N, C, H, W]` or `[C, H, W]` as a module.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export class Softmax2d extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;

  /** Throws a ShapeError for an input of other than three or four dimensions. */
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    if (x.ndim !== 3 && x.ndim !== 4) {
      throw new ShapeError(
        `softmax2d: the input has shape ${formatShape(x.shape)}, expected [N, C, H, W] or [C, H, W]`,
      );
    }
    return softmax(x, -3) as Tensor<S>;
  }
}
