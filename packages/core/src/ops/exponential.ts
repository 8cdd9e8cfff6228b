import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const expOp = /* @__PURE__ */ defineElementwise({
  name: 'exp',
  promotion: 'float',
  formula: (x) => e.exp(x),
});

/** eˣ, elementwise. */
export function exp(x: Tensor): Tensor {
  return expOp(x);
}

const exp2Op = /* @__PURE__ */ defineElementwise({
  name: 'exp2',
  promotion: 'float',
  formula: (x) => e.exp2(x),
});

/** 2ˣ, elementwise. */
export function exp2(x: Tensor): Tensor {
  return exp2Op(x);
}

const expm1Op = /* @__PURE__ */ defineElementwise({
  name: 'expm1',
  promotion: 'float',
  formula: (x) => e.expm1(x),
});

/** `exp(x) − 1`, exact near 0. */
export function expm1(x: Tensor): Tensor {
  return expm1Op(x);
}

const logOp = /* @__PURE__ */ defineElementwise({
  name: 'log',
  promotion: 'float',
  formula: (x) => e.log(x),
});

/** The natural logarithm; −Infinity at 0, NaN below. */
export function log(x: Tensor): Tensor {
  return logOp(x);
}

const log1pOp = /* @__PURE__ */ defineElementwise({
  name: 'log1p',
  promotion: 'float',
  formula: (x) => e.log1p(x),
});

/** `log(1 + x)`, exact near 0. */
export function log1p(x: Tensor): Tensor {
  return log1pOp(x);
}

const log2Op = /* @__PURE__ */ defineElementwise({
  name: 'log2',
  promotion: 'float',
  formula: (x) => e.log2(x),
});

/** The logarithm to base 2. */
export function log2(x: Tensor): Tensor {
  return log2Op(x);
}

const log10Op = /* @__PURE__ */ defineElementwise({
  name: 'log10',
  promotion: 'float',
  formula: (x) => e.log10(x),
});

/** The logarithm to base 10. */
export function log10(x: Tensor): Tensor {
  return log10Op(x);
}

const sqrtOp = /* @__PURE__ */ defineElementwise({
  name: 'sqrt',
  promotion: 'float',
  formula: (x) => e.sqrt(x),
});

/** The square root; its gradient at 0 is Infinity. */
export function sqrt(x: Tensor): Tensor {
  return sqrtOp(x);
}

const rsqrtOp = /* @__PURE__ */ defineElementwise({
  name: 'rsqrt',
  promotion: 'float',
  formula: (x) => e.rsqrt(x),
});

/** `1 / √x`. */
export function rsqrt(x: Tensor): Tensor {
  return rsqrtOp(x);
}

const logaddexpOp = /* @__PURE__ */ defineElementwise({
  name: 'logaddexp',
  promotion: 'float',
  numbers: false,
  // equal infinities have no difference to take
  formula: (x, y) =>
    e.where(e.and(e.isInf(x), e.eq(x, y)), x, e.add(e.maximum(x, y), e.log1p(e.exp(e.neg(e.abs(e.sub(x, y))))))),
  gradient: ([grad], [x, y]) => [
    e.div(grad!, e.add(1, e.exp(e.sub(y!, x!)))),
    e.div(grad!, e.add(1, e.exp(e.sub(x!, y!)))),
  ],
});

/** `log(exp(x) + exp(y))` without overflow. https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html */
export function logaddexp(x: Tensor, y: Tensor): Tensor {
  return logaddexpOp(x, y);
}

const xlogyOp = /* @__PURE__ */ defineElementwise({
  name: 'xlogy',
  promotion: 'float',
  formula: (x, y) => e.where(e.isNan(y), y, e.where(e.eq(x, 0), 0, e.mul(x, e.log(y)))),
  gradient: ([grad], [x, y]) => [
    e.where(e.and(e.eq(x!, 0), e.le(y!, 0)), 0, e.mul(grad!, e.log(y!))),
    e.div(e.mul(grad!, x!), y!),
  ],
});

/** `x · log(y)`, 0 where x is 0. https://docs.pytorch.org/docs/stable/special.html#torch.special.xlogy */
export function xlogy(x: Tensor | number, y: Tensor | number): Tensor {
  return xlogyOp(x, y);
}

const logitOp = /* @__PURE__ */ defineElementwise({
  name: 'logit',
  promotion: 'float',
  scalars: 1,
  // a negative eps stands for none
  formula: (x, eps) => {
    const low = e.where(e.lt(eps, 0), x, eps);
    const high = e.where(e.lt(eps, 0), x, e.sub(1, eps));
    const z = e.where(e.lt(x, low), low, e.where(e.gt(x, high), high, x));
    return e.log(e.div(z, e.sub(1, z)));
  },
  gradient: ([grad], [x], _outputs, [eps]) => {
    const none = e.lt(eps!, 0);
    const low = e.where(none, 0, eps!);
    const inside = e.and(e.ge(x!, low), e.le(x!, e.sub(1, low)));
    const outside = e.where(none, Number.NaN, 0);
    return [e.where(inside, e.div(grad!, e.mul(x!, e.sub(1, x!))), outside)];
  },
});

/**
 * `log(x / (1 − x))`, the inverse of the sigmoid; with `eps`, of x kept within [eps, 1 − eps].
 * https://docs.pytorch.org/docs/stable/special.html#torch.special.logit
 */
export function logit(x: Tensor, { eps }: { readonly eps?: number | undefined } = {}): Tensor {
  return logitOp(x, eps ?? -1);
}
