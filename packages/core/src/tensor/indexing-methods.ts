import type { Index } from '../index-items.ts';
import * as at from '../ops/at.ts';
import type { Shape } from '../shape.ts';
import { NewTensorMethods } from './new-tensor-methods.ts';
import type { Tensor } from './tensor.ts';

/** Elements and rows by index tensors; each method is the function of the same name. */
export abstract class IndexingMethods<S extends Shape = Shape> extends NewTensorMethods<S> {
  /** {@link at.at | at}: PyTorch's `x[…]`. */
  at(this: Tensor, ...indices: readonly Index[]): Tensor {
    return at.at(this, ...indices);
  }
}
