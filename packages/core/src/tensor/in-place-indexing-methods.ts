import type { Index } from '../index-items.ts';
import type { IndexPutOptions } from '../ops/at.ts';
import * as inPlace from '../ops/in-place.ts';
import * as structured from '../ops/in-place-structured.ts';
import type { IndexAddOptions } from '../ops/row-indexing.ts';
import type { ScatterOptions, ScatterReduceOptions, ScatterReduction } from '../ops/scatter.ts';
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

  /** {@link inPlace.scatter_ | scatter_} */
  scatter_<A extends Shape>(
    this: Tensor<A>,
    dim: number,
    index: Tensor,
    source: Tensor | number,
    options?: ScatterOptions,
  ): Tensor<A> {
    return inPlace.scatter_(this, dim, index, source, options) as Tensor<A>;
  }

  /** {@link inPlace.scatterAdd_ | scatterAdd_} */
  scatterAdd_<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return inPlace.scatterAdd_(this, dim, index, source) as Tensor<A>;
  }

  /** {@link structured.scatterReduce_ | scatterReduce_} */
  scatterReduce_<A extends Shape>(
    this: Tensor<A>,
    dim: number,
    index: Tensor,
    source: Tensor,
    reduce: ScatterReduction,
    options?: ScatterReduceOptions,
  ): Tensor<A> {
    return structured.scatterReduce_(this, dim, index, source, reduce, options) as Tensor<A>;
  }

  /** {@link inPlace.indexAdd_ | indexAdd_} */
  indexAdd_<A extends Shape>(
    this: Tensor<A>,
    dim: number,
    index: Tensor,
    source: Tensor,
    options?: IndexAddOptions,
  ): Tensor<A> {
    return inPlace.indexAdd_(this, dim, index, source, options) as Tensor<A>;
  }

  /** {@link structured.indexCopy_ | indexCopy_} */
  indexCopy_<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return structured.indexCopy_(this, dim, index, source) as Tensor<A>;
  }

  /** {@link structured.indexFill_ | indexFill_} */
  indexFill_<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, value: Tensor | number): Tensor<A> {
    return structured.indexFill_(this, dim, index, value) as Tensor<A>;
  }

  /** {@link structured.indexPut_ | indexPut_} */
  indexPut_<A extends Shape>(
    this: Tensor<A>,
    indices: readonly (Tensor | null)[],
    values: Tensor | number,
    options?: IndexPutOptions,
  ): Tensor<A> {
    return structured.indexPut_(this, indices, values, options) as Tensor<A>;
  }

  /** {@link structured.maskedScatter_ | maskedScatter_} */
  maskedScatter_<A extends Shape>(this: Tensor<A>, mask: Tensor, source: Tensor): Tensor<A> {
    return structured.maskedScatter_(this, mask, source) as Tensor<A>;
  }

  /** {@link structured.put_ | put_} */
  put_<A extends Shape>(this: Tensor<A>, index: Tensor, source: Tensor, options?: IndexPutOptions): Tensor<A> {
    return structured.put_(this, index, source, options) as Tensor<A>;
  }
}
