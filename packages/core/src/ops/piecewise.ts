import { ArgumentError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const hardtanhOp = /* @__PURE__ */ defineElementwise({
  name: 'hardtanh',
  promotion: 'numeric',
  scalars: 2,
  formula: (x, min, max) => e.minimum(e.maximum(x, min), max),
  gradient: ([grad], [x], _outputs, [min, max]) => [e.where(e.or(e.le(x!, min!), e.ge(x!, max!)), 0, grad!)],
});

/** What hardtanh takes. */
export interface HardtanhOptions {
  /** Defaults to −1. */
  readonly minVal?: number | undefined;
  /** Defaults to 1. */
  readonly maxVal?: number | undefined;
}

/** x kept within [minVal, maxVal]; the gradient at the bounds is 0. Throws an ArgumentError when `minVal > maxVal`. */
export function hardtanh(x: Tensor, { minVal = -1, maxVal = 1 }: HardtanhOptions = {}): Tensor {
  if (minVal > maxVal) throw new ArgumentError(`hardtanh: minVal ${minVal} is greater than maxVal ${maxVal}`);
  return hardtanhOp(x, minVal, maxVal);
}

/** `min(max(x, 0), 6)`. */
export function relu6(x: Tensor): Tensor {
  return hardtanhOp(x, 0, 6);
}

const hardsigmoidOp = /* @__PURE__ */ defineElementwise({
  name: 'hardsigmoid',
  promotion: 'float',
  formula: (x) => e.div(e.minimum(e.maximum(e.add(x, 3), 0), 6), 6),
  gradient: ([grad], [x]) => [e.where(e.and(e.gt(x!, -3), e.lt(x!, 3)), e.div(grad!, 6), 0)],
});

/** `relu6(x + 3) / 6`. */
export function hardsigmoid(x: Tensor): Tensor {
  return hardsigmoidOp(x);
}

const hardswishOp = /* @__PURE__ */ defineElementwise({
  name: 'hardswish',
  promotion: 'float',
  formula: (x) => e.div(e.mul(x, e.minimum(e.maximum(e.add(x, 3), 0), 6)), 6),
  gradient: ([grad], [x]) => [
    e.where(e.le(x!, -3), 0, e.where(e.lt(x!, 3), e.mul(grad!, e.add(e.div(x!, 3), 0.5)), grad!)),
  ],
});

/** `x · relu6(x + 3) / 6` (Howard et al. 2019, https://arxiv.org/abs/1905.02244). */
export function hardswish(x: Tensor): Tensor {
  return hardswishOp(x);
}

/** What softshrink and hardshrink take. */
export interface ShrinkOptions {
  /** Half the width of the zone around 0. Defaults to 0.5. */
  readonly lambd?: number | undefined;
}

const softshrinkOp = /* @__PURE__ */ defineElementwise({
  name: 'softshrink',
  promotion: 'float',
  scalars: 1,
  formula: (x, lambd) =>
    e.where(
      e.gt(x, lambd),
      e.sub(x, lambd),
      e.where(e.lt(x, e.neg(lambd)), e.add(x, lambd), e.where(e.isNan(x), x, 0)),
    ),
});

/** x moved towards 0 by `lambd`, 0 within it. Throws an ArgumentError for a negative `lambd`. */
export function softshrink(x: Tensor, { lambd = 0.5 }: ShrinkOptions = {}): Tensor {
  if (!(lambd >= 0)) throw new ArgumentError(`softshrink: lambd ${lambd} is negative`);
  return softshrinkOp(x, lambd);
}

const hardshrinkOp = /* @__PURE__ */ defineElementwise({
  name: 'hardshrink',
  promotion: 'float',
  scalars: 1,
  formula: (x, lambd) => e.where(e.and(e.ge(x, e.neg(lambd)), e.le(x, lambd)), 0, x),
});

/** x, but 0 within [−lambd, lambd]. */
export function hardshrink(x: Tensor, { lambd = 0.5 }: ShrinkOptions = {}): Tensor {
  return hardshrinkOp(x, lambd);
}

const thresholdOp = /* @__PURE__ */ defineElementwise({
  name: 'threshold',
  promotion: 'numeric',
  scalars: 2,
  formula: (x, limit, value) => e.where(e.le(x, limit), value, x),
});

/** x where it is above `limit`, else `value`. */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  return thresholdOp(x, limit, value);
}
