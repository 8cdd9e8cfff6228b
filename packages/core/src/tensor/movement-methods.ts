import type { FitsSlice, Narrow, Select } from '../indexing-types.ts';
import type {
  Expand,
  FitsExpand,
  FitsFlatten,
  FitsPermute,
  FitsReshape,
  FitsUnsqueeze,
  Flatten,
  Permute,
  Reshape,
  Squeeze,
  Transpose,
  Unsqueeze,
} from '../movement-types.ts';
import * as expanding from '../ops/expanding.ts';
import * as movement from '../ops/movement.ts';
import * as reshaping from '../ops/reshape.ts';
import * as slicing from '../ops/slicing.ts';
import * as splitting from '../ops/splitting.ts';
import type { Shape } from '../shape.ts';
import type { FitsDim } from '../shape-types.ts';
import { ReductionMethods } from './reduction-methods.ts';
import type { Tensor } from './tensor.ts';

/** Other ways to see the same elements; each method is the function of the same name. */
export abstract class MovementMethods<S extends Shape = Shape> extends ReductionMethods<S> {
  /** {@link reshaping.reshape | reshape} */
  reshape<A extends Shape, const B extends Shape>(
    this: Tensor<A>,
    shape: B & FitsReshape<'reshape', A, B>,
  ): Tensor<Reshape<A, B>> {
    return reshaping.reshape(this, shape) as Tensor<Reshape<A, B>>;
  }

  /** {@link reshaping.view | view} */
  view<A extends Shape, const B extends Shape>(
    this: Tensor<A>,
    shape: B & FitsReshape<'view', A, B>,
  ): Tensor<Reshape<A, B>> {
    return reshaping.view(this, shape) as Tensor<Reshape<A, B>>;
  }

  /** {@link reshaping.flatten | flatten} */
  flatten<A extends Shape, const From extends number = 0, const To extends number = -1>(
    this: Tensor<A>,
    startDim?: From & FitsFlatten<A, From, To>,
    endDim?: To,
  ): Tensor<Flatten<A, From, To>> {
    return reshaping.flatten(this, startDim, endDim) as Tensor<Flatten<A, From, To>>;
  }

  /** {@link movement.permute | permute} */
  permute<A extends Shape, const D extends readonly number[]>(
    this: Tensor<A>,
    dims: D & FitsPermute<A, D>,
  ): Tensor<Permute<A, D>> {
    return movement.permute(this, dims) as Tensor<Permute<A, D>>;
  }

  /** {@link movement.transpose | transpose} */
  transpose<A extends Shape, const D extends number, const E extends number>(
    this: Tensor<A>,
    dim0: D & FitsDim<'transpose', A, D>,
    dim1: E & FitsDim<'transpose', A, E>,
  ): Tensor<Transpose<A, D, E>> {
    return movement.transpose(this, dim0, dim1) as Tensor<Transpose<A, D, E>>;
  }

  /** A matrix (or a vector, or a number) transposed. Throws a ShapeError beyond two dimensions. */
  t(this: Tensor): Tensor {
    return movement.t(this);
  }

  /** All dimensions in reverse order. */
  get T(): Tensor {
    const self = this as unknown as Tensor;
    return movement.permute(
      self,
      self.shape.map((_, d) => self.shape.length - 1 - d),
    );
  }

  /** The last two dimensions exchanged. Throws a ShapeError below two dimensions. */
  get mT(): Tensor {
    return movement.mT(this as unknown as Tensor);
  }

  /** {@link expanding.expand | expand} */
  expand<A extends Shape, const B extends Shape>(this: Tensor<A>, shape: B & FitsExpand<A, B>): Tensor<Expand<A, B>> {
    return expanding.expand(this, shape) as Tensor<Expand<A, B>>;
  }

  /** {@link movement.squeeze | squeeze} */
  squeeze<A extends Shape, const D extends number | undefined = undefined>(
    this: Tensor<A>,
    dim?: D & FitsDim<'squeeze', A, D>,
  ): Tensor<Squeeze<A, D>> {
    return movement.squeeze(this, dim) as Tensor<Squeeze<A, D>>;
  }

  /** {@link movement.unsqueeze | unsqueeze} */
  unsqueeze<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsUnsqueeze<A, D>,
  ): Tensor<Unsqueeze<A, D>> {
    return movement.unsqueeze(this, dim) as Tensor<Unsqueeze<A, D>>;
  }

  /** {@link slicing.narrow | narrow} */
  narrow<A extends Shape, const D extends number, const L extends number>(
    this: Tensor<A>,
    dim: D & FitsSlice<'narrow', A, D>,
    start: number,
    length: L,
  ): Tensor<Narrow<A, D, L>> {
    return slicing.narrow(this, dim, start, length) as Tensor<Narrow<A, D, L>>;
  }

  /** {@link slicing.select | select} */
  select<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsSlice<'select', A, D>,
    index: number,
  ): Tensor<Select<A, D>> {
    return slicing.select(this, dim, index) as Tensor<Select<A, D>>;
  }

  /** The same elements in row-major order: the tensor itself where they are. */
  contiguous<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return reshaping.contiguous(this) as Tensor<A>;
  }

  /** A copy with storage of its own; gradients flow back to the original. */
  clone<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return reshaping.clone(this) as Tensor<A>;
  }

  /** {@link splitting.split | split} */
  split(this: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
    return splitting.split(this, sizes, dim);
  }

  /** {@link splitting.chunk | chunk} */
  chunk(this: Tensor, chunks: number, dim = 0): Tensor[] {
    return splitting.chunk(this, chunks, dim);
  }

  /** {@link splitting.unbind | unbind} */
  unbind(this: Tensor, dim = 0): Tensor[] {
    return splitting.unbind(this, dim);
  }
}
