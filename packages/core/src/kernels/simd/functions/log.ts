import type { FunctionBuilder } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { pushVector } from '../vector-code.ts';
import { inDoubles, logOfDoubles } from './doubles.ts';

/** (ln(1 + r) - r + r²/2) / r³ on [√½ - 1, √2 - 1], from Cephes' `logf`. https://www.netlib.org/cephes/ */
const series = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** ln 2 in two parts, the first so short that its products with exponents are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

const sqrtHalfBits = 0x3f3504f3;
const oneBits = 0x3f800000;

/** `ln x` of positive normal numbers, plus `shift · ln 2`: `ln 2^k m = k · ln 2 + ln m` with `m` between √½ and √2. */
function logOfNormal(g: VectorGraph, x: Vector, shift?: Vector): Vector {
  // so that the exponent is the greater one from √½ on
  const lifted = g.op(i32x4.add, x, g.bits(oneBits - sqrtHalfBits));
  const exponent = g.op(i32x4.sub, g.shift(i32x4.shr_s, lifted, 23), g.bits(127));
  const whole = g.op(f32x4.convert_i32x4_s, exponent);
  const k = shift ? g.op(f32x4.add, whole, shift) : whole;
  const m = g.op(i32x4.add, g.op(v128.and, lifted, g.bits(0x7fffff)), g.bits(sqrtHalfBits));
  const r = g.op(f32x4.sub, m, g.float(1));
  const square = g.op(f32x4.mul, r, r);
  // from the smallest part to the largest
  const cubic = g.op(f32x4.mul, g.op(f32x4.mul, g.polynomial(r, series), r), square);
  const low = g.multiplyAdd(k, g.float(ln2Low), cubic);
  const rest = g.multiplyAdd(square, g.float(-0.5), low);
  return g.multiplyAdd(k, g.float(ln2High), g.op(f32x4.add, r, rest));
}

/** Puts -∞ where `x` is 0, NaN where it is below or NaN, and ∞ where it is that. */
function withEnds(g: VectorGraph, x: Vector, log: Vector): Vector {
  const infinite = g.float(Number.POSITIVE_INFINITY);
  const upper = g.select(g.op(f32x4.eq, x, infinite), x, log);
  const lower = g.select(g.op(f32x4.eq, x, g.float(0)), g.float(Number.NEGATIVE_INFINITY), g.float(Number.NaN));
  return g.select(g.op(f32x4.gt, x, g.float(0)), upper, lower);
}

/** `ln x`, at most 0.83 ulp off. */
export function log(g: VectorGraph, x: Vector): Vector {
  // subnormals are lifted among the normal numbers
  const isTiny = g.op(f32x4.lt, x, g.float(2 ** -126));
  const normal = g.select(isTiny, g.op(f32x4.mul, x, g.float(2 ** 24)), x);
  return withEnds(g, x, logOfNormal(g, normal, g.op(v128.and, isTiny, g.float(-24))));
}

/** `ln u` for the rounded `u = 1 + x`, and what the rounding took from it, `(x - (u - 1)) / u`. */
export function log1p(g: VectorGraph, x: Vector): Vector {
  const one = g.float(1);
  const u = g.op(f32x4.add, x, one);
  const lost = g.op(f32x4.div, g.op(f32x4.sub, x, g.op(f32x4.sub, u, one)), u);
  // NaN where u is 0 or infinite
  const kept = g.op(v128.and, lost, g.op(f32x4.eq, lost, lost));
  const result = g.op(f32x4.add, withEnds(g, u, logOfNormal(g, u)), kept);
  return g.op(v128.or, result, g.op(v128.and, x, g.bits(-2147483648)));
}

/** By the natural logarithm in doubles, so that powers of the base have whole logarithms. */
function logOfBase(factor: number): (g: VectorGraph, x: Vector) => Vector {
  return (g, x) => {
    const log = inDoubles(g, (wide) => g.op(f64x2.mul, logOfDoubles(g, wide), g.double(factor)), x);
    return withEnds(g, x, log);
  };
}

export const log2: (g: VectorGraph, x: Vector) => Vector = /* @__PURE__ */ logOfBase(Math.LOG2E);
export const log10: (g: VectorGraph, x: Vector) => Vector = /* @__PURE__ */ logOfBase(Math.LOG10E);

/** Takes a vector from the stack and leaves {@link log} of it. */
export function pushLog(f: FunctionBuilder): void {
  pushVector(f, log);
}
