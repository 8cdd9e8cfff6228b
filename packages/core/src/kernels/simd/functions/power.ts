import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { expOfDoubles, inDoubles, logOfDoubles } from './doubles.ts';

/** A logarithm for 0 and ∞ that any float32 multiplies to more than `e^x` can hold, and 0 to 0. */
const hugeLog = 1e50;
/** A finite exponent that acts like ∞. */
const hugeExponent = 1e40;

/** `2^x`. */
export function exp2(g: VectorGraph, x: Vector): Vector {
  return inDoubles(g, (wide) => expOfDoubles(g, g.op(f64x2.mul, wide, g.double(Math.LN2))), x);
}

/** `a^b` as C's `pow`: `e^(b ln |a|)` in doubles, with the sign of `a` where `b` is odd. */
export function pow(g: VectorGraph, a: Vector, b: Vector): Vector {
  const powerOfSize = (base: Vector, exponent: Vector): Vector => {
    const size = g.op(f64x2.abs, base);
    const finite = g.select(g.op(f64x2.eq, size, g.double(0)), g.double(-hugeLog), logOfDoubles(g, size));
    const log = g.op(f64x2.pmin, finite, g.double(hugeLog));
    const bounded = g.op(f64x2.pmax, g.op(f64x2.pmin, exponent, g.double(hugeExponent)), g.double(-hugeExponent));
    return expOfDoubles(g, g.op(f64x2.mul, bounded, log));
  };
  const size = inDoubles(g, powerOfSize, a, b);
  const half = g.op(f32x4.mul, b, g.float(0.5));
  const isWhole = g.op(f32x4.eq, g.op(f32x4.trunc, b), b);
  const isOdd = g.op(v128.andnot, isWhole, g.op(f32x4.eq, g.op(f32x4.trunc, half), half));
  const signed = g.op(v128.or, size, g.op(v128.and, isOdd, g.op(v128.and, a, g.bits(-2147483648))));
  const isFiniteNegative = g.op(
    v128.and,
    g.op(f32x4.lt, a, g.float(0)),
    g.op(f32x4.gt, a, g.float(Number.NEGATIVE_INFINITY)),
  );
  const real = g.select(g.op(v128.andnot, isFiniteNegative, isWhole), g.float(Number.NaN), signed);
  // whatever the other is, NaN too
  const isOne = g.op(v128.or, g.op(f32x4.eq, a, g.float(1)), g.op(f32x4.eq, b, g.float(0)));
  const power = g.select(isOne, g.float(1), real);
  // an exact square, as the plain loops give it
  return g.select(g.op(f32x4.eq, b, g.float(2)), g.op(f32x4.mul, a, a), power);
}

/** `√(a² + b²)`; infinite where one of them is, also beside NaN. */
export function hypot(g: VectorGraph, a: Vector, b: Vector): Vector {
  const root = (x: Vector, y: Vector): Vector =>
    g.op(f64x2.sqrt, g.op(f64x2.add, g.op(f64x2.mul, x, x), g.op(f64x2.mul, y, y)));
  const infinite = g.float(Number.POSITIVE_INFINITY);
  const isInfinite = (x: Vector): Vector => g.op(f32x4.eq, g.op(f32x4.abs, x), infinite);
  return g.select(g.op(v128.or, isInfinite(a), isInfinite(b)), infinite, inDoubles(g, root, a, b));
}
