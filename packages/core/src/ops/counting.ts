import type { DType } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { integerIndex } from './index-checks.ts';
import { requireFloat } from './require-float.ts';
import { floor } from './rounding.ts';
import { scatterAdd } from './scatter.ts';

/** What `bincount` takes. */
export interface BincountOptions {
  /** What each element counts, in its shape. Defaults to 1. */
  readonly weights?: Tensor | undefined;
  /** The least length of the result. Defaults to 0. */
  readonly minlength?: number | undefined;
}

/**
 * How often each number from 0 on is among the elements of a vector, as int32; or the sum of their weights, as float32
 * for weights of float32 and else as float64.
 *
 * Throws a DTypeError unless they are integers, a ShapeError for something else than vectors of one length, an
 * ArgumentError for negative elements or a `minlength` that is.
 * https://docs.pytorch.org/docs/stable/generated/torch.bincount.html
 */
export function bincount(x: Tensor, { weights, minlength = 0 }: BincountOptions = {}): Tensor {
  checkTensor('bincount', x, 0);
  const index = integerIndex('bincount', x);
  if (x.shape.length !== 1) throw new ShapeError(`bincount: expected a vector, got ${formatShape(x.shape)}`);
  if (!Number.isInteger(minlength) || minlength < 0)
    throw new ArgumentError(`bincount: minlength must be a whole number ≥ 0, got ${minlength}`);
  if (weights && (weights.shape.length !== 1 || weights.shape[0] !== x.shape[0])) {
    throw new ShapeError(
      `bincount: the weights are ${formatShape(weights.shape)}, expected ${formatShape(x.shape)} as the elements`,
    );
  }
  if (x.shape[0] === 0) return filledLike(x, 0, 'int32', [minlength]);
  const least = index.amin().item();
  if (least < 0) throw new ArgumentError(`bincount: the elements must not be negative, got ${least}`);
  const dtype: DType = weights ? (weights.dtype === 'float32' ? 'float32' : 'float64') : 'int32';
  const ones = weights?.to(dtype) ?? filledLike(x, 1, dtype);
  return scatterAdd(filledLike(x, 0, dtype, [Math.max(minlength, index.amax().item() + 1)]), 0, index, ones);
}

/** What `histc` takes. */
export interface HistcOptions {
  /** The lower end of the first bin. The range is that of the elements when both ends are equal, as by default. */
  readonly min?: number | undefined;
  /** The upper end of the last bin, which belongs to it. */
  readonly max?: number | undefined;
}

/** The range of the bins, which is never empty. */
function rangeOf(x: Tensor, min: number, max: number): readonly [number, number] {
  if (min !== max || x.numel() === 0) return min === max ? [min - 1, max + 1] : [min, max];
  const [least, greatest] = [x.amin().item(), x.amax().item()];
  return least === greatest ? [least - 1, greatest + 1] : [least, greatest];
}

/**
 * How many elements lie in each of `bins` equal parts of a range, in the dtype of x; those outside and NaN are not
 * counted.
 *
 * Throws a DTypeError for integers and bools, an ArgumentError unless there are bins and a finite range.
 * https://docs.pytorch.org/docs/stable/generated/torch.histc.html
 */
export function histc(x: Tensor, bins = 100, { min = 0, max = 0 }: HistcOptions = {}): Tensor {
  checkTensor('histc', x, 0);
  requireFloat('histc', x.dtype);
  if (!Number.isInteger(bins) || bins < 1)
    throw new ArgumentError(`histc: bins must be a whole number ≥ 1, got ${bins}`);
  if (!(min <= max)) throw new ArgumentError(`histc: the range from ${min} to ${max} is empty`);
  const values = x.detach().flatten();
  const [low, high] = rangeOf(values, min, max);
  if (!Number.isFinite(high - low)) throw new ArgumentError(`histc: the range from ${low} to ${high} is not finite`);
  const counted = values.ge(low).logicalAnd(values.le(high));
  const places = floor(
    values
      .sub(low)
      .mul(bins)
      .div(high - low),
  ).clamp(0, bins - 1);
  const index = places.maskedFill(counted.logicalNot(), 0).to('int32');
  return scatterAdd(filledLike(x, 0, x.dtype, [bins]), 0, index, counted.to(x.dtype));
}
