import { isFloat, resultType } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const lerpOp = /* @__PURE__ */ defineElementwise({
  name: 'lerp',
  promotion: 'float',
  // from the nearer end, so that weights 0 and 1 give the ends exactly
  formula: (start, end, weight) =>
    e.where(
      e.lt(e.abs(weight), 0.5),
      e.add(start, e.mul(weight, e.sub(end, start))),
      e.sub(end, e.mul(e.sub(end, start), e.sub(1, weight))),
    ),
});

/** `start + weight · (end − start)`. https://docs.pytorch.org/docs/stable/generated/torch.lerp.html */
export function lerp(start: Tensor, end: Tensor, weight: Tensor | number): Tensor {
  return lerpOp(start, end, weight);
}

/** What addcmul and addcdiv take. */
export interface ValueOptions {
  /** What the product or quotient is multiplied by. Defaults to 1. */
  readonly value?: number | undefined;
}

const addcmulOp = /* @__PURE__ */ defineElementwise({
  name: 'addcmul',
  promotion: 'numeric',
  scalars: 1,
  formula: (x, a, b, value) => e.add(x, e.mul(e.mul(value, a), b)),
});

/** `x + value · a · b`. https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, { value = 1 }: ValueOptions = {}): Tensor {
  // a fraction cannot scale integers: PyTorch cuts it off
  return addcmulOp(x, a, b, isFloat(resultType([x, a, b])) ? value : Math.trunc(value));
}

const addcdivOp = /* @__PURE__ */ defineElementwise({
  name: 'addcdiv',
  promotion: 'float',
  scalars: 1,
  formula: (x, a, b, value) => e.add(x, e.mul(value, e.div(a, b))),
});

/**
 * `x + value · a / b`. Throws a DTypeError when `a` and `b` are both integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html
 */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, { value = 1 }: ValueOptions = {}): Tensor {
  if (!isFloat(a.dtype) && !isFloat(b.dtype))
    throw new DTypeError('addcdiv: integers have no quotient; convert to float first');
  return addcdivOp(x, a, b, value);
}
