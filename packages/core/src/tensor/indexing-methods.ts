import type { Index } from '../index-items.ts';
import * as at from '../ops/at.ts';
import * as indexing from '../ops/indexing.ts';
import * as rows from '../ops/row-indexing.ts';
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

  /** {@link indexing.scatter | scatter} */
  scatter<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor | number): Tensor<A> {
    return indexing.scatter(this, dim, index, source) as Tensor<A>;
  }

  /** {@link indexing.scatterAdd | scatterAdd} */
  scatterAdd<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return indexing.scatterAdd(this, dim, index, source) as Tensor<A>;
  }

  /** {@link rows.indexSelect | indexSelect} */
  indexSelect(this: Tensor, dim: number, index: Tensor): Tensor {
    return rows.indexSelect(this, dim, index);
  }

  /** {@link rows.indexAdd | indexAdd} */
  indexAdd<A extends Shape>(this: Tensor<A>, dim: number, index: Tensor, source: Tensor): Tensor<A> {
    return rows.indexAdd(this, dim, index, source) as Tensor<A>;
  }
}
