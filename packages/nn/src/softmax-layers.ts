import { logSoftmax, type Shape, softmax, softmin, type Tensor } from '@cotangent/core';
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
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softmax(x, this.dim) as Tensor<S>;
  }
}

/** {@link logSoftmax} along `dim` as a module. */
export class LogSoftmax extends DimLayer {
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
