import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { pushBits, pushFloat, pushMultiplyAdd, setPolynomial } from './arithmetic.ts';

/** 1.5 · 2²³: added to a number it leaves the number's nearest integer in the lowest bits. */
const rounder = 12582912;
const rounderBits = 0x4b400000;

/** ln 2^-126, rounded up. */
const smallestExponent = -87.33654;

/** ln 2 in two parts, the first so short that its products with small integers are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (e^r - 1 - r) / r² on |r| ≤ ln 2 / 2: the minimax polynomial, 3e-9 off. */
const coefficients = [1.38195127e-3, 8.3686905e-3, 4.1668281e-2, 0.166665211, 0.49999994];

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
  pushScaled(f, x, n, p);
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

/** As {@link pushExp} for numbers that are not positive, in two thirds of the time: 0 where that is below 2^-126. */
export function pushExpOfNonPositive(f: FunctionBuilder): void {
  const [input, x, n, p] = f.localsOf('v128', 4) as [Local, Local, Local, Local];
  f.tee(input);
  pushFloat(f, smallestExponent);
  f.op('f32x4.pmax').set(x);
  pushScaled(f, x, n, p);
  // the integer in the lowest bits of n is added to the exponent; what stands above it is shifted out
  f.get(n).i32(23).op('i32x4.shl').op('i32x4.add');
  f.get(input);
  pushFloat(f, smallestExponent);
  f.op('f32x4.lt').op('v128.andnot');
}

/** Leaves e^r for `x = n · ln 2 + r`, and {@link rounder} + n in `n`; overwrites `x` and `p`. */
function pushScaled(f: FunctionBuilder, x: Local, n: Local, p: Local): void {
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
}
