import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { inDoubles, oddOfDoubles, withSignOfDoubles } from './doubles.ts';

const halfPi = Math.PI / 2;

/** arctan(z) / z by z² on |z| ≤ 1, to 2⁻³³. */
const atanSeries = [
  -0.0006633954571104787, 0.00473248419342192, -0.015828322749149415, 0.033826218952786875, -0.05395668057137172,
  0.07228278345377252, -0.08974171958363882, 0.11091922963683302, -0.14283813255743194, 0.19999901102171555,
  -0.3333333129088999, 0.9999999999293037,
];

/** arcsin(z) / z by z² on |z| ≤ 1/2, to 2⁻³⁵. */
const asinSeries = [
  0.0347484248080839, 0.0074010072390753795, 0.024650862660604088, 0.03010250689966149, 0.04466113930866896,
  0.07499941908754719, 0.16666667364186447, 0.9999999999863537,
];

/** Beyond 1 `π/2 - arctan(1 / x)`. */
export function atan(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const size = g.op(f64x2.abs, wide);
    const isLarge = g.op(f64x2.gt, size, g.double(1));
    const angle = oddOfDoubles(g, g.select(isLarge, g.op(f64x2.div, g.double(1), size), size), atanSeries);
    return withSignOfDoubles(g, g.select(isLarge, g.op(f64x2.sub, g.double(halfPi), angle), angle), wide);
  };
  return inDoubles(g, compute, x);
}

/** The arctangent of `y / x`, in the quadrant of the point `(x, y)`. */
export function atan2(g: VectorGraph, y: Vector, x: Vector): Vector {
  const compute = (high: Vector, wide: Vector): Vector => {
    const [a, b] = [g.op(f64x2.abs, high), g.op(f64x2.abs, wide)];
    const isSteep = g.op(f64x2.gt, a, b);
    const quotient = g.op(f64x2.div, g.select(isSteep, b, a), g.select(isSteep, a, b));
    // 0 / 0 is the angle 0, ∞ / ∞ a diagonal
    const isOrigin = g.op(f64x2.eq, g.op(f64x2.add, a, b), g.double(0));
    const diagonal = g.select(isOrigin, g.double(0), g.double(1));
    const angle = oddOfDoubles(g, g.select(g.op(f64x2.eq, a, b), diagonal, quotient), atanSeries);
    const acute = g.select(isSteep, g.op(f64x2.sub, g.double(halfPi), angle), angle);
    const isLeft = g.op(i32x4.lt_s, g.words(wide, wide, [1, 1, 3, 3]), g.bits(0));
    return withSignOfDoubles(g, g.select(isLeft, g.op(f64x2.sub, g.double(Math.PI), acute), acute), high);
  };
  return inDoubles(g, compute, y, x);
}

/** The arcsine of numbers up to 1/2, and `2 arcsin √((1 - x) / 2)`, which is the arccosine, of those above. */
function asinOrAcos(g: VectorGraph, size: Vector): { isLarge: Vector; angle: Vector } {
  const isLarge = g.op(f64x2.gt, size, g.double(0.5));
  const root = g.op(f64x2.sqrt, g.op(f64x2.mul, g.op(f64x2.sub, g.double(1), size), g.double(0.5)));
  const angle = oddOfDoubles(g, g.select(isLarge, root, size), asinSeries);
  return { isLarge, angle: g.select(isLarge, g.op(f64x2.add, angle, angle), angle) };
}

export function asin(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const { isLarge, angle } = asinOrAcos(g, g.op(f64x2.abs, wide));
    return withSignOfDoubles(g, g.select(isLarge, g.op(f64x2.sub, g.double(halfPi), angle), angle), wide);
  };
  return inDoubles(g, compute, x);
}

export function acos(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const { isLarge, angle } = asinOrAcos(g, g.op(f64x2.abs, wide));
    const isNegative = g.op(f64x2.lt, wide, g.double(0));
    const large = g.select(isNegative, g.op(f64x2.sub, g.double(Math.PI), angle), angle);
    return g.select(isLarge, large, g.op(f64x2.sub, g.double(halfPi), withSignOfDoubles(g, angle, wide)));
  };
  return inDoubles(g, compute, x);
}
