import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import type { Vector, VectorGraph } from '../vector.ts';
import { expOfDoubles, inDoubles, logOfDoubles, oddOfDoubles, withSignOfDoubles } from './doubles.ts';

/** sinh(x) / x by x² on |x| ≤ 1, to 2⁻³⁴. */
const sinhSeries = [
  2.819018792792959e-6, 0.00019835713875553468, 0.008333353205516371, 0.1666666641809776, 1.0000000000497202,
];

export function sinh(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const size = g.op(f64x2.abs, wide);
    const e = expOfDoubles(g, size);
    const difference = g.op(f64x2.sub, e, g.op(f64x2.div, g.double(1), e));
    const far = g.op(f64x2.mul, difference, g.double(0.5));
    const isNear = g.op(f64x2.lt, size, g.double(1));
    return withSignOfDoubles(g, g.select(isNear, oddOfDoubles(g, size, sinhSeries), far), wide);
  };
  return inDoubles(g, compute, x);
}

export function cosh(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const e = expOfDoubles(g, g.op(f64x2.abs, wide));
    return g.op(f64x2.mul, g.op(f64x2.add, e, g.op(f64x2.div, g.double(1), e)), g.double(0.5));
  };
  return inDoubles(g, compute, x);
}

/** Below this size two terms of the series are enough, where the logarithm loses digits. */
const small = 2 ** -8;

/** An odd function by a formula of the size of its argument, and a series where that is small. */
function byLogarithm(
  g: VectorGraph,
  x: Vector,
  series: readonly number[],
  logarithm: (size: Vector) => Vector,
): Vector {
  const compute = (wide: Vector): Vector => {
    const size = g.op(f64x2.abs, wide);
    const isSmall = g.op(f64x2.lt, size, g.double(small));
    return withSignOfDoubles(g, g.select(isSmall, oddOfDoubles(g, size, series), logarithm(size)), wide);
  };
  return inDoubles(g, compute, x);
}

/** `ln(|x| + √(x² + 1))`, with the sign of `x`. */
export function asinh(g: VectorGraph, x: Vector): Vector {
  return byLogarithm(g, x, [3 / 40, -1 / 6, 1], (size) => {
    const root = g.op(f64x2.sqrt, g.op(f64x2.add, g.op(f64x2.mul, size, size), g.double(1)));
    return logOfDoubles(g, g.op(f64x2.add, size, root));
  });
}

/** `ln(x + √(x² - 1))`. */
export function acosh(g: VectorGraph, x: Vector): Vector {
  const compute = (wide: Vector): Vector => {
    const root = g.op(f64x2.sqrt, g.op(f64x2.sub, g.op(f64x2.mul, wide, wide), g.double(1)));
    const log = logOfDoubles(g, g.op(f64x2.add, wide, root));
    return g.select(g.op(f64x2.ge, wide, g.double(1)), log, g.double(Number.NaN));
  };
  return inDoubles(g, compute, x);
}

/** `ln((1 + |x|) / (1 - |x|)) / 2`, with the sign of `x`. */
export function atanh(g: VectorGraph, x: Vector): Vector {
  return byLogarithm(g, x, [1 / 5, 1 / 3, 1], (size) => {
    const quotient = g.op(f64x2.div, g.op(f64x2.add, g.double(1), size), g.op(f64x2.sub, g.double(1), size));
    const half = g.op(f64x2.mul, logOfDoubles(g, quotient), g.double(0.5));
    return g.select(g.op(f64x2.le, size, g.double(1)), half, g.double(Number.NaN));
  });
}
