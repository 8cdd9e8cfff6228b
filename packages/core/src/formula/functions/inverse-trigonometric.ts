import * as vectors from '../../kernels/simd/functions/inverse-trigonometric.ts';
import * as e from '../elementary.ts';
import type { Num, SpecialFn } from '../formula.ts';
import { call } from './call.ts';

const oneMinusSquare = (x: Num): Num => e.sub(1, e.square(x));

const asinFn: SpecialFn = {
  name: 'asin',
  evaluate: Math.asin,
  derivative: (g, [x]) => [e.mul(g, e.rsqrt(oneMinusSquare(x!)))],
  vector: vectors.asin,
};

const acosFn: SpecialFn = {
  name: 'acos',
  evaluate: Math.acos,
  derivative: (g, [x]) => [e.neg(e.mul(g, e.rsqrt(oneMinusSquare(x!))))],
  vector: vectors.acos,
};

const atanFn: SpecialFn = {
  name: 'atan',
  evaluate: Math.atan,
  derivative: (g, [x]) => [e.div(g, e.add(e.square(x!), 1))],
  vector: vectors.atan,
};

/** The inverse of the sine. */
export const asin = (x: e.NumOperand): Num => call(asinFn, x);
/** The inverse of the cosine. */
export const acos = (x: e.NumOperand): Num => call(acosFn, x);
/** The inverse of the tangent. */
export const atan = (x: e.NumOperand): Num => call(atanFn, x);
