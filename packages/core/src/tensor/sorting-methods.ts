import type { ValuesAndIndices } from '../ops/define-picking.ts';
import type { AlongDimOptions } from '../ops/extremum.ts';
import * as statistics from '../ops/order-statistics.ts';
import * as quantiles from '../ops/quantile.ts';
import * as sorting from '../ops/sorting.ts';
import type { Shape } from '../shape.ts';
import { ReductionMethods } from './reduction-methods.ts';
import type { Tensor } from './tensor.ts';

/** The order of elements; each method is the function of the same name. */
export abstract class SortingMethods<S extends Shape = Shape> extends ReductionMethods<S> {
  /** {@link sorting.sort | sort} */
  sort<A extends Shape>(this: Tensor<A>, options?: sorting.SortOptions): ValuesAndIndices<A> {
    return sorting.sort(this, options) as ValuesAndIndices<A>;
  }

  /** {@link sorting.argsort | argsort} */
  argsort<A extends Shape>(this: Tensor<A>, options?: sorting.SortOptions): Tensor<A> {
    return sorting.argsort(this, options) as Tensor<A>;
  }

  /** {@link sorting.topk | topk} */
  topk(this: Tensor, k: number, options?: sorting.TopkOptions): ValuesAndIndices {
    return sorting.topk(this, k, options);
  }

  /** The median of all elements, or of each slice along `dim` with its index: {@link statistics.median | median}. */
  median(this: Tensor): Tensor<[]>;
  median(this: Tensor, options: AlongDimOptions): ValuesAndIndices;
  median(this: Tensor, options?: AlongDimOptions): unknown {
    return options ? statistics.median(this, options) : statistics.median(this);
  }

  /** {@link quantiles.quantile | quantile} */
  quantile(this: Tensor, q: Tensor | number, options?: quantiles.QuantileOptions): Tensor {
    return quantiles.quantile(this, q, options);
  }
}
