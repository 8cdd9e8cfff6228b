import { ShapeError } from '../errors.ts';
import { checkInteger } from '../nested-data.ts';
import { fillWith } from '../op/allocate.ts';
import { overwriteInPlace, writeInPlace } from '../op/in-place.ts';
import { checkTensor } from '../op/record.ts';
import { cast } from '../ops/cast.ts';
import { expand } from '../ops/expanding.ts';
import { formatShape, type Shape } from '../shape.ts';
import { LinearAlgebraMethods } from './linear-algebra-methods.ts';
import type { Tensor } from './tensor.ts';

/**
 * Writes of other elements in place of all that there are. As all writes in place they throw a GradientError on a leaf
 * that requires grad, and on a view of one, unless inside `noGrad`.
 */
export abstract class InPlaceMethods<S extends Shape = Shape> extends LinearAlgebraMethods<S> {
  /**
   * Overwrites the elements with those of `source`, which broadcasts and is converted; gradients go to `source`.
   * Returns the tensor. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.copy_.html
   */
  copy_<A extends Shape>(this: Tensor<A>, source: Tensor): Tensor<A> {
    checkTensor('copy_', source, 1);
    const write = (): Tensor => cast(expand(source, this.shape), this.dtype);
    return writeInPlace('copy_', this, [source], write, true) as Tensor<A>;
  }

  /**
   * Overwrites all elements with one value, which may be a 0-d tensor. Throws a DTypeError for a number that does not
   * fit, a ShapeError for a tensor with dimensions. Returns the tensor.
   */
  fill_<A extends Shape>(this: Tensor<A>, value: number | Tensor): Tensor<A> {
    if (typeof value !== 'number') {
      checkTensor('fill_', value, 1);
      if (value.shape.length > 0) {
        throw new ShapeError(`fill_: expected a number or a 0-d tensor, got a tensor of ${formatShape(value.shape)}`);
      }
      return this.copy_(value);
    }
    checkInteger('fill_', [value], this.dtype);
    return overwriteInPlace('fill_', this, { value }, () => fillWith(this, value)) as Tensor<A>;
  }

  /** Overwrites all elements with 0. Returns the tensor. */
  zero_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return this.fill_(0);
  }
}
