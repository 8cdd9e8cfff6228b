import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { filledLike, readElements } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { where } from './conditional.ts';
import { gather } from './indexing.ts';
import { lerp } from './interpolation.ts';
import { movedim } from './movement.ts';
import { requireFloat } from './require-float.ts';
import { ceil, floor } from './rounding.ts';
import { sort } from './sorting.ts';

/** What lies between two elements. */
export type QuantileInterpolation = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest';

/** What `quantile` takes. */
export interface QuantileOptions {
  /** All elements unless given. */
  readonly dim?: number | undefined;
  /** Whether the reduced dimension stays, with size 1. Defaults to false. */
  readonly keepdim?: boolean | undefined;
  /** What a quantile between two elements is. Defaults to `'linear'`. */
  readonly interpolation?: QuantileInterpolation | undefined;
}

/** The quantiles as a tensor of the dtype of x. */
function checked(name: string, x: Tensor, q: Tensor | number): Tensor {
  const quantiles = typeof q === 'number' ? filledLike(x, q, x.dtype, []) : q;
  checkTensor(name, quantiles, 1);
  if (quantiles.dtype !== x.dtype) throw new DTypeError(`${name}: q is ${quantiles.dtype}, expected ${x.dtype}`);
  if (quantiles.shape.length > 1)
    throw new ShapeError(`${name}: q must have at most one dimension, got ${formatShape(quantiles.shape)}`);
  for (const value of readElements(quantiles)) {
    if (!(value >= 0 && value <= 1)) throw new ArgumentError(`${name}: q must be in [0, 1], got ${value}`);
  }
  return quantiles;
}

/** The elements of sorted rows `[…, n]` at places `[…, q]` that may lie between them. */
function between(name: string, rows: Tensor, places: Tensor, interpolation: QuantileInterpolation): Tensor {
  const at = (index: Tensor): Tensor => gather(rows, -1, index.detach().to('int32'));
  switch (interpolation) {
    case 'lower':
      return at(floor(places));
    case 'higher':
      return at(ceil(places));
    case 'nearest':
      return at(places.round());
    case 'linear':
      return lerp(at(floor(places)), at(ceil(places)), places.sub(floor(places)));
    case 'midpoint':
      return lerp(at(floor(places)), at(ceil(places)), 0.5);
    default:
      throw new ArgumentError(
        `${name}: interpolation must be linear, lower, higher, midpoint or nearest, got ${String(interpolation satisfies never)}`,
      );
  }
}

function run(
  name: string,
  x: Tensor,
  q: Tensor | number,
  options: QuantileOptions,
  placesIn: (sorted: Tensor, quantiles: Tensor) => Tensor,
): Tensor {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  const { dim, keepdim = false, interpolation = 'linear' } = options;
  const wrapped = dim === undefined ? 0 : wrapDim(name, dim, x.shape.length);
  if (x.numel() === 0) throw new ShapeError(`${name}: the input ${formatShape(x.shape)} has no elements`);
  const quantiles = checked(name, x, q);
  const rows = dim === undefined || x.shape.length === 0 ? x.reshape([-1]) : movedim(x, wrapped, -1);
  const { values } = sort(rows);
  const places = placesIn(values, quantiles.reshape([-1]));
  const found = movedim(between(name, values, places, interpolation), -1, 0);
  const kept = dim === undefined ? x.shape.map(() => 1) : x.shape.length === 0 ? [] : x.shape.with(wrapped, 1);
  const rest = keepdim ? kept : rows.shape.slice(0, -1);
  return found.reshape([...quantiles.shape, ...rest]);
}

/**
 * The `q`-quantiles, a number or a tensor `[]` or `[k]` of numbers in [0, 1] in the dtype of x, of all elements or along
 * `dim`. The result has the dimension of q in front. NaN where there is one.
 *
 * Throws a DTypeError for integers and bools or a q of another dtype, a ShapeError for an x without elements, an
 * ArgumentError for a q outside [0, 1] or an unknown interpolation, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.quantile.html
 */
export function quantile(x: Tensor, q: Tensor | number, options: QuantileOptions = {}): Tensor {
  return run('quantile', x, q, options, (sorted, quantiles) => {
    const last = sorted.shape.at(-1)! - 1;
    // a NaN stands last, and there all quantiles are
    return where(sorted.isnan().any({ dim: -1, keepdim: true }), last, quantiles.mul(last));
  });
}

/**
 * {@link quantile} of what is not NaN; NaN where everything is. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.nanquantile.html
 */
export function nanquantile(x: Tensor, q: Tensor | number, options: QuantileOptions = {}): Tensor {
  return run('nanquantile', x, q, options, (sorted, quantiles) => {
    const last = sorted.isnan().logicalNot().sum({ dim: -1, keepdim: true }).sub(1).clamp(0);
    return quantiles.mul(last.to(sorted.dtype));
  });
}
