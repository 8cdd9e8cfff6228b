import { describe, expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { formatFormula } from '../src/formula/format.ts';
import type { Formula } from '../src/formula/formula.ts';
import { formulaOf, substitute } from '../src/formula/formula-of.ts';
import { evaluate } from '../src/formula/interpret.ts';

const axpy = formulaOf(2, 1, ([x, y], [alpha]) => e.add(x, e.mul(y, alpha)));

test('formulaOf takes one expression or several', () => {
  expect(formatFormula(axpy)).toBe('x0 + x1 * s0');
  expect(axpy).toMatchObject({ inputs: 2, scalars: 1 });
  expect(formatFormula(formulaOf(1, 0, ([x]) => [e.gt(x, 0), e.square(x)]))).toBe('x0 > 0\nx0 * x0');
});

describe('substitute', () => {
  test('makes inputs scalars, after those there are, and renumbers the others', () => {
    expect(formatFormula(substitute(axpy, [true, false]))).toBe('s1 + x0 * s0');
    expect(formatFormula(substitute(axpy, [false, true]))).toBe('x0 + s1 * s0');
    expect(formatFormula(substitute(axpy, [true, true]))).toBe('s1 + s2 * s0');
    expect(substitute(axpy, [true, true])).toMatchObject({ inputs: 0, scalars: 3 });
  });

  test('keeps the value', () => {
    expect(evaluate(substitute(axpy, [true, false]), [3], [5, 2])).toEqual(evaluate(axpy, [2, 3], [5]));
  });

  test('keeps shared subexpressions shared', () => {
    const formula = substitute(
      formulaOf(2, 0, ([x, y]) => {
        const sum = e.add(x, y);
        return [e.exp(sum), e.log(sum)];
      }),
      [false, true],
    );
    const [first, second] = formula.outputs;
    expect(first?.kind === 'unary' && second?.kind === 'unary' && first.x === second.x).toBe(true);
  });
});

test.each<[string, Formula]>([
  ['where(x0 > 0, x0, s0 * x0)', formulaOf(1, 1, ([x], [s]) => e.where(e.gt(x, 0), x, e.mul(s, x)))],
  ['(x0 + x1) * (x0 - (x1 - 1))', formulaOf(2, 0, ([x, y]) => e.mul(e.add(x, y), e.sub(x, e.sub(y, 1))))],
  ['x0 / (x1 * -0)', formulaOf(2, 0, ([x, y]) => e.div(x, e.mul(y, -0)))],
  ['-(-x0 * 2)', formulaOf(1, 0, ([x]) => e.neg(e.mul(e.neg(x), 2)))],
  ['-(x0 + 2)', formulaOf(1, 0, ([x]) => e.neg(e.add(x, 2)))],
  [
    '(x0 == x1 or isNan(x0)) and not (x0 <= x1)',
    formulaOf(2, 0, ([x, y]) => e.and(e.or(e.eq(x, y), e.isNan(x)), e.not(e.le(x, y)))),
  ],
  ['toNumber(x0 != x1 xor x0 >= x1)', formulaOf(2, 0, ([x, y]) => e.toNumber(e.xor(e.ne(x, y), e.ge(x, y))))],
  ['polygamma(1, pow(x0, 2))', formulaOf(1, 0, ([x]) => e.polygamma(1, e.pow(x, 2)))],
])('a formula is printed as %s', (text, formula) => {
  expect(formatFormula(formula)).toBe(text);
});
