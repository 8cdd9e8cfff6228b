import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i64x2 from '../../assembler/instructions/i64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';

/**
 * Functions of float32 computed in float64, two elements at a time: about half as fast, but a short polynomial then
 * gives the nearest float32 nearly always, and nothing overflows on the way.
 */
export function inDoubles(
  g: VectorGraph,
  compute: (...operands: Vector[]) => Vector,
  ...operands: readonly Vector[]
): Vector {
  const half = (place: (x: Vector) => Vector): Vector =>
    g.op(f32x4.demote_f64x2_zero, compute(...operands.map((x) => g.op(f64x2.promote_low_f32x4, place(x)))));
  return g.words(
    half((x) => x),
    half((x) => g.words(x, x, [2, 3, 2, 3])),
    [0, 1, 4, 5],
  );
}

/** `a · b + c` of doubles. */
export function multiplyAddDoubles(g: VectorGraph, a: Vector, b: Vector, c: Vector): Vector {
  if (g.fused) return g.op(f64x2.relaxed_madd, a, b, c);
  return g.op(f64x2.add, g.op(f64x2.mul, a, b), c);
}

/** A polynomial of doubles; the coefficient of the highest power comes first. */
export function polynomialOfDoubles(g: VectorGraph, x: Vector, coefficients: readonly number[]): Vector {
  let sum = g.double(coefficients[0]!);
  for (let i = 1; i < coefficients.length; i++) sum = multiplyAddDoubles(g, sum, x, g.double(coefficients[i]!));
  return sum;
}

/** An odd function of doubles: `x` times a polynomial of `x²`. */
export function oddOfDoubles(g: VectorGraph, x: Vector, series: readonly number[]): Vector {
  return g.op(f64x2.mul, polynomialOfDoubles(g, g.op(f64x2.mul, x, x), series), x);
}

/** Positive doubles with the signs of others. */
export function withSignOfDoubles(g: VectorGraph, x: Vector, sign: Vector): Vector {
  return g.op(v128.or, x, g.op(v128.and, sign, g.double(-0)));
}

/** 1.5 · 2⁵²: added to a number it leaves the number's nearest integer in the lowest bits. */
const rounder = 6755399441055744;

/** The nearest integer as a double, and its lowest bits. */
export function nearestOfDoubles(g: VectorGraph, x: Vector): { nearest: Vector; bits: Vector } {
  const bits = g.op(f64x2.add, x, g.double(rounder));
  return { nearest: g.op(f64x2.sub, bits, g.double(rounder)), bits };
}

/** The double that has these 64 bits. */
function doubleOfBits(high: number, low: number): number {
  return new Float64Array(Int32Array.of(low, high).buffer)[0]!;
}

/** (e^r - 1 - r) / r² on |r| ≤ ln 2 / 2, to 2⁻²⁸. */
const expSeries = [
  0.00019890980869750327, 0.0013933641031986701, 0.008333310934448869, 0.04166646500604005, 0.16666666681614256,
  0.5000000013457727,
];

/** `e^x` of doubles to 2⁻³², e^±200 beyond; NaN stays NaN. */
export function expOfDoubles(g: VectorGraph, x: Vector): Vector {
  const bounded = g.op(f64x2.pmax, g.op(f64x2.pmin, x, g.double(200)), g.double(-200));
  const { nearest, bits } = nearestOfDoubles(g, g.op(f64x2.mul, bounded, g.double(Math.LOG2E)));
  const r = multiplyAddDoubles(g, nearest, g.double(-Math.LN2), bounded);
  const p = multiplyAddDoubles(g, polynomialOfDoubles(g, r, expSeries), g.op(f64x2.mul, r, r), r);
  const exponent = g.op(i64x2.add, bits, g.double(doubleOfBits(0, 1023)));
  return g.op(f64x2.mul, g.op(f64x2.add, p, g.double(1)), g.shift(i64x2.shl, exponent, 52));
}

/** artanh(s) / s by s², for |s| ≤ (√2 - 1) / (√2 + 1), to 2⁻⁴⁵. */
const artanhSeries = [
  0.09804047819876527, 0.11087124955038745, 0.14286083072937864, 0.1999999744591619, 0.3333333333978963,
  0.9999999999999736,
];

const bitsOfOne = 0x3ff00000;
const sqrtHalfHigh = 0x3fe6a09e;
const sqrtHalfLow = 0x667f3bcd;

/** `ln x` of positive normal doubles to 2⁻⁴⁴; ∞ and NaN stay. With `x = 2^k · m`, `ln m = 2 artanh((m - 1) / (m + 1))`. */
export function logOfDoubles(g: VectorGraph, x: Vector): Vector {
  // so that the exponent is the greater one from √½ on
  const lift = g.double(doubleOfBits(bitsOfOne - sqrtHalfHigh - 1, -sqrtHalfLow));
  const lifted = g.op(i64x2.add, x, lift);
  const biased = g.op(v128.or, g.shift(i64x2.shr_u, lifted, 52), g.double(2 ** 52));
  const k = g.op(f64x2.sub, biased, g.double(2 ** 52 + 1023));
  const fraction = g.op(v128.and, lifted, g.double(doubleOfBits(0x000fffff, -1)));
  const m = g.op(i64x2.add, fraction, g.double(doubleOfBits(sqrtHalfHigh, sqrtHalfLow)));
  const s = g.op(f64x2.div, g.op(f64x2.sub, m, g.double(1)), g.op(f64x2.add, m, g.double(1)));
  const series = polynomialOfDoubles(g, g.op(f64x2.mul, s, s), artanhSeries);
  const logOfM = g.op(f64x2.mul, g.op(f64x2.add, s, s), series);
  const log = multiplyAddDoubles(g, k, g.double(Math.LN2), logOfM);
  return g.select(g.op(f64x2.lt, x, g.double(Number.POSITIVE_INFINITY)), log, x);
}
