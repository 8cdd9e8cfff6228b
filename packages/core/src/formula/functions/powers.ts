import * as vectors from '../../kernels/simd/functions/power.ts';
import * as e from '../elementary.ts';
import type { Num, SpecialFn } from '../formula.ts';
import { call } from './call.ts';

const exp2Fn: SpecialFn = {
  name: 'exp2',
  evaluate: (x) => 2 ** x,
  derivative: (g, _, y) => [e.mul(g, e.mul(y, Math.LN2))],
  vector: vectors.exp2,
};

const hypotFn: SpecialFn = {
  name: 'hypot',
  evaluate: Math.hypot,
  derivative: (g, operands, y) => operands.map((x) => e.where(e.eq(y, 0), 0, e.mul(g, e.div(x, y)))),
  vector: vectors.hypot,
};

/** `2ˣ`. */
export const exp2 = (x: e.NumOperand): Num => call(exp2Fn, x);
/** `√(a² + b²)`. */
export const hypot = (a: e.NumOperand, b: e.NumOperand): Num => call(hypotFn, a, b);
