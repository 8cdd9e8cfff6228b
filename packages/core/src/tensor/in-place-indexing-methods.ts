import type { Index } from '../index-items.ts';
import * as setting from '../ops/set-at.ts';
import type { Shape } from '../shape.ts';
import { InPlaceOperationMethods } from './in-place-operation-methods.ts';
import type { Tensor } from './tensor.ts';

/** Writes at places that indices and masks name; each method is the function of the same name. */
export abstract class InPlaceIndexingMethods<S extends Shape = Shape> extends InPlaceOperationMethods<S> {
  /** {@link setting.setAt | setAt}: PyTorch's `x[…] = value`. */
  setAt<A extends Shape>(this: Tensor<A>, indices: readonly Index[], value: Tensor | number | boolean): Tensor<A> {
    return setting.setAt(this, indices, value) as Tensor<A>;
  }
}
