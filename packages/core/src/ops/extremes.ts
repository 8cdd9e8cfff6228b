import { DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

const maximumOp = /* @__PURE__ */ defineElementwise({
  name: 'maximum',
  promotion: 'numeric',
  numbers: false,
  formula: (x, y) => e.maximum(x, y),
});

/** The greater of both; NaN where one is. Equal elements share the gradient evenly. */
export function maximum(x: Tensor, y: Tensor): Tensor {
  return maximumOp(x, y);
}

const minimumOp = /* @__PURE__ */ defineElementwise({
  name: 'minimum',
  promotion: 'numeric',
  numbers: false,
  formula: (x, y) => e.minimum(x, y),
});

/** The smaller of both; NaN where one is. Equal elements share the gradient evenly. */
export function minimum(x: Tensor, y: Tensor): Tensor {
  return minimumOp(x, y);
}

const fmaxOp = /* @__PURE__ */ defineElementwise({
  name: 'fmax',
  promotion: 'numeric',
  numbers: false,
  formula: (x, y) => e.fmax(x, y),
});

/** The greater of both, ignoring a NaN beside a number. */
export function fmax(x: Tensor, y: Tensor): Tensor {
  return fmaxOp(x, y);
}

const fminOp = /* @__PURE__ */ defineElementwise({
  name: 'fmin',
  promotion: 'numeric',
  numbers: false,
  formula: (x, y) => e.fmin(x, y),
});

/** The smaller of both, ignoring a NaN beside a number. */
export function fmin(x: Tensor, y: Tensor): Tensor {
  return fminOp(x, y);
}

const hypotOp = /* @__PURE__ */ defineElementwise({
  name: 'hypot',
  promotion: 'float',
  numbers: false,
  formula: (x, y) => e.hypot(x, y),
});

/** `√(x² + y²)` without overflow. */
export function hypot(x: Tensor, y: Tensor): Tensor {
  return hypotOp(x, y);
}

const copysignOp = /* @__PURE__ */ defineElementwise({
  name: 'copysign',
  promotion: 'float',
  formula: (x, y) => e.copysign(x, y),
});

/** The size of x with the sign of y. */
export function copysign(x: Tensor, y: Tensor | number): Tensor {
  checkTensor('copysign', x, 0);
  return copysignOp(x, y);
}

const heavisideOp = /* @__PURE__ */ defineElementwise({
  name: 'heaviside',
  promotion: 'numeric',
  numbers: false,
  formula: (x, values) => e.where(e.eq(x, 0), values, e.toNumber(e.gt(x, 0))),
});

/** 0 below 0, 1 above, `values` at 0. Throws a DTypeError when the dtypes differ. */
export function heaviside(x: Tensor, values: Tensor): Tensor {
  checkTensor('heaviside', x, 0);
  checkTensor('heaviside', values, 1);
  if (x.dtype !== values.dtype) throw new DTypeError(`heaviside: ${x.dtype} and ${values.dtype} differ`);
  return heavisideOp(x, values);
}
