import type { Storage } from '../memory/memory.ts';
import type { Edge } from '../op/graph-node.ts';
import type { Shape } from '../shape.ts';
import { InPlaceIndexingMethods } from './in-place-indexing-methods.ts';

/**
 * An n-dimensional array that can record what is done with it.
 *
 * `S` is its shape in the types: `zeros([32, 784])` is a `Tensor<[32, 784]>`, and a plain `Tensor` has any shape.
 * https://docs.pytorch.org/docs/stable/tensors.html
 */
export class Tensor<S extends Shape = Shape> extends InPlaceIndexingMethods<S> {
  override like(storage: Storage, shape: Shape, strides: Shape, offset: number, edge?: Edge): Tensor {
    return new Tensor(storage, shape, strides, offset, edge);
  }
}
