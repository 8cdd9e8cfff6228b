import * as ops from '../../src/ops/index.ts';
import { between, binary, offZero, positive, unary } from './makers.ts';

/** Samples of arithmetic. */
export const arithmeticSamples = {
  add: binary((x, y) => ops.add(x, y, { alpha: 1 }), { numbers: 'both' }),
  sub: binary((x, y) => ops.sub(x, y, { alpha: 0.5 }), { numbers: 'both' }),
  rsub: binary((x, y) => ops.rsub(x, y), { numbers: 'right' }),
  mul: binary((x, y) => ops.mul(x, y), { numbers: 'both' }),
  div: binary((x, y) => ops.div(x, y), { numbers: 'both' }),
  floorDivide: binary((x, y) => ops.floorDivide(x, y), { right: between(2.1, 2.9), gradient: 'none', numbers: 'both' }),
  remainder: binary((x, y) => ops.remainder(x, y), { right: between(2.1, 2.9), numbers: 'right' }),
  fmod: binary((x, y) => ops.fmod(x, y), { right: between(2.1, 2.9), numbers: 'right' }),
  pow: binary((x, y) => ops.pow(x, y), { left: positive, numbers: 'both' }),
  floatPower: binary((x, y) => ops.floatPower(x, y), { left: positive, numbers: 'both' }),
  neg: unary(ops.neg),
  positive: unary(ops.positive),
  abs: unary(ops.abs),
  sign: unary(ops.sign, offZero, 'none'),
  sgn: unary(ops.sgn, offZero, 'none'),
  square: unary(ops.square),
  reciprocal: unary(ops.reciprocal),
};
