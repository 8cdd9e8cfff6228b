import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { binary, unary, type VectorFunctions } from './vector-functions.ts';

const same = (_: VectorGraph, x: Vector): Vector => x;
const never = (g: VectorGraph): Vector => g.bits(0);
const always = (g: VectorGraph): Vector => g.bits(-1);

/** What formulas mean on four int32, which wrap around. */
export const integerVectors: VectorFunctions = {
  unary: {
    neg: unary(i32x4.neg),
    abs: unary(i32x4.abs),
    // a mask is the integer -1
    sign: (g, x) => g.op(i32x4.sub, g.op(i32x4.lt_s, x, g.bits(0)), g.op(i32x4.gt_s, x, g.bits(0))),
    floor: same,
    ceil: same,
    round: same,
    trunc: same,
    relu: (g, x) => g.op(i32x4.max_s, x, g.bits(0)),
  },
  binary: {
    add: binary(i32x4.add),
    sub: binary(i32x4.sub),
    mul: binary(i32x4.mul),
    maximum: binary(i32x4.max_s),
    minimum: binary(i32x4.min_s),
    fmax: binary(i32x4.max_s),
    fmin: binary(i32x4.min_s),
  },
  compare: {
    eq: binary(i32x4.eq),
    ne: binary(i32x4.ne),
    lt: binary(i32x4.lt_s),
    le: binary(i32x4.le_s),
    gt: binary(i32x4.gt_s),
    ge: binary(i32x4.ge_s),
  },
  test: {
    isNan: never,
    isInf: never,
    isFinite: always,
    signBit: (g, x) => g.op(i32x4.lt_s, x, g.bits(0)),
  },
  isNumber: (value) => (value | 0) === value,
  constant: (g, value) => g.bits(value | 0),
  dtypes: ['int32', 'uint8', 'bool'],
  input: same,
  results: ['int32', 'uint8'],
  toInteger: same,
  isNotZero: (g, x) => g.op(i32x4.ne, x, g.bits(0)),
};
