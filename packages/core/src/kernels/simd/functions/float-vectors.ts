import type { BinaryFn, UnaryFn } from '../../../formula/formula.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { floorDivide, fmod, remainder, truncDivide } from './division.ts';
import { exp, expm1, sigmoid, tanh } from './exp.ts';
import { atan2 } from './inverse-trigonometric.ts';
import { log, log1p, log2, log10 } from './log.ts';
import { pow } from './power.ts';
import { cos, sin, tan } from './trigonometric.ts';
import { type BinaryVector, binary, type UnaryVector, unary, type VectorFunctions } from './vector-functions.ts';

const isNan = (g: VectorGraph, x: Vector): Vector => g.op(f32x4.ne, x, x);

/** All of them: an elementary function without vectors does not compile. The others bring theirs along. */
const unaries: Readonly<Record<UnaryFn, UnaryVector>> = {
  neg: unary(f32x4.neg),
  abs: unary(f32x4.abs),
  // a comparison with NaN does not hold
  sign: (g, x) => {
    const zero = g.float(0);
    const positive = g.op(v128.and, g.op(f32x4.gt, x, zero), g.float(1));
    return g.op(v128.or, positive, g.op(v128.and, g.op(f32x4.lt, x, zero), g.float(-1)));
  },
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sqrt: unary(f32x4.sqrt),
  rsqrt: (g, x) => g.op(f32x4.div, g.float(1), g.op(f32x4.sqrt, x)),
  reciprocal: (g, x) => g.op(f32x4.div, g.float(1), x),
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  floor: unary(f32x4.floor),
  ceil: unary(f32x4.ceil),
  round: unary(f32x4.nearest),
  trunc: unary(f32x4.trunc),
  // f32x4.max would do, but takes V8 eight instructions; NaN and numbers above 0 stay
  relu: (g, x) => g.op(v128.andnot, x, g.op(f32x4.le, x, g.float(0))),
};

const binaries: Readonly<Record<BinaryFn, BinaryVector>> = {
  add: binary(f32x4.add),
  sub: binary(f32x4.sub),
  mul: binary(f32x4.mul),
  div: binary(f32x4.div),
  pow,
  maximum: binary(f32x4.max),
  minimum: binary(f32x4.min),
  fmax: (g, a, b) => g.select(g.op(v128.or, g.op(f32x4.ge, a, b), isNan(g, b)), a, b),
  fmin: (g, a, b) => g.select(g.op(v128.or, g.op(f32x4.le, a, b), isNan(g, b)), a, b),
  atan2,
  fmod,
  remainder,
  floorDivide,
  truncDivide,
  copysign: (g, a, b) => g.op(v128.or, g.op(f32x4.abs, a), signOf(g, b)),
};

/** What formulas mean on four float32. */
export const floatVectors: VectorFunctions = {
  unary: unaries,
  binary: binaries,
  compare: {
    eq: binary(f32x4.eq),
    ne: binary(f32x4.ne),
    lt: binary(f32x4.lt),
    le: binary(f32x4.le),
    gt: binary(f32x4.gt),
    ge: binary(f32x4.ge),
  },
  test: {
    isNan,
    isInf: (g, x) => g.op(f32x4.eq, g.op(f32x4.abs, x), g.float(Number.POSITIVE_INFINITY)),
    isFinite: (g, x) => g.op(f32x4.lt, g.op(f32x4.abs, x), g.float(Number.POSITIVE_INFINITY)),
    signBit: (g, x) => g.op(i32x4.lt_s, signOf(g, x), g.bits(0)),
  },
  isNumber: () => true,
  constant: (g, value) => g.float(value),
  dtypes: ['float32', 'int32', 'uint8', 'bool'],
  results: ['float32', 'int32', 'uint8'],
  input: (g, loaded, dtype) => (dtype === 'float32' ? loaded : g.op(f32x4.convert_i32x4_s, loaded)),
  // what int32 cannot hold becomes its smallest value; below that the instruction itself gives it
  toInteger: (g, x) =>
    g.select(g.op(f32x4.lt, x, g.float(2 ** 31)), g.op(i32x4.trunc_sat_f32x4_s, x), g.bits(-(2 ** 31))),
  isNotZero: (g, x) => g.op(f32x4.ne, x, g.float(0)),
};

/** The sign bit alone; NaN counts as positive, as JavaScript cannot see its sign. */
function signOf(g: VectorGraph, x: Vector): Vector {
  return g.op(v128.and, g.op(v128.and, x, g.op(f32x4.eq, x, x)), g.bits(-2147483648));
}
