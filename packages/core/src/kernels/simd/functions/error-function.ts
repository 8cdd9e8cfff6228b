import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { expOfDoubles, inDoubles, polynomialOfDoubles } from './doubles.ts';
import { expOfModerate } from './exp.ts';

/** erf(x) / x - 1 by x², for |x| ≤ 0.92 (N. Juffa, https://stackoverflow.com/questions/35148198). */
const nearSeries = [-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1];

/** ln(1 - erf(x)) / x + 1, for x > 0.92. */
const farSeries = [
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1, -1.28717512e-1,
];

/** The error function: a polynomial around 0, then `1 - e^p(x)`. */
export function erf(g: VectorGraph, x: Vector): Vector {
  const size = g.op(f32x4.abs, x);
  const near = g.multiplyAdd(g.polynomial(g.op(f32x4.mul, x, x), nearSeries), x, x);
  // from 4 on it rounds to 1
  const bounded = g.op(f32x4.pmin, size, g.float(4));
  const exponent = g.op(f32x4.sub, g.op(f32x4.mul, g.polynomial(bounded, farSeries), bounded), bounded);
  const far = g.op(f32x4.sub, g.float(1), expOfModerate(g, exponent));
  const signed = g.op(v128.or, far, g.op(v128.and, x, g.bits(-2147483648)));
  return g.select(g.op(f32x4.lt, size, g.float(0.927734375)), near, signed);
}

/** `(1 + 2x) exp(x²) erfc(x)` by `t = (x - 3.75) / (x + 3.75)` for x from 0 to 10.2, to 2⁻³³. */
const scaledSeries = [
  -7.065732038097106e-5, -0.0004317765422489685, 0.0002785667730041574, 0.0018267838957283528, -0.009713629227767888,
  0.028351583874484793, -0.05870167311546361, 0.09230472988003648, -0.10880315367635109, 0.08227675208015878,
  0.0035853898271561912, -0.14024059906869785, 1.2375126309772189,
];

/** `1 - erf(x)`, accurate in the tail, too. */
export function erfc(g: VectorGraph, x: Vector): Vector {
  const ofSize = (wide: Vector): Vector => {
    // it is 0 in float32 from there on
    const size = g.op(f64x2.pmin, wide, g.double(10.2));
    const sum = g.op(f64x2.add, size, g.double(3.75));
    const t = g.op(f64x2.div, g.op(f64x2.sub, size, g.double(3.75)), sum);
    const gauss = expOfDoubles(g, g.op(f64x2.neg, g.op(f64x2.mul, size, size)));
    const scaled = g.op(f64x2.mul, gauss, polynomialOfDoubles(g, t, scaledSeries));
    return g.op(f64x2.div, scaled, g.op(f64x2.add, g.op(f64x2.add, size, size), g.double(1)));
  };
  const compute = (wide: Vector): Vector => {
    const right = ofSize(g.op(f64x2.abs, wide));
    const left = g.op(f64x2.sub, g.double(2), right);
    return g.select(g.op(f64x2.lt, wide, g.double(0)), left, right);
  };
  return inDoubles(g, compute, x);
}
