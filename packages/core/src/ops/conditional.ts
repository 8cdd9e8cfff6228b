import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

const whereOp = /* @__PURE__ */ defineElementwise({
  name: 'where',
  promotion: 'numeric',
  conditions: [0],
  formula: (condition, a, b) => e.where(e.ne(condition, 0), a, b),
});

/**
 * `a` where `condition` holds, else `b`; all three broadcast. Throws a DTypeError unless `condition` is bool.
 * https://docs.pytorch.org/docs/stable/generated/torch.where.html
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  checkTensor('where', condition, 0);
  if (condition.dtype !== 'bool') throw new DTypeError(`where: the condition is ${condition.dtype}, expected bool`);
  return whereOp(condition, a, b);
}

const clampOp = /* @__PURE__ */ defineElementwise({
  name: 'clamp',
  promotion: 'numeric',
  formula: (x, min, max) => e.minimum(e.maximum(x, min), max),
  gradient: ([grad], [x, min, max]) => [
    e.where(e.and(e.ge(x!, min!), e.le(x!, max!)), grad!, 0),
    e.where(e.and(e.lt(min!, max!), e.lt(x!, min!)), grad!, 0),
    e.where(e.or(e.gt(x!, max!), e.lt(max!, min!)), grad!, 0),
  ],
});

const clampMinOp = /* @__PURE__ */ defineElementwise({
  name: 'clampMin',
  promotion: 'numeric',
  formula: (x, min) => e.maximum(x, min),
  gradient: ([grad], [x, min]) => [e.where(e.ge(x!, min!), grad!, 0), e.where(e.lt(x!, min!), grad!, 0)],
});

const clampMaxOp = /* @__PURE__ */ defineElementwise({
  name: 'clampMax',
  promotion: 'numeric',
  formula: (x, max) => e.minimum(x, max),
  gradient: ([grad], [x, max]) => [e.where(e.le(x!, max!), grad!, 0), e.where(e.gt(x!, max!), grad!, 0)],
});

/**
 * x kept within [min, max]; the gradient passes at the bounds. Where `min > max`, the result is `max`.
 *
 * Throws an ArgumentError without any bound.
 * https://docs.pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clamp(x: Tensor, min?: Tensor | number, max?: Tensor | number): Tensor {
  checkTensor('clamp', x, 0);
  if (min !== undefined && max !== undefined) return clampOp(x, min, max);
  if (min !== undefined) return clampMinOp(x, min);
  if (max !== undefined) return clampMaxOp(x, max);
  throw new ArgumentError('clamp: at least one of min and max is needed');
}

/** {@link clamp} from below. */
export function clampMin(x: Tensor, min: Tensor | number): Tensor {
  checkTensor('clampMin', x, 0);
  return clampMinOp(x, min);
}

/** {@link clamp} from above. */
export function clampMax(x: Tensor, max: Tensor | number): Tensor {
  checkTensor('clampMax', x, 0);
  return clampMaxOp(x, max);
}

/**
 * `value` where `mask` holds, else x; the dtype of x stays.
 *
 * Throws a DTypeError unless `mask` is bool and `value` fits the dtype, a ShapeError for a `value` with dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html
 */
export function maskedFill(x: Tensor, mask: Tensor, value: Tensor | number): Tensor {
  checkTensor('maskedFill', x, 0);
  checkTensor('maskedFill', mask, 1);
  if (mask.dtype !== 'bool') throw new DTypeError(`maskedFill: the mask is ${mask.dtype}, expected bool`);
  if (typeof value !== 'number' && value.shape.length > 0) {
    throw new ShapeError(`maskedFill: the value must be 0-d, got ${formatShape(value.shape)}`);
  }
  const fraction = typeof value === 'number' ? !Number.isInteger(value) : isFloat(value.dtype);
  if (!isFloat(x.dtype) && fraction) throw new DTypeError(`maskedFill: a float value does not fit ${x.dtype}`);
  // here, so that the error names maskedFill
  broadcastShapes('maskedFill', x.shape, mask.shape);
  return whereOp(mask, value, x).to(x.dtype);
}

/** What nanToNum takes. */
export interface NanToNumOptions {
  /** What NaN becomes. Defaults to 0. */
  readonly nan?: number | undefined;
  /** What Infinity becomes. Defaults to the greatest number of the dtype. */
  readonly posinf?: number | undefined;
  /** What −Infinity becomes. Defaults to the least number of the dtype. */
  readonly neginf?: number | undefined;
}

const nanToNumOp = /* @__PURE__ */ defineElementwise({
  name: 'nanToNum',
  promotion: 'numeric',
  scalars: 3,
  formula: (x, nan, posinf, neginf) =>
    e.where(e.isFinite(x), x, e.where(e.isNan(x), nan, e.where(e.gt(x, 0), posinf, neginf))),
});

/** Numbers in place of NaN and infinities. https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html */
export function nanToNum(x: Tensor, { nan = 0, posinf, neginf }: NanToNumOptions = {}): Tensor {
  checkTensor('nanToNum', x, 0);
  if (!isFloat(x.dtype)) return x;
  const max = x.dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
  return nanToNumOp(x, nan, posinf ?? max, neginf ?? -max);
}
