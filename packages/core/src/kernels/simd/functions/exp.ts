import type { FunctionBuilder } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { pushVector } from '../vector-code.ts';

/** 1.5 · 2²³: added to a number it leaves the number's nearest integer in the lowest bits. */
const rounder = 12582912;
const rounderBits = 0x4b400000;

/** ln 2 in two parts, the first so short that its products with small integers are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (e^r - 1 - r) / r² on |r| ≤ ln 2 / 2: the minimax polynomial, 3e-9 off. */
const series = [1.38195127e-3, 8.3686905e-3, 4.1668281e-2, 0.166665211, 0.49999994];

/** ln 2^-126, rounded up. */
const smallestExponent = -87.33654;

/** `n`, the integer nearest to `x / ln 2`, and `e^r - 1` for the rest `r`. */
function parts(g: VectorGraph, x: Vector): { n: Vector; rest: Vector } {
  const rounded = g.multiplyAdd(x, g.float(Math.LOG2E), g.float(rounder));
  const nearest = g.op(f32x4.sub, rounded, g.float(rounder));
  const high = g.multiplyAdd(nearest, g.float(-ln2High), x);
  const r = g.multiplyAdd(nearest, g.float(-ln2Low), high);
  const rest = g.multiplyAdd(g.polynomial(r, series), g.op(f32x4.mul, r, r), r);
  return { n: g.op(i32x4.sub, rounded, g.bits(rounderBits)), rest };
}

/** `2^n` for `n` from -126 to 127. */
function powerOf2(g: VectorGraph, n: Vector): Vector {
  return g.shift(i32x4.shl, g.op(i32x4.add, n, g.bits(127)), 23);
}

/** `e^x` for `x ≤ 89.5`. */
function expBelow(g: VectorGraph, x: Vector): Vector {
  // in this order of operands pmax keeps NaN
  const { n, rest } = parts(g, g.op(f32x4.pmax, x, g.float(-104)));
  const e = g.op(f32x4.add, rest, g.float(1));
  // 2^n in two factors: it may be subnormal, or infinite where the product is not
  const half = g.shift(i32x4.shr_s, n, 1);
  return g.op(f32x4.mul, g.op(f32x4.mul, e, powerOf2(g, half)), powerOf2(g, g.op(i32x4.sub, n, half)));
}

/** `e^x = 2^n · e^r`, at most 1.01 ulp off. */
export function exp(g: VectorGraph, x: Vector): Vector {
  return expBelow(g, g.op(f32x4.pmin, x, g.float(89.5)));
}

/** As {@link exp}, for numbers whose exponentials are normal. */
export function expOfModerate(g: VectorGraph, x: Vector): Vector {
  const { n, rest } = parts(g, x);
  return g.op(f32x4.mul, g.op(f32x4.add, rest, g.float(1)), powerOf2(g, n));
}

/** As {@link exp} for numbers that are not positive, in two thirds of the time: 0 where that is below 2^-126. */
export function expOfNonPositive(g: VectorGraph, x: Vector): Vector {
  const e = expOfModerate(g, g.op(f32x4.pmax, x, g.float(smallestExponent)));
  return g.op(v128.andnot, e, g.op(f32x4.lt, x, g.float(smallestExponent)));
}

/** `e^x - 1 = 2^n · (e^r - 1) + (2^n - 1)`. */
export function expm1(g: VectorGraph, x: Vector): Vector {
  const { n, rest } = parts(g, g.op(f32x4.pmax, g.op(f32x4.pmin, x, g.float(89)), g.float(-25)));
  // half of it, as 2^128 is no float32
  const power = powerOf2(g, g.op(i32x4.sub, n, g.bits(1)));
  const half = g.multiplyAdd(rest, power, g.op(f32x4.sub, power, g.float(0.5)));
  const isTiny = g.op(f32x4.lt, g.op(f32x4.abs, x), g.float(2 ** -25));
  return g.select(isTiny, x, g.op(f32x4.add, half, half));
}

/** `1 / (1 + e^-x)`; for negative numbers `e^x / (1 + e^x)`, which is accurate, and does not overflow. */
export function sigmoid(g: VectorGraph, x: Vector): Vector {
  const e = expBelow(g, g.op(f32x4.neg, g.op(f32x4.abs, x)));
  const one = g.float(1);
  const numerator = g.select(g.op(f32x4.lt, x, g.float(0)), e, one);
  const sum = g.op(f32x4.add, e, one);
  const quotient = g.op(f32x4.div, numerator, sum);
  // what rounding took from the sum would be half an ulp
  const lost = g.op(f32x4.sub, e, g.op(f32x4.sub, sum, one));
  return g.multiplySubtract(quotient, lost, quotient);
}

/** (tanh x - x) / x³ by x² on |x| < 0.625, from Cephes' `tanhf`. */
const tanhSeries = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1];

/** A polynomial around 0, then `1 - 2 / (e^2x + 1)`. */
export function tanh(g: VectorGraph, x: Vector): Vector {
  const size = g.op(f32x4.abs, x);
  const square = g.op(f32x4.mul, size, size);
  const cubed = g.op(f32x4.mul, g.polynomial(square, tanhSeries), square);
  const near = g.multiplyAdd(cubed, size, size);
  // from 10 on it rounds to 1
  const bounded = g.op(f32x4.pmin, size, g.float(10));
  const e = expOfModerate(g, g.op(f32x4.add, bounded, bounded));
  const far = g.op(f32x4.sub, g.float(1), g.op(f32x4.div, g.float(2), g.op(f32x4.add, e, g.float(1))));
  const ofSize = g.select(g.op(f32x4.lt, size, g.float(0.625)), near, far);
  return g.op(v128.or, ofSize, g.op(v128.and, x, g.bits(-2147483648)));
}

/** Takes a vector from the stack and leaves {@link exp} of it. */
export function pushExp(f: FunctionBuilder): void {
  pushVector(f, exp);
}

/** Takes a vector from the stack and leaves {@link expOfNonPositive} of it. */
export function pushExpOfNonPositive(f: FunctionBuilder): void {
  pushVector(f, expOfNonPositive);
}
