import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i64x2 from '../../assembler/instructions/i64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ElementFunction, Vector, VectorGraph } from '../vector.ts';
import { inDoubles, multiplyAddDoubles, nearestOfDoubles, polynomialOfDoubles } from './doubles.ts';

/** π/2 in two parts, the first so short that its products with integers below 2²⁰ are exact. */
const halfPiHigh = 1.5707963267341256;
const halfPiLow = 6.077100506506192e-11;
/** Larger arguments are left to the host, element by element. */
const largest = 2 ** 20;

/** sin(r) / r and cos(r) by r² on |r| ≤ π/4, to 2⁻³⁷ and 2⁻³³. */
const sinSeries = [
  2.7173456841089953e-6, -0.000198392022122311, 0.00833332878245888, -0.16666666631591165, 0.9999999999956731,
];
const cosSeries = [
  2.4379831251175367e-5, -0.0013886617999647076, 0.041666616692532826, -0.4999999961485761, 0.9999999999524894,
];

interface Reduced {
  /** The lowest bits of `n`, the integer nearest to `x / (π/2)`. */
  readonly bits: Vector;
  readonly isOdd: Vector;
  /** Of the rest, `x - n · π/2`. */
  readonly sin: Vector;
  readonly cos: Vector;
}

function reduce(g: VectorGraph, x: Vector): Reduced {
  const { nearest, bits } = nearestOfDoubles(g, g.op(f64x2.mul, x, g.double(2 / Math.PI)));
  const high = multiplyAddDoubles(g, nearest, g.double(-halfPiHigh), x);
  const r = multiplyAddDoubles(g, nearest, g.double(-halfPiLow), high);
  const square = g.op(f64x2.mul, r, r);
  const half = g.op(f64x2.mul, nearest, g.double(0.5));
  return {
    bits,
    isOdd: g.op(f64x2.ne, g.op(f64x2.nearest, half), half),
    sin: g.op(f64x2.mul, polynomialOfDoubles(g, square, sinSeries), r),
    cos: polynomialOfDoubles(g, square, cosSeries),
  };
}

/** Changes the sign where the second lowest bit of `n` is set. */
function signed(g: VectorGraph, x: Vector, n: Vector): Vector {
  return g.op(v128.xor, x, g.op(v128.and, g.shift(i64x2.shl, n, 62), g.double(-0)));
}

function periodic(
  compute: (g: VectorGraph, x: Vector) => Vector,
  exact: ElementFunction,
): (g: VectorGraph, x: Vector) => Vector {
  return (g, x) => {
    const isLarge = g.op(f32x4.gt, g.op(f32x4.abs, x), g.float(largest));
    return g.eachWhere(
      isLarge,
      exact,
      [x],
      inDoubles(g, (wide) => compute(g, wide), x),
    );
  };
}

export const sin: (g: VectorGraph, x: Vector) => Vector = /* @__PURE__ */ periodic((g, x) => {
  const { bits, isOdd, sin, cos } = reduce(g, x);
  return signed(g, g.select(isOdd, cos, sin), bits);
}, Math.sin);

export const cos: (g: VectorGraph, x: Vector) => Vector = /* @__PURE__ */ periodic((g, x) => {
  const { bits, isOdd, sin, cos } = reduce(g, x);
  const next = g.op(i64x2.add, bits, g.double(Number.MIN_VALUE));
  return signed(g, g.select(isOdd, sin, cos), next);
}, Math.cos);

export const tan: (g: VectorGraph, x: Vector) => Vector = /* @__PURE__ */ periodic((g, x) => {
  const { isOdd, sin, cos } = reduce(g, x);
  const numerator = g.select(isOdd, cos, sin);
  return g.op(f64x2.div, numerator, g.select(isOdd, g.op(f64x2.neg, sin), cos));
}, Math.tan);
