import * as expanding from '../ops/expanding.ts';
import * as flipping from '../ops/flipping.ts';
import * as movement from '../ops/movement.ts';
import * as repeating from '../ops/repeating.ts';
import * as reshaping from '../ops/reshape.ts';
import * as triangles from '../ops/triangles.ts';
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

  /** {@link repeating.repeat | repeat} */
  repeat(this: Tensor, repeats: Shape): Tensor {
    return repeating.repeat(this, repeats);
  }

  /** {@link repeating.tile | tile} */
  tile(this: Tensor, dims: Shape): Tensor {
    return repeating.tile(this, dims);
  }

  /** {@link triangles.tril | tril} */
  tril<A extends Shape>(this: Tensor<A>, diagonal = 0): Tensor<A> {
    return triangles.tril(this, diagonal) as Tensor<A>;
  }

  /** {@link triangles.triu | triu} */
  triu<A extends Shape>(this: Tensor<A>, diagonal = 0): Tensor<A> {
    return triangles.triu(this, diagonal) as Tensor<A>;
  }

  /** {@link flipping.flip | flip} */
  flip<A extends Shape>(this: Tensor<A>, dims: number | readonly number[]): Tensor<A> {
    return flipping.flip(this, dims) as Tensor<A>;
  }
}
