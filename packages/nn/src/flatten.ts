import { type FitsFlatten, type Flatten as FlattenShape, type Shape, type Tensor, unflatten } from '@cotangent/core';
import { formatTuple } from './format-tuple.ts';
import { Module } from './module.ts';

/**
 * Makes the dimensions from `startDim` to `endDim` one; by default all but the batch's.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten<const Start extends number = 1, const End extends number = -1> extends Module {
  static readonly keepsNothing = true;
  readonly startDim: Start;
  readonly endDim: End;

  constructor(startDim: Start = 1 as Start, endDim: End = -1 as End) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward<S extends Shape>(x: Tensor<S> & FitsFlatten<S, Start, End>): Tensor<FlattenShape<S, Start, End>> {
    const input: Tensor = x;
    return input.flatten(this.startDim as number, this.endDim as number) as Tensor<FlattenShape<S, Start, End>>;
  }

  override extraRepr(): string {
    return `startDim=${this.startDim}, endDim=${this.endDim}`;
  }
}

/**
 * Makes one dimension several, of the given sizes; one of them may be -1, which is what remains.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
 */
export class Unflatten extends Module {
  static readonly keepsNothing = true;
  readonly dim: number;
  readonly unflattenedSize: Shape;

  constructor(dim: number, unflattenedSize: Shape) {
    super();
    this.dim = dim;
    this.unflattenedSize = [...unflattenedSize];
  }

  /** Throws a ShapeError for sizes that do not make up the dimension. */
  forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattenedSize=${formatTuple(this.unflattenedSize)}`;
  }
}
