import { floatBinary } from '../../../formula/float-functions.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { inDoubles } from './doubles.ts';

/** Quotients below it, of float32, have the same whole part in doubles as exactly. */
const largestQuotient = 2 ** 28;

/** The whole part of `a / b` in doubles: as many digits as an exact remainder needs. */
function wholeQuotient(g: VectorGraph, a: Vector, b: Vector): Vector {
  return g.op(f64x2.trunc, g.op(f64x2.div, a, b));
}

/** `a - b · trunc(a / b)`, exact. */
function rest(g: VectorGraph, a: Vector, b: Vector): Vector {
  const product = g.op(f64x2.mul, wholeQuotient(g, a, b), b);
  return g.op(f64x2.sub, a, product);
}

/** Whether quotients are too large, infinite or NaN: where the exact functions decide. */
function isUnusual(g: VectorGraph, a: Vector, b: Vector): Vector {
  const quotient = g.op(f32x4.abs, g.op(f32x4.div, a, b));
  const isSmall = g.op(f32x4.lt, quotient, g.float(largestQuotient));
  const hasEnd = g.op(f32x4.lt, g.op(f32x4.abs, b), g.float(Number.POSITIVE_INFINITY));
  return g.op(v128.not, g.op(v128.and, isSmall, hasEnd));
}

/** The rest of a division towards zero, with the sign of `a`. */
function usualFmod(g: VectorGraph, a: Vector, b: Vector): Vector {
  const size = g.op(
    f32x4.abs,
    inDoubles(g, (x, y) => rest(g, x, y), a, b),
  );
  return g.op(v128.or, size, g.op(v128.and, a, g.bits(-2147483648)));
}

export function fmod(g: VectorGraph, a: Vector, b: Vector): Vector {
  return g.eachWhere(isUnusual(g, a, b), floatBinary.fmod, [a, b], usualFmod(g, a, b));
}

export function remainder(g: VectorGraph, a: Vector, b: Vector): Vector {
  const remaining = usualFmod(g, a, b);
  const zero = g.float(0);
  const differ = g.op(v128.xor, g.op(f32x4.lt, b, zero), g.op(f32x4.lt, remaining, zero));
  const hasOtherSign = g.op(v128.and, differ, g.op(f32x4.ne, remaining, zero));
  const usual = g.select(hasOtherSign, g.op(f32x4.add, remaining, b), remaining);
  return g.eachWhere(isUnusual(g, a, b), floatBinary.remainder, [a, b], usual);
}

export function truncDivide(g: VectorGraph, a: Vector, b: Vector): Vector {
  return inDoubles(g, (x, y) => wholeQuotient(g, x, y), a, b);
}

export function floorDivide(g: VectorGraph, a: Vector, b: Vector): Vector {
  const compute = (x: Vector, y: Vector): Vector => {
    const remaining = rest(g, x, y);
    const zero = g.double(0);
    const differ = g.op(v128.xor, g.op(f64x2.lt, y, zero), g.op(f64x2.lt, remaining, zero));
    const isRoundedUp = g.op(v128.and, differ, g.op(f64x2.ne, remaining, zero));
    return g.op(f64x2.sub, wholeQuotient(g, x, y), g.op(v128.and, isRoundedUp, g.double(1)));
  };
  return g.eachWhere(isUnusual(g, a, b), floatBinary.floorDivide, [a, b], inDoubles(g, compute, a, b));
}
