import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const logicalNotOp = /* @__PURE__ */ defineElementwise({
  name: 'logicalNot',
  promotion: 'compare',
  formula: (x) => e.eq(x, 0),
});

/** Whether x is zero, elementwise. */
export function logicalNot(x: Tensor): Tensor {
  return logicalNotOp(x);
}

const isnanOp = /* @__PURE__ */ defineElementwise({
  name: 'isnan',
  promotion: 'compare',
  formula: (x) => e.isNan(x),
});

/** Whether x is NaN, elementwise. */
export function isnan(x: Tensor): Tensor {
  return isnanOp(x);
}

const isinfOp = /* @__PURE__ */ defineElementwise({
  name: 'isinf',
  promotion: 'compare',
  formula: (x) => e.isInf(x),
});

/** Whether x is Infinity or −Infinity, elementwise. */
export function isinf(x: Tensor): Tensor {
  return isinfOp(x);
}

const isfiniteOp = /* @__PURE__ */ defineElementwise({
  name: 'isfinite',
  promotion: 'compare',
  formula: (x) => e.isFinite(x),
});

/** Whether x is neither infinite nor NaN, elementwise. */
export function isfinite(x: Tensor): Tensor {
  return isfiniteOp(x);
}

const signbitOp = /* @__PURE__ */ defineElementwise({
  name: 'signbit',
  promotion: 'compare',
  formula: (x) => e.signBit(x),
});

/** Whether the sign of x is minus, −0 included, elementwise. */
export function signbit(x: Tensor): Tensor {
  return signbitOp(x);
}

const logicalAndOp = /* @__PURE__ */ defineElementwise({
  name: 'logicalAnd',
  promotion: 'compare',
  numbers: false,
  formula: (x, y) => e.and(e.ne(x, 0), e.ne(y, 0)),
});

/** Whether both are nonzero, elementwise. */
export function logicalAnd(x: Tensor, y: Tensor): Tensor {
  return logicalAndOp(x, y);
}

const logicalOrOp = /* @__PURE__ */ defineElementwise({
  name: 'logicalOr',
  promotion: 'compare',
  numbers: false,
  formula: (x, y) => e.or(e.ne(x, 0), e.ne(y, 0)),
});

/** Whether one is nonzero, elementwise. */
export function logicalOr(x: Tensor, y: Tensor): Tensor {
  return logicalOrOp(x, y);
}

const logicalXorOp = /* @__PURE__ */ defineElementwise({
  name: 'logicalXor',
  promotion: 'compare',
  numbers: false,
  formula: (x, y) => e.xor(e.ne(x, 0), e.ne(y, 0)),
});

/** Whether exactly one is nonzero, elementwise. */
export function logicalXor(x: Tensor, y: Tensor): Tensor {
  return logicalXorOp(x, y);
}
