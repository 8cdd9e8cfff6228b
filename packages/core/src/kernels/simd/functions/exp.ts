import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { pushBits, pushFloat, pushMultiplyAdd, setPolynomial } from './arithmetic.ts';

/** 1.5 · 2²³: added to a number it leaves the number's nearest integer in the lowest bits. */
const rounder = 12582912;
const rounderBits = 0x4b400000;

/** ln 2 in two parts, the first so short that its products with small integers are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (e^r - 1 - r) / r² on |r| ≤ ln 2 / 2, from Cephes' `expf`. https://www.netlib.org/cephes/ */
const coefficients = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

/**
 * Takes four float32 and leaves their exponentials, at most 1.01 ulp off: `e^x = 2^n · e^r`, `n` the integer nearest to
 * `x / ln 2`.
 */
export function pushExp(f: FunctionBuilder): void {
  const [x, n, p, half] = f.localsOf('v128', 4) as [Local, Local, Local, Local];
  // beyond these the result is ∞ or 0; in this order of operands pmin and pmax keep NaN
  pushFloat(f, 89.5);
  f.op('f32x4.pmin');
  pushFloat(f, -104);
  f.op('f32x4.pmax').set(x);
  pushMultiplyAdd(
    f,
    () => f.get(x),
    () => pushFloat(f, Math.LOG2E),
    () => pushFloat(f, rounder),
  );
  f.tee(n);
  pushFloat(f, rounder);
  f.op('f32x4.sub').set(p);
  for (const part of [ln2High, ln2Low]) {
    pushMultiplyAdd(
      f,
      () => f.get(p),
      () => pushFloat(f, -part),
      () => f.get(x),
    );
    f.set(x);
  }
  setPolynomial(f, p, x, coefficients);
  pushMultiplyAdd(
    f,
    () => f.get(p),
    () => f.get(x).get(x).op('f32x4.mul'),
    () => f.get(x),
  );
  pushFloat(f, 1);
  f.op('f32x4.add');
  // 2^n in two factors: it may be subnormal, or infinite where the product is not
  f.get(n);
  pushBits(f, rounderBits);
  f.op('i32x4.sub').tee(n).i32(1).op('i32x4.shr_s').set(half);
  for (const exponent of [() => f.get(half), () => f.get(n).get(half).op('i32x4.sub')]) {
    exponent();
    pushBits(f, 127);
    f.op('i32x4.add').i32(23).op('i32x4.shl').op('f32x4.mul');
  }
}
