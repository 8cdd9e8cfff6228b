import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const sinOp = /* @__PURE__ */ defineElementwise({
  name: 'sin',
  promotion: 'float',
  formula: (x) => e.sin(x),
});

/** The sine of x in radians. */
export function sin(x: Tensor): Tensor {
  return sinOp(x);
}

const cosOp = /* @__PURE__ */ defineElementwise({
  name: 'cos',
  promotion: 'float',
  formula: (x) => e.cos(x),
});

/** The cosine of x in radians. */
export function cos(x: Tensor): Tensor {
  return cosOp(x);
}

const tanOp = /* @__PURE__ */ defineElementwise({
  name: 'tan',
  promotion: 'float',
  formula: (x) => e.tan(x),
});

/** The tangent of x in radians. */
export function tan(x: Tensor): Tensor {
  return tanOp(x);
}

const asinOp = /* @__PURE__ */ defineElementwise({
  name: 'asin',
  promotion: 'float',
  formula: (x) => e.asin(x),
});

/** The inverse sine, in radians; NaN outside [−1, 1]. */
export function asin(x: Tensor): Tensor {
  return asinOp(x);
}

const acosOp = /* @__PURE__ */ defineElementwise({
  name: 'acos',
  promotion: 'float',
  formula: (x) => e.acos(x),
});

/** The inverse cosine, in radians; NaN outside [−1, 1]. */
export function acos(x: Tensor): Tensor {
  return acosOp(x);
}

const atanOp = /* @__PURE__ */ defineElementwise({
  name: 'atan',
  promotion: 'float',
  formula: (x) => e.atan(x),
});

/** The inverse tangent, in radians. */
export function atan(x: Tensor): Tensor {
  return atanOp(x);
}

const sinhOp = /* @__PURE__ */ defineElementwise({
  name: 'sinh',
  promotion: 'float',
  formula: (x) => e.sinh(x),
});

/** The hyperbolic sine. */
export function sinh(x: Tensor): Tensor {
  return sinhOp(x);
}

const coshOp = /* @__PURE__ */ defineElementwise({
  name: 'cosh',
  promotion: 'float',
  formula: (x) => e.cosh(x),
});

/** The hyperbolic cosine. */
export function cosh(x: Tensor): Tensor {
  return coshOp(x);
}

const tanhOp = /* @__PURE__ */ defineElementwise({
  name: 'tanh',
  promotion: 'float',
  formula: (x) => e.tanh(x),
});

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return tanhOp(x);
}

const asinhOp = /* @__PURE__ */ defineElementwise({
  name: 'asinh',
  promotion: 'float',
  formula: (x) => e.asinh(x),
});

/** The inverse hyperbolic sine. */
export function asinh(x: Tensor): Tensor {
  return asinhOp(x);
}

const acoshOp = /* @__PURE__ */ defineElementwise({
  name: 'acosh',
  promotion: 'float',
  formula: (x) => e.acosh(x),
});

/** The inverse hyperbolic cosine; NaN below 1. */
export function acosh(x: Tensor): Tensor {
  return acoshOp(x);
}

const atanhOp = /* @__PURE__ */ defineElementwise({
  name: 'atanh',
  promotion: 'float',
  formula: (x) => e.atanh(x),
});

/** The inverse hyperbolic tangent; NaN outside [−1, 1]. */
export function atanh(x: Tensor): Tensor {
  return atanhOp(x);
}

const atan2Op = /* @__PURE__ */ defineElementwise({
  name: 'atan2',
  promotion: 'float',
  numbers: false,
  formula: (y, x) => e.atan2(y, x),
});

/** The angle of the point (x, y) in radians, within [−π, π]. https://docs.pytorch.org/docs/stable/generated/torch.atan2.html */
export function atan2(y: Tensor, x: Tensor): Tensor {
  return atan2Op(y, x);
}

const sincOp = /* @__PURE__ */ defineElementwise({
  name: 'sinc',
  promotion: 'float',
  formula: (x) => {
    const z = e.mul(x, Math.PI);
    return e.where(e.eq(x, 0), 1, e.div(e.sin(z), z));
  },
  gradient: ([grad], [x]) => {
    const z = e.mul(x!, Math.PI);
    const square = e.mul(z, x!);
    const slope = e.div(e.sub(e.mul(z, e.cos(z)), e.sin(z)), square);
    return [e.where(e.eq(square, 0), 0, e.mul(grad!, slope))];
  },
});

/** `sin(πx) / (πx)`, 1 at 0. https://docs.pytorch.org/docs/stable/special.html#torch.special.sinc */
export function sinc(x: Tensor): Tensor {
  return sincOp(x);
}

const deg2radOp = /* @__PURE__ */ defineElementwise({
  name: 'deg2rad',
  promotion: 'float',
  formula: (x) => e.mul(x, Math.PI / 180),
});

/** From degrees to radians. */
export function deg2rad(x: Tensor): Tensor {
  return deg2radOp(x);
}

const rad2degOp = /* @__PURE__ */ defineElementwise({
  name: 'rad2deg',
  promotion: 'float',
  formula: (x) => e.mul(x, 180 / Math.PI),
});

/** From radians to degrees. */
export function rad2deg(x: Tensor): Tensor {
  return rad2degOp(x);
}
