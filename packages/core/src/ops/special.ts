import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const erfOp = /* @__PURE__ */ defineElementwise({
  name: 'erf',
  promotion: 'float',
  formula: (x) => e.erf(x),
});

/** The error function `2/√π ∫₀ˣ exp(−t²) dt`. */
export function erf(x: Tensor): Tensor {
  return erfOp(x);
}

const erfcOp = /* @__PURE__ */ defineElementwise({
  name: 'erfc',
  promotion: 'float',
  formula: (x) => e.erfc(x),
});

/** `1 − erf(x)`, exact in its tail. */
export function erfc(x: Tensor): Tensor {
  return erfcOp(x);
}

const erfinvOp = /* @__PURE__ */ defineElementwise({
  name: 'erfinv',
  promotion: 'float',
  formula: (x) => e.erfinv(x),
});

/** The inverse of `erf`; NaN outside [−1, 1]. */
export function erfinv(x: Tensor): Tensor {
  return erfinvOp(x);
}

const lgammaOp = /* @__PURE__ */ defineElementwise({
  name: 'lgamma',
  promotion: 'float',
  formula: (x) => e.lgamma(x),
});

/** The logarithm of the absolute value of the gamma function. */
export function lgamma(x: Tensor): Tensor {
  return lgammaOp(x);
}

const digammaOp = /* @__PURE__ */ defineElementwise({
  name: 'digamma',
  promotion: 'float',
  formula: (x) => e.digamma(x),
});

/** The derivative of `lgamma`. */
export function digamma(x: Tensor): Tensor {
  return digammaOp(x);
}
