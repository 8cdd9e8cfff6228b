// Cephes' logf (S. Moshier, netlib.org/cephes): log(1 + x) on [√½ - 1, √2 - 1) is x - x²/2 + x³·p(x).
const p8 = Math.fround(7.0376836292e-2);
const p7 = Math.fround(-1.151461031e-1);
const p6 = Math.fround(1.167699874e-1);
const p5 = Math.fround(-1.2420140846e-1);
const p4 = Math.fround(1.4249322787e-1);
const p3 = Math.fround(-1.6668057665e-1);
const p2 = Math.fround(2.0000714765e-1);
const p1 = Math.fround(-2.4999993993e-1);
const p0 = Math.fround(3.3333331174e-1);
const log2High = 0.693359375;
const log2Low = Math.fround(-2.1219444e-4);
const sqrtHalf = Math.fround(Math.SQRT1_2);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * The natural logarithm of a positive normal float32, with the rounding errors of PyTorch's vectorized code on
 * processors with fused multiply-add: `Math.fround(a * b + c)` rounds once, since the product of two float32 is exact.
 */
export function log32(x: number): number {
  float[0] = x;
  let exponent = (bits[0]! >>> 23) - 126;
  bits[0] = (bits[0]! & 0x7fffff) | 0x3f000000;
  const mantissa = float[0]!;
  let t = Math.fround(mantissa - 1);
  if (mantissa < sqrtHalf) {
    exponent -= 1;
    t = Math.fround(t + mantissa);
  }
  const square = Math.fround(t * t);
  let y = Math.fround(p8 * t + p7);
  y = Math.fround(y * t + p6);
  y = Math.fround(y * t + p5);
  y = Math.fround(y * t + p4);
  y = Math.fround(y * t + p3);
  y = Math.fround(y * t + p2);
  y = Math.fround(y * t + p1);
  y = Math.fround(y * t + p0);
  y = Math.fround(y * t);
  y = Math.fround(y * square + Math.fround(exponent * log2Low));
  y = Math.fround(y - square * 0.5);
  return Math.fround(exponent * log2High + Math.fround(t + y));
}
