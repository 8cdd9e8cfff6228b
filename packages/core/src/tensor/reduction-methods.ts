import * as cumulative from '../ops/cumulative.ts';
import type { ValuesAndIndices } from '../ops/define-picking.ts';
import * as extremum from '../ops/extremum.ts';
import type * as norms from '../ops/norm.ts';
import * as reduction from '../ops/reduction.ts';
import * as softmax from '../ops/softmax.ts';
import * as variance from '../ops/variance.ts';
import { elementNorm } from '../ops/vector-norm.ts';
import type { Shape } from '../shape.ts';
import type { DimArg, FitsDim, Reduce } from '../shape-types.ts';
import { ElementwiseMethods } from './elementwise-methods.ts';
import type { Tensor } from './tensor.ts';

/** Which dimensions to reduce (all by default), and whether they stay with size 1. */
export interface TypedReduceOptions<Name extends string, A extends Shape, D extends DimArg, K extends boolean> {
  readonly dim?: (D & FitsDim<Name, A, D>) | undefined;
  readonly keepdim?: K | undefined;
}

/** What makes several elements one; each method is the function of the same name. */
export abstract class ReductionMethods<S extends Shape = Shape> extends ElementwiseMethods<S> {
  /** {@link reduction.sum | sum} */
  sum<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'sum', A, D, K> & reduction.DTypeOption,
  ): Tensor<Reduce<A, D, K>> {
    return reduction.sum(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link reduction.mean | mean} */
  mean<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'mean', A, D, K> & reduction.DTypeOption,
  ): Tensor<Reduce<A, D, K>> {
    return reduction.mean(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link reduction.any | any} */
  any<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'any', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return reduction.any(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link reduction.all | all} */
  all<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'all', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return reduction.all(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link extremum.amax | amax} */
  amax<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'amax', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return extremum.amax(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link extremum.amin | amin} */
  amin<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'amin', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return extremum.amin(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link variance.var | var} */
  var<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'var', A, D, K> & variance.CorrectionOption,
  ): Tensor<Reduce<A, D, K>> {
    return variance.var(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link variance.std | std} */
  std<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'std', A, D, K> & variance.CorrectionOption,
  ): Tensor<Reduce<A, D, K>> {
    return variance.std(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link extremum.argmax | argmax} */
  argmax<A extends Shape, const D extends number | undefined = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'argmax', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return extremum.argmax(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link extremum.argmin | argmin} */
  argmin<A extends Shape, const D extends number | undefined = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'argmin', A, D, K>,
  ): Tensor<Reduce<A, D, K>> {
    return extremum.argmin(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** The maximum of all elements, or of each slice along `dim` with its index: {@link extremum.max | max}. */
  max(this: Tensor): Tensor<[]>;
  max<A extends Shape, const D extends number, const K extends boolean = false>(
    this: Tensor<A>,
    options: { readonly dim: D & FitsDim<'max', A, D>; readonly keepdim?: K | undefined },
  ): ValuesAndIndices<Reduce<A, D, K>>;
  max(this: Tensor, options?: { readonly dim: number; readonly keepdim?: boolean | undefined }): unknown {
    return options ? extremum.max(this, options) : extremum.max(this);
  }

  /** The minimum of all elements, or of each slice along `dim` with its index: {@link extremum.min | min}. */
  min(this: Tensor): Tensor<[]>;
  min<A extends Shape, const D extends number, const K extends boolean = false>(
    this: Tensor<A>,
    options: { readonly dim: D & FitsDim<'min', A, D>; readonly keepdim?: K | undefined },
  ): ValuesAndIndices<Reduce<A, D, K>>;
  min(this: Tensor, options?: { readonly dim: number; readonly keepdim?: boolean | undefined }): unknown {
    return options ? extremum.min(this, options) : extremum.min(this);
  }

  /** {@link reduction.prod | prod} */
  prod<A extends Shape, const D extends number | undefined = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: TypedReduceOptions<'prod', A, D, K> & reduction.DTypeOption,
  ): Tensor<Reduce<A, D, K>> {
    return reduction.prod(this, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link norms.norm | norm}, but for the nuclear one, which is the function's alone. */
  norm<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    p?: number | 'fro',
    options?: TypedReduceOptions<'norm', A, D, K> & reduction.DTypeOption,
  ): Tensor<Reduce<A, D, K>> {
    return elementNorm(this, p, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link softmax.logsumexp | logsumexp} */
  logsumexp<A extends Shape, const D extends DimArg, const K extends boolean = false>(
    this: Tensor<A>,
    dim: D & FitsDim<'logsumexp', A, D>,
    options?: { readonly keepdim?: K | undefined },
  ): Tensor<Reduce<A, D, K>> {
    return softmax.logsumexp(this, dim, options) as Tensor<Reduce<A, D, K>>;
  }

  /** {@link softmax.softmax | softmax} */
  softmax<A extends Shape, const D extends number>(this: Tensor<A>, dim: D & FitsDim<'softmax', A, D>): Tensor<A> {
    return softmax.softmax<A, number>(this, dim) as Tensor<A>;
  }

  /** {@link softmax.logSoftmax | logSoftmax} */
  logSoftmax<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsDim<'logSoftmax', A, D>,
  ): Tensor<A> {
    return softmax.logSoftmax<A, number>(this, dim) as Tensor<A>;
  }

  /** {@link cumulative.cumsum | cumsum} */
  cumsum<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsDim<'cumsum', A, D>,
    options?: reduction.DTypeOption,
  ): Tensor<A> {
    return cumulative.cumsum<A, number>(this, dim, options) as Tensor<A>;
  }
}
