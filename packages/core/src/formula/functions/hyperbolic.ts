import * as vectors from '../../kernels/simd/functions/hyperbolic.ts';
import * as e from '../elementary.ts';
import type { Num, SpecialFn } from '../formula.ts';
import { call } from './call.ts';

const sinhFn: SpecialFn = {
  name: 'sinh',
  evaluate: Math.sinh,
  derivative: (g, [x]) => [e.mul(g, cosh(x!))],
  vector: vectors.sinh,
};

const coshFn: SpecialFn = {
  name: 'cosh',
  evaluate: Math.cosh,
  derivative: (g, [x]) => [e.mul(g, sinh(x!))],
  vector: vectors.cosh,
};

const asinhFn: SpecialFn = {
  name: 'asinh',
  evaluate: Math.asinh,
  derivative: (g, [x]) => [e.mul(g, e.rsqrt(e.add(e.square(x!), 1)))],
  vector: vectors.asinh,
};

const acoshFn: SpecialFn = {
  name: 'acosh',
  evaluate: Math.acosh,
  derivative: (g, [x]) => [e.mul(g, e.rsqrt(e.sub(e.square(x!), 1)))],
  vector: vectors.acosh,
};

const atanhFn: SpecialFn = {
  name: 'atanh',
  evaluate: Math.atanh,
  derivative: (g, [x]) => [e.div(g, e.sub(1, e.square(x!)))],
  vector: vectors.atanh,
};

/** The hyperbolic sine. */
export const sinh = (x: e.NumOperand): Num => call(sinhFn, x);
/** The hyperbolic cosine. */
export const cosh = (x: e.NumOperand): Num => call(coshFn, x);
/** The inverse of the hyperbolic sine. */
export const asinh = (x: e.NumOperand): Num => call(asinhFn, x);
/** The inverse of the hyperbolic cosine. */
export const acosh = (x: e.NumOperand): Num => call(acoshFn, x);
/** The inverse of the hyperbolic tangent. */
export const atanh = (x: e.NumOperand): Num => call(atanhFn, x);
