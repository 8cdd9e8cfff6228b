import * as e from './elementary.ts';
import type { BinaryFn, Num, UnaryFn } from './formula.ts';

/**
 * The cotangent of the operand of `y = fn(x)` from that of `y`, or `undefined` where it is zero everywhere. `kept`
 * tells whether `y` will be at hand anyway. The rules, and the values at kinks, are PyTorch's (derivatives.yaml).
 */
export type UnaryDerivative = (g: Num, x: Num, y: Num, kept: boolean) => Num | undefined;

/** Likewise for one operand of `y = fn(a, b)`. */
export type BinaryDerivative = (g: Num, a: Num, b: Num, y: Num) => Num | undefined;

const zero = (): undefined => undefined;

export const unaryDerivatives: Readonly<Record<UnaryFn, UnaryDerivative>> = {
  neg: (g) => e.neg(g),
  abs: (g, x) => e.mul(g, e.sign(x)),
  sign: zero,
  exp: (g, _, y) => e.mul(g, y),
  expm1: (g, x, y, kept) => e.mul(g, kept ? e.add(y, 1) : e.exp(x)),
  log: (g, x) => e.div(g, x),
  log1p: (g, x) => e.div(g, e.add(x, 1)),
  log2: (g, x) => e.div(g, e.mul(x, Math.LN2)),
  log10: (g, x) => e.div(g, e.mul(x, Math.LN10)),
  sqrt: (g, _, y) => e.div(g, e.mul(y, 2)),
  rsqrt: (g, _, y) => e.mul(e.mul(g, -0.5), e.mul(e.square(y), y)),
  reciprocal: (g, _, y) => e.neg(e.mul(g, e.square(y))),
  sin: (g, x) => e.mul(g, e.cos(x)),
  cos: (g, x) => e.neg(e.mul(g, e.sin(x))),
  tan: (g, _, y) => e.mul(g, e.add(e.square(y), 1)),
  tanh: (g, _, y) => e.mul(g, e.sub(1, e.square(y))),
  sigmoid: (g, _, y) => e.mul(e.mul(g, e.sub(1, y)), y),
  floor: zero,
  ceil: zero,
  round: zero,
  trunc: zero,
  // passes the cotangent at NaN
  relu: (g, x, y, kept) => e.where(e.le(kept ? y : x, 0), 0, g),
};

const firstOfMax = (a: Num, b: Num) => e.or(e.ge(a, b), e.isNan(b));
const firstOfMin = (a: Num, b: Num) => e.or(e.le(a, b), e.isNan(b));
const shared = (g: Num, a: Num, b: Num): Num => e.where(e.eq(a, b), e.mul(g, 0.5), g);
const unlessZero = (divisor: Num, value: Num): Num => e.where(e.eq(divisor, 0), 0, value);

/** `1 / (a² + b²)`, and 0 at the origin. */
function inverseSquareSum(a: Num, b: Num): Num {
  const sum = e.add(e.square(a), e.square(b));
  return unlessZero(sum, e.reciprocal(sum));
}

/** The rules for the first and for the second operand. */
export const binaryDerivatives: Readonly<Record<BinaryFn, readonly [BinaryDerivative, BinaryDerivative]>> = {
  add: [(g) => g, (g) => g],
  sub: [(g) => g, (g) => e.neg(g)],
  mul: [(g, _, b) => e.mul(g, b), (g, a) => e.mul(g, a)],
  div: [(g, _, b) => e.div(g, b), (g, _, b, y) => e.neg(e.mul(g, e.div(y, b)))],
  pow: [
    (g, a, b) => unlessZero(b, e.mul(g, e.mul(b, e.pow(a, e.sub(b, 1))))),
    // 0ᵇ is flat for b ≥ 0, whatever the logarithm says
    (g, a, b, y) => e.mul(g, e.where(e.and(e.eq(a, 0), e.ge(b, 0)), 0, e.mul(y, e.log(a)))),
  ],
  maximum: [(g, a, b) => e.where(e.lt(a, b), 0, shared(g, a, b)), (g, a, b) => e.where(e.gt(a, b), 0, shared(g, a, b))],
  minimum: [(g, a, b) => e.where(e.gt(a, b), 0, shared(g, a, b)), (g, a, b) => e.where(e.lt(a, b), 0, shared(g, a, b))],
  fmax: [(g, a, b) => e.where(firstOfMax(a, b), g, 0), (g, a, b) => e.where(firstOfMax(a, b), 0, g)],
  fmin: [(g, a, b) => e.where(firstOfMin(a, b), g, 0), (g, a, b) => e.where(firstOfMin(a, b), 0, g)],
  atan2: [
    (g, a, b) => e.mul(e.mul(g, b), inverseSquareSum(a, b)),
    (g, a, b) => e.neg(e.mul(e.mul(g, a), inverseSquareSum(a, b))),
  ],
  fmod: [(g) => g, (g, a, b) => e.neg(e.mul(g, e.truncDivide(a, b)))],
  remainder: [(g) => g, (g, a, b) => e.neg(e.mul(g, e.floorDivide(a, b)))],
  floorDivide: [zero, zero],
  truncDivide: [zero, zero],
  copysign: [(g, a, b) => e.mul(g, e.mul(e.sign(a), e.copysign(1, b))), zero],
};
