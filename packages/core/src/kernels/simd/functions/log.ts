import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { pushBits, pushFloat, pushMultiplyAdd, setPolynomial } from './arithmetic.ts';

const smallestNormal = 2 ** -126;

/** (ln(1 + r) - r + r²/2) / r³ on [√½ - 1, √2 - 1], from Cephes' `logf`. https://www.netlib.org/cephes/ */
const coefficients = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** ln 2 in two parts, the first so short that its products with exponents are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/**
 * Takes four float32 and leaves their natural logarithms, at most 0.83 ulp off: `ln x = e · ln 2 + ln(1 + r)`, `1 + r`
 * between √½ and √2.
 */
export function pushLog(f: FunctionBuilder): void {
  const [input, x, e, p, z, mask] = f.localsOf('v128', 6) as [Local, Local, Local, Local, Local, Local];
  f.set(input);
  // subnormals are lifted among the normal numbers
  f.get(input);
  pushFloat(f, smallestNormal);
  f.op('f32x4.lt').set(mask);
  f.get(input);
  pushFloat(f, 2 ** 24);
  f.op('f32x4.mul').get(input).get(mask).op('v128.bitselect').set(x);
  f.get(x).i32(23).op('i32x4.shr_u');
  pushBits(f, -126);
  f.op('i32x4.add').op('f32x4.convert_i32x4_s');
  pushFloat(f, 24);
  f.get(mask).op('v128.and').op('f32x4.sub').set(e);
  // the mantissa as a number in [½, 1)
  f.get(x);
  pushBits(f, 0x007fffff);
  f.op('v128.and');
  pushBits(f, 0x3f000000);
  f.op('v128.or').set(x);
  f.get(x);
  pushFloat(f, Math.SQRT1_2);
  f.op('f32x4.lt').set(mask);
  f.get(e);
  pushFloat(f, 1);
  f.get(mask).op('v128.and').op('f32x4.sub').set(e);
  f.get(x);
  pushFloat(f, 1);
  f.op('f32x4.sub').get(x).get(mask).op('v128.and').op('f32x4.add').set(x);
  f.get(x).get(x).op('f32x4.mul').set(z);
  setPolynomial(f, p, x, coefficients);
  f.get(p).get(x).op('f32x4.mul').get(z).op('f32x4.mul').set(p);
  // from the smallest part to the largest
  pushMultiplyAdd(
    f,
    () => f.get(e),
    () => pushFloat(f, ln2Low),
    () => f.get(p),
  );
  f.set(p);
  pushMultiplyAdd(
    f,
    () => f.get(z),
    () => pushFloat(f, -0.5),
    () => f.get(p),
  );
  f.set(p);
  f.get(x).get(p).op('f32x4.add').set(x);
  pushMultiplyAdd(
    f,
    () => f.get(e),
    () => pushFloat(f, ln2High),
    () => f.get(x),
  );
  f.set(x);
  replaceWhere(f, x, Number.NEGATIVE_INFINITY, () => {
    f.get(input);
    pushFloat(f, 0);
    f.op('f32x4.eq');
  });
  replaceWhere(f, x, Number.POSITIVE_INFINITY, () => {
    f.get(input);
    pushFloat(f, Number.POSITIVE_INFINITY);
    f.op('f32x4.eq');
  });
  replaceWhere(f, x, Number.NaN, () => {
    f.get(input);
    pushFloat(f, 0);
    f.op('f32x4.ge').op('v128.not');
  });
  f.get(x);
}

function replaceWhere(f: FunctionBuilder, x: Local, value: number, condition: () => void): void {
  pushFloat(f, value);
  f.get(x);
  condition();
  f.op('v128.bitselect').set(x);
}
