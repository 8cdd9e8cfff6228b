import type { Index } from '../index-items.ts';
import * as at from '../ops/at.ts';
import * as flat from '../ops/flat-indexing.ts';
import * as indexing from '../ops/indexing.ts';
import * as masked from '../ops/masked-indexing.ts';
import * as rows from '../ops/row-indexing.ts';
import * as writing from '../ops/row-writing.ts';
import * as scattering from '../ops/scatter.ts';
import type { Shape } from '../shape.ts';
import { NewTensorMethods } from './new-tensor-methods.ts';
import type { Tensor } from './tensor.ts';

/** Elements and rows by index tensors; each method is the function of the same name. */
export abstract class IndexingMethods<S extends Shape = Shape> extends NewTensorMethods<S> {
  /** {@link at.at | at}: PyTorch's `x[…]`. */
  at(this: Tensor, ...indices: readonly Index[]): Tensor {
    return at.at(this, ...indices);
  }

  /** {@link indexing.gather | gather} */
  gather<B extends Shape>(this: Tensor, dim: number, index: Tensor<B>): Tensor<B> {
    return indexing.gather(this, dim, index) as Tensor<B>;
  }

  /** {@link scattering.scatter | scatter} */
  scatter<A extends Shape>(
    this: Tensor<A>,
    dim: number,
    index: Tensor,
    source: Tensor | number,
    options?: scattering.ScatterOptions,
  ): Tensor<A> {
    return scattering.scatter(this, dim, index, source, options) as Tensor<A>;
  }

  /** {@link scattering.scatterAdd | scatterAdd} */
  scatterAdd<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return scattering.scatterAdd(this, dim, index, source) as Tensor<A>;
  }

  /** {@link scattering.scatterReduce | scatterReduce} */
  scatterReduce<A extends Shape>(
    this: Tensor<A>,
    dim: number,
    index: Tensor,
    source: Tensor,
    reduce: scattering.ScatterReduction,
    options?: scattering.ScatterReduceOptions,
  ): Tensor<A> {
    return scattering.scatterReduce(this, dim, index, source, reduce, options) as Tensor<A>;
  }

  /** {@link flat.take | take} */
  take<B extends Shape>(this: Tensor, index: Tensor<B>): Tensor<B> {
    return flat.take(this, index) as Tensor<B>;
  }

  /** {@link masked.maskedSelect | maskedSelect} */
  maskedSelect(this: Tensor, mask: Tensor): Tensor {
    return masked.maskedSelect(this, mask);
  }

  /** {@link rows.indexSelect | indexSelect} */
  indexSelect(this: Tensor, dim: number, index: Tensor): Tensor {
    return rows.indexSelect(this, dim, index);
  }

  /** {@link rows.indexAdd | indexAdd} */
  indexAdd<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return rows.indexAdd(this, dim, index, source) as Tensor<A>;
  }

  /** {@link writing.indexFill | indexFill} */
  indexFill<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, value: Tensor | number): Tensor<A> {
    return writing.indexFill(this, dim, index, value) as Tensor<A>;
  }
}
