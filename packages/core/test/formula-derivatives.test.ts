import { describe, expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import { evaluate } from '../src/formula/interpret.ts';
import { functions, type OfOne, type OfTwo } from './formula-functions.ts';
import {
  binaryPoints,
  derivative,
  everywhere,
  expectClose,
  gradients,
  slope,
  unaryPoints,
} from './formula-gradients.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('the derivative agrees with central differences', () => {
  test.each(Object.entries(unaryPoints))('%s', (name, points) => {
    const formula = formulaOf(1, 0, ([x]) => functions[name as OfOne](x));
    for (const x of points) {
      expectClose(
        gradients(formula, [x])[0],
        slope((t) => evaluate(formula, [t])[0]!, x),
        1e-8,
      );
      expectClose(gradients(formula, [x], [], -2.5)[0], -2.5 * (gradients(formula, [x])[0] ?? 0), 1e-14);
    }
  });

  test.each(Object.entries(binaryPoints))('%s', (name, points) => {
    const formula = formulaOf(2, 0, ([a, b]) => functions[name as OfTwo](a, b));
    for (const [a, b] of points) {
      const [ga, gb] = gradients(formula, [a, b]);
      if (name !== 'polygamma')
        expectClose(
          ga,
          slope((t) => evaluate(formula, [t, b])[0]!, a),
          1e-8,
        );
      expectClose(
        gb,
        slope((t) => evaluate(formula, [a, t])[0]!, b),
        1e-8,
      );
    }
  });

  test.each([
    ['silu', formulaOf(1, 0, ([x]) => e.mul(x, e.sigmoid(x)))],
    ['softsign', formulaOf(1, 0, ([x]) => e.div(x, e.add(1, e.abs(x))))],
    ['softplus', formulaOf(1, 0, ([x]) => e.log1p(e.exp(x)))],
    ['mish', formulaOf(1, 0, ([x]) => e.mul(x, e.tanh(e.log1p(e.exp(x)))))],
    ['elu', formulaOf(1, 0, ([x]) => e.where(e.gt(x, 0), x, e.mul(0.7, e.expm1(x))))],
    ['x to the x', formulaOf(1, 0, ([x]) => e.pow(e.abs(x), x))],
    ['shared parts', formulaOf(1, 0, ([x]) => e.mul(e.exp(x), e.add(e.exp(x), e.mul(e.sin(e.exp(x)), x))))],
  ])('%s', (_, formula) => {
    for (const x of everywhere) {
      expectClose(
        gradients(formula, [x])[0],
        slope((t) => evaluate(formula, [t])[0]!, x),
        1e-8,
      );
    }
  });
});

describe('at kinks, ties and poles the derivative is that of PyTorch', () => {
  test.each<[OfOne, number, number]>([
    ['relu', 0, 0],
    ['relu', nan, 1],
    ['abs', 0, 0],
    ['sqrt', 0, inf],
    ['rsqrt', 0, -inf],
    ['reciprocal', 0, -inf],
    ['log', 0, inf],
    ['log1p', -1, inf],
    ['asin', 1, inf],
    ['acos', 1, -inf],
    ['acosh', 1, inf],
    ['atanh', 1, inf],
    ['erfinv', 1, inf],
    ['sigmoid', -1000, 0],
    ['tanh', 1000, 0],
    ['exp', -inf, 0],
  ])("%s'(%d) is %d", (name, x, wanted) => {
    expect(
      gradients(
        formulaOf(1, 0, ([t]) => functions[name](t)),
        [x],
      )[0]! + 0,
    ).toBe(wanted);
  });

  test.each<[OfTwo, number, number, number, number]>([
    ['maximum', 2, 2, 0.5, 0.5],
    ['minimum', -0, 0, 0.5, 0.5],
    ['maximum', nan, 1, 1, 1],
    ['fmax', 2, 2, 1, 0],
    ['fmin', 2, 2, 1, 0],
    ['fmax', nan, 1, 0, 1],
    ['fmin', 1, nan, 1, 0],
    ['hypot', 0, 0, 0, 0],
    ['atan2', 0, 0, 0, 0],
    ['pow', 0, 0, 0, 0],
    ['pow', 0, 1, 1, 0],
    ['pow', 0, 2, 0, 0],
    ['pow', 0, 0.5, inf, 0],
    ['pow', -2, 3, 12, nan],
    ['pow', -1, 0, 0, nan],
    ['div', 1, 0, inf, -inf],
    ['div', 0, 0, inf, nan],
    ['fmod', -7, 2, 1, 3],
    ['remainder', -7, 2, 1, 4],
  ])('%s at (%d, %d): %d and %d', (name, a, b, ga, gb) => {
    const formula = formulaOf(2, 0, ([x, y]) => functions[name](x, y));
    expect(gradients(formula, [a, b]).map((g) => g! + 0)).toEqual([ga, gb]);
  });

  test('copysign has none at 0, and follows the two signs elsewhere', () => {
    const formula = formulaOf(2, 0, ([a, b]) => e.copysign(a, b));
    expect(gradients(formula, [0, -1])[0]! + 0).toBe(0);
    expect(gradients(formula, [-3, -0])).toEqual([1, undefined]);
    expect(gradients(formula, [3, -2])).toEqual([-1, undefined]);
  });

  test('a branch not taken does not turn the gradient to NaN, however wild its slope', () => {
    const elu = formulaOf(1, 0, ([x]) => e.where(e.gt(x, 0), x, e.expm1(x)));
    expect(gradients(elu, [1000])).toEqual([1]);
    const safeLog = formulaOf(1, 0, ([x]) => e.where(e.gt(x, 0), e.mul(x, e.log(x)), 0));
    expect(gradients(safeLog, [0])).toEqual([0]);
    expect(gradients(safeLog, [1])).toEqual([1]);
    const nested = formulaOf(1, 0, ([x]) => e.relu(e.where(e.lt(x, 1), e.sqrt(e.mul(x, 3)), e.exp(x))));
    expect(gradients(nested, [1e6])).toEqual([inf]);
    expect(gradients(nested, [0.75])).toEqual([1]);
    const second = derivative(derivative(elu));
    expect(evaluate(second, [1000])).toEqual([0]);
    expect(evaluate(second, [-1])[0]).toBeCloseTo(Math.exp(-1), 15);
  });
});
