import * as diagonals from '../ops/diagonals.ts';
import * as expanding from '../ops/expanding.ts';
import * as flipping from '../ops/flipping.ts';
import * as movement from '../ops/movement.ts';
import * as repeating from '../ops/repeating.ts';
import * as reshaping from '../ops/reshape.ts';
import * as splitting from '../ops/splitting.ts';
import * as strided from '../ops/strided.ts';
import * as triangles from '../ops/triangles.ts';
import * as windows from '../ops/windows.ts';
import type { Shape } from '../shape.ts';
import { MovementMethods } from './movement-methods.ts';
import type { Tensor } from './tensor.ts';

/** Elements in other places, repeated, or as diagonals and triangles; each method is the function of the same name. */
export abstract class ArrangementMethods<S extends Shape = Shape> extends MovementMethods<S> {
  /** {@link reshaping.viewAs | viewAs} */
  viewAs<B extends Shape>(this: Tensor, other: Tensor<B>): Tensor<B> {
    return reshaping.viewAs(this, other) as Tensor<B>;
  }

  /** {@link reshaping.reshapeAs | reshapeAs} */
  reshapeAs<B extends Shape>(this: Tensor, other: Tensor<B>): Tensor<B> {
    return reshaping.reshapeAs(this, other) as Tensor<B>;
  }

  /** {@link expanding.expandAs | expandAs} */
  expandAs<B extends Shape>(this: Tensor, other: Tensor<B>): Tensor<B> {
    return expanding.expandAs(this, other) as Tensor<B>;
  }

  /** {@link reshaping.ravel | ravel} */
  ravel(this: Tensor): Tensor {
    return reshaping.ravel(this);
  }

  /** {@link reshaping.unflatten | unflatten} */
  unflatten(this: Tensor, dim: number, sizes: Shape): Tensor {
    return reshaping.unflatten(this, dim, sizes);
  }

  /** {@link movement.movedim | movedim} */
  movedim(this: Tensor, source: number | readonly number[], destination: number | readonly number[]): Tensor {
    return movement.movedim(this, source, destination);
  }

  /** {@link movement.swapaxes | swapaxes} */
  swapaxes(this: Tensor, axis0: number, axis1: number): Tensor {
    return movement.swapaxes(this, axis0, axis1);
  }

  /** {@link movement.H | H} */
  get H(): Tensor {
    return movement.H(this as unknown as Tensor);
  }

  /** {@link movement.mH | mH} */
  get mH(): Tensor {
    return movement.mH(this as unknown as Tensor);
  }

  /** {@link flipping.flip | flip} */
  flip<A extends Shape>(this: Tensor<A>, dims: number | readonly number[]): Tensor<A> {
    return flipping.flip(this, dims) as Tensor<A>;
  }

  /** {@link flipping.roll | roll} */
  roll<A extends Shape>(
    this: Tensor<A>,
    shifts: number | readonly number[],
    dims?: number | readonly number[],
  ): Tensor<A> {
    return flipping.roll(this, shifts, dims) as Tensor<A>;
  }

  /** {@link repeating.repeat | repeat} */
  repeat(this: Tensor, repeats: Shape): Tensor {
    return repeating.repeat(this, repeats);
  }

  /** {@link repeating.tile | tile} */
  tile(this: Tensor, dims: Shape): Tensor {
    return repeating.tile(this, dims);
  }

  /** {@link repeating.repeatInterleave | repeatInterleave} */
  repeatInterleave(this: Tensor, repeats: number | Tensor, options?: repeating.RepeatInterleaveOptions): Tensor {
    return repeating.repeatInterleave(this, repeats, options);
  }

  /** {@link splitting.tensorSplit | tensorSplit} */
  tensorSplit(this: Tensor, sections: number | readonly number[] | Tensor, dim = 0): Tensor[] {
    return splitting.tensorSplit(this, sections, dim);
  }

  /** {@link windows.unfold | unfold} */
  unfold(this: Tensor, dim: number, size: number, step: number): Tensor {
    return windows.unfold(this, dim, size, step);
  }

  /** {@link strided.asStrided | asStrided} */
  asStrided(this: Tensor, size: Shape, stride: Shape, storageOffset?: number): Tensor {
    return strided.asStrided(this, size, stride, storageOffset);
  }

  /** {@link diagonals.diagonal | diagonal} */
  diagonal(this: Tensor, options?: diagonals.DiagonalOptions): Tensor {
    return diagonals.diagonal(this, options);
  }

  /** {@link diagonals.diag | diag} */
  diag(this: Tensor, diagonal = 0): Tensor {
    return diagonals.diag(this, diagonal);
  }

  /** {@link diagonals.trace | trace} */
  trace(this: Tensor): Tensor<[]> {
    return diagonals.trace(this) as Tensor<[]>;
  }

  /** {@link triangles.tril | tril} */
  tril<A extends Shape>(this: Tensor<A>, diagonal = 0): Tensor<A> {
    return triangles.tril(this, diagonal) as Tensor<A>;
  }

  /** {@link triangles.triu | triu} */
  triu<A extends Shape>(this: Tensor<A>, diagonal = 0): Tensor<A> {
    return triangles.triu(this, diagonal) as Tensor<A>;
  }
}
