import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { sameShape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { div } from './arithmetic.ts';
import { checkIndexFits, checkSource, integerIndex } from './index-checks.ts';
import { flatten } from './reshape.ts';
import { type Scattering, scatterAddOp, scatterExtremumOp, scatterOp, scatterProductOp } from './scatter-records.ts';

/** Refuses an index and a source that do not fit the input; cuts the source to the size of the index. */
function fitSource(name: string, x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  checkSource(name, x, source);
  checkIndexFits(name, index.shape, 'the input', x.shape, dim);
  checkIndexFits(name, index.shape, 'the source', source.shape);
  if (sameShape(index.shape, source.shape)) return source;
  if (sizeOf(index.shape) === 0) return flatten(source).narrow(0, 0, 0).reshape(index.shape);
  if (index.shape.length !== source.shape.length) return source.reshape(index.shape);
  let cut = source;
  for (let d = 0; d < index.shape.length; d++) cut = cut.narrow(d, 0, index.shape[d]!);
  return cut;
}

/** What scatter takes. */
export interface ScatterOptions {
  /** Adds to, or multiplies, what is there, instead of taking its place. */
  readonly reduce?: 'add' | 'multiply' | undefined;
}

/**
 * A copy of x with the elements of `source`, or one number, written at `index` along `dim`. Where an index comes twice,
 * one of its elements stays; with `reduce` all take part.
 *
 * Throws a DTypeError unless the index is of integers and the source of the dtype of x, a ShapeError when they do not
 * fit, an IndexError naming the first index out of range, an ArgumentError for an unknown `reduce`.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor | number,
  { reduce }: ScatterOptions = {},
): Tensor {
  checkTensor('scatter', x, 0);
  const options = { dim: wrapDim('scatter', dim, x.shape.length), caller: 'scatter' };
  const indices = integerIndex('scatter', index);
  let values: Tensor;
  if (typeof source === 'number') {
    checkIndexFits('scatter', indices.shape, 'the input', x.shape, options.dim);
    values = filledLike(x, source, x.dtype, []).expand(indices.shape);
  } else {
    values = fitSource('scatter', x, options.dim, indices, source);
  }
  switch (reduce) {
    case undefined:
      return scatterOp([x, indices, values], options);
    case 'add':
      return scatterAddOp([x, indices, values], options);
    case 'multiply':
      return scatterProductOp([x, indices, values], options);
    default:
      throw new ArgumentError(
        `scatter: unknown reduce ${JSON.stringify(reduce satisfies never)}: expected add or multiply`,
      );
  }
}

/**
 * A copy of x with the elements of `source` added at `index` along `dim`; all of those whose index is the same.
 *
 * Throws as {@link scatter}. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  checkTensor('scatterAdd', x, 0);
  const wrapped = wrapDim('scatterAdd', dim, x.shape.length);
  const indices = integerIndex('scatterAdd', index);
  const fitted = fitSource('scatterAdd', x, wrapped, indices, source);
  return scatterAddOp([x, indices, fitted], { dim: wrapped, caller: 'scatterAdd' });
}

/** How scatterReduce makes one element of several. */
export type ScatterReduction = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';

/** What scatterReduce takes. */
export interface ScatterReduceOptions {
  /** Whether the elements of x take part. Defaults to true. */
  readonly includeSelf?: boolean | undefined;
}

/**
 * A copy of x in which the elements of `source` with the same `index` along `dim` are made one, together with that of
 * x, unless `includeSelf` is false: their sum, product, mean (of integers rounded down), maximum or minimum. Elements
 * of x that no index names stay. Equal maxima and minima share the gradient evenly.
 *
 * Throws as {@link scatter}; an ArgumentError for an unknown `reduce`, a DTypeError for the mean of bools. A second
 * derivative of a product with two factors 0 at one place throws a GradientError.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html
 */
export function scatterReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions = {},
): Tensor {
  const caller = 'scatterReduce';
  checkTensor(caller, x, 0);
  const options = { dim: wrapDim(caller, dim, x.shape.length), caller };
  const indices = integerIndex(caller, index);
  const values = fitSource(caller, x, options.dim, indices, source);
  switch (reduce) {
    case 'sum':
      return scatterAddOp([start(x, indices, 0, options, includeSelf), indices, values], options);
    case 'prod':
      return scatterProductOp([start(x, indices, 1, options, includeSelf), indices, values], options);
    case 'mean':
      return meanOf(x, indices, values, options, includeSelf);
    case 'amax':
      return scatterExtremumOp([x, indices, values], { ...options, kind: 'max', includeSelf });
    case 'amin':
      return scatterExtremumOp([x, indices, values], { ...options, kind: 'min', includeSelf });
    default:
      throw new ArgumentError(
        `scatterReduce: unknown reduce ${JSON.stringify(reduce satisfies never)}: ` +
          'expected sum, prod, mean, amax or amin',
      );
  }
}

/** x, or with what takes no part in place of the elements that an index names. */
function start(x: Tensor, index: Tensor, neutral: number, options: Scattering, includeSelf: boolean): Tensor {
  if (includeSelf) return x;
  return scatterOp([x, index, filledLike(x, neutral, x.dtype, []).expand(index.shape)], options);
}

function meanOf(x: Tensor, index: Tensor, values: Tensor, options: Scattering, includeSelf: boolean): Tensor {
  if (x.dtype === 'bool') throw new DTypeError('scatterReduce: there is no mean of bools');
  const total = scatterAddOp([start(x, index, 0, options, includeSelf), index, values], options);
  const one = filledLike(x, 1, x.dtype, []);
  const own = start(one.expand(x.shape), index, 0, options, includeSelf);
  const count = scatterAddOp([own, index, one.expand(index.shape)], options);
  return div(total, count, { roundingMode: isFloat(x.dtype) ? undefined : 'floor' });
}
