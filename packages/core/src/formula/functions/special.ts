import * as vectors from '../../kernels/simd/functions/error-function.ts';
import * as e from '../elementary.ts';
import type { Num, SpecialFn } from '../formula.ts';
import * as functions from '../special-functions.ts';
import { call } from './call.ts';

type Operand = e.NumOperand;

const gauss = (x: Num): Num => e.exp(e.neg(e.square(x)));

const erfFn: SpecialFn = {
  name: 'erf',
  evaluate: functions.erf,
  derivative: (g, [x]) => [e.mul(e.mul(g, 2 / Math.sqrt(Math.PI)), gauss(x!))],
  vector: vectors.erf,
};

const erfcFn: SpecialFn = {
  name: 'erfc',
  evaluate: functions.erfc,
  derivative: (g, [x]) => [e.mul(e.mul(g, -2 / Math.sqrt(Math.PI)), gauss(x!))],
  vector: vectors.erfc,
};

const erfinvFn: SpecialFn = {
  name: 'erfinv',
  evaluate: functions.erfinv,
  derivative: (g, _, y) => [e.mul(e.mul(g, Math.sqrt(Math.PI) / 2), e.exp(e.square(y)))],
};

const lgammaFn: SpecialFn = {
  name: 'lgamma',
  evaluate: functions.lgamma,
  derivative: (g, [x]) => [e.mul(g, digamma(x!))],
};

const digammaFn: SpecialFn = {
  name: 'digamma',
  evaluate: functions.digamma,
  derivative: (g, [x]) => [e.mul(g, polygamma(1, x!))],
};

const polygammaFn: SpecialFn = {
  name: 'polygamma',
  evaluate: functions.polygamma,
  derivative: (g, [n, x]) => [undefined, e.mul(g, polygamma(e.add(n!, 1), x!))],
};

/** The error function. */
export const erf = (x: Operand): Num => call(erfFn, x);
/** `1 - erf(x)`, accurate in the tail. */
export const erfc = (x: Operand): Num => call(erfcFn, x);
/** The inverse of the error function. */
export const erfinv = (x: Operand): Num => call(erfinvFn, x);
/** `log |Γ(x)|`. */
export const lgamma = (x: Operand): Num => call(lgammaFn, x);
/** The derivative of {@link lgamma}. */
export const digamma = (x: Operand): Num => call(digammaFn, x);
/** The `n`-th derivative of {@link digamma}. */
export const polygamma = (n: Operand, x: Operand): Num => call(polygammaFn, n, x);
