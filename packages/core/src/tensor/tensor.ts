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
    return new MadeTensor(storage, shape, strides, offset, edge);
  }
}

type Fields = Pick<Tensor, 'storage' | 'shape' | 'strides' | 'offset' | 'dtype' | 'origin' | 'batch' | 'gradient'>;

/**
 * `new Tensor(…)` for all that operations make, with the same fields in the same order. At each `new` of a class V8 asks
 * the classes above for a constructor, one after the other; there are a dozen, which only bring methods, and asking them
 * was a twentieth of a small training step. A function has none above it.
 */
export const MadeTensor: typeof Tensor = /* @__PURE__ */ (() => {
  function Made(
    this: { -readonly [K in keyof Fields]: Fields[K] } & { place: Edge | undefined },
    storage: Storage,
    shape: Shape,
    strides: Shape,
    offset: number,
    edge?: Edge,
  ): void {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dtype = storage.dtype;
    this.origin = undefined;
    this.batch = undefined;
    this.gradient = undefined;
    this.place = edge;
  }
  Made.prototype = Tensor.prototype;
  return Made as unknown as typeof Tensor;
})();
