import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import type { Tensor } from '../tensor/tensor.ts';

const floorOp = /* @__PURE__ */ defineElementwise({
  name: 'floor',
  promotion: 'numeric',
  formula: (x) => e.floor(x),
});

/** The greatest whole number not above x. */
export function floor(x: Tensor): Tensor {
  return floorOp(x);
}

const ceilOp = /* @__PURE__ */ defineElementwise({
  name: 'ceil',
  promotion: 'numeric',
  formula: (x) => e.ceil(x),
});

/** The least whole number not below x. */
export function ceil(x: Tensor): Tensor {
  return ceilOp(x);
}

const truncOp = /* @__PURE__ */ defineElementwise({
  name: 'trunc',
  promotion: 'numeric',
  formula: (x) => e.trunc(x),
});

/** The whole number next to x towards zero. */
export function trunc(x: Tensor): Tensor {
  return truncOp(x);
}

const fracOp = /* @__PURE__ */ defineElementwise({
  name: 'frac',
  promotion: 'numeric',
  formula: (x) => e.sub(x, e.trunc(x)),
});

/** What {@link trunc} cuts off, with the sign of x. */
export function frac(x: Tensor): Tensor {
  return fracOp(x);
}

/** What round takes. */
export interface RoundOptions {
  /** How many decimals to keep; negative ones round to tens, hundreds … Defaults to 0. */
  readonly decimals?: number | undefined;
}

const roundOp = /* @__PURE__ */ defineElementwise({ name: 'round', promotion: 'numeric', formula: (x) => e.round(x) });

const roundToOp = /* @__PURE__ */ defineElementwise({
  name: 'roundTo',
  promotion: 'numeric',
  scalars: 1,
  formula: (x, scale) => e.div(e.round(e.mul(x, scale)), scale),
});

const roundToMultipleOp = /* @__PURE__ */ defineElementwise({
  name: 'roundToMultiple',
  promotion: 'numeric',
  scalars: 1,
  formula: (x, scale) => e.mul(e.round(e.div(x, scale)), scale),
});

/** The nearest whole number, halves to even. https://docs.pytorch.org/docs/stable/generated/torch.round.html */
export function round(x: Tensor, { decimals = 0 }: RoundOptions = {}): Tensor {
  if (decimals === 0) return roundOp(x);
  return decimals > 0 ? roundToOp(x, 10 ** decimals) : roundToMultipleOp(x, 10 ** -decimals);
}
