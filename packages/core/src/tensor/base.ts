import type { DType } from '../dtype.ts';
import { disposed, type Operand, type Storage } from '../memory/memory.ts';
import type { BatchDim } from '../op/batch.ts';
import { freeUnlessHeld } from '../op/epoch.ts';
import type { Edge } from '../op/graph-node.ts';
import { isTracing } from '../op/trace.ts';
import { renewEdge, type View } from '../op/view.ts';
import { isContiguous, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from './tensor.ts';

/** Storage, shape and place in the graph; knows no operation. */
export abstract class TensorBase<S extends Shape = Shape> implements Operand {
  // declared alone, and none of them #private: a field that is also defined is written twice, and a new tensor with one
  // private field takes 75 ns instead of 20
  declare readonly storage: Storage;
  /** The size of each dimension. */
  declare readonly shape: S;
  /** The step in elements from one index of a dimension to the next. */
  declare readonly strides: Shape;
  /** The first element's place in the storage, in elements. */
  declare readonly offset: number;
  declare readonly dtype: DType;
  /** How it follows from another tensor whose elements it shows; absent for what is no view, as after `detach()`. */
  declare origin: View | undefined;
  /** @internal Where vmap keeps the other samples of which this is one. */
  declare batch: readonly BatchDim[] | undefined;
  /** @internal What `.grad` shows, for the engine and optimizers. */
  declare gradient: Tensor | undefined;
  declare private place: Edge | undefined;

  constructor(storage: Storage, shape: S, strides: Shape, offset: number, edge?: Edge) {
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

  /** Where the gradient of this tensor goes; `undefined` when none is asked for. */
  get edge(): Edge | undefined {
    const { origin: view } = this;
    // a write into the base, or into another view of it, gave these elements a new history
    if (view !== undefined && view.version !== this.storage.version) {
      this.place = renewEdge(view, this.place);
      view.version = this.storage.version;
    }
    return this.place;
  }

  set edge(edge: Edge | undefined) {
    this.place = edge;
    if (this.origin !== undefined) this.origin.version = this.storage.version;
  }

  /** A tensor over `storage`: how operations make results without importing the class. */
  abstract like(storage: Storage, shape: Shape, strides: Shape, offset: number, edge?: Edge): Tensor;

  /** The same elements as another tensor, at another place in the graph. */
  alias(edge?: Edge): Tensor {
    const result = this.like(this.storage, this.shape, this.strides, this.offset, edge);
    result.batch = this.batch;
    return result;
  }

  /**
   * Gives up the elements, also those of all views of them: their place is used again as soon as no graph needs them for
   * a gradient. Reading them afterwards throws a CotangentError. Nobody has to call it; where intermediate results are
   * large, a program that does saves the time it takes to move them out of the way. Does nothing inside `traceOps`
   * and vmap, where others see them too.
   */
  dispose(): void {
    if (this.batch || isTracing()) return;
    this.storage.epoch = disposed;
    freeUnlessHeld(this.storage);
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  numel(): number {
    return sizeOf(this.shape);
  }

  /** The number of dimensions, as a method. */
  dim(): number {
    return this.shape.length;
  }

  /** The step in elements along each dimension. */
  stride(): Shape {
    return this.strides;
  }

  /** Whether elements lie in row-major order without gaps. */
  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  /** Whether gradients are computed for this tensor. */
  get requiresGrad(): boolean {
    return this.place !== undefined || this.edge !== undefined;
  }

  /** Whether it was made by the user, not by a recorded operation. */
  get isLeaf(): boolean {
    return this.edge === undefined || this.edge.node.next.length === 0;
  }
}
