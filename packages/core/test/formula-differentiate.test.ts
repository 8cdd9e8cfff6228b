import { describe, expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { customPullback, pullback } from '../src/formula/differentiate.ts';
import { formatFormula } from '../src/formula/format.ts';
import type { Expr, Formula } from '../src/formula/formula.ts';
import { formulaOf, substitute } from '../src/formula/formula-of.ts';
import { evaluate } from '../src/formula/interpret.ts';
import { apply, expectClose } from './formula-gradients.ts';

describe('what a pullback saves', () => {
  const none: readonly number[] = [];
  test.each<[string, Formula, string, readonly number[], readonly number[]]>([
    ['tanh', formulaOf(1, 0, ([x]) => e.tanh(x)), 'x0 * (1 - x1 * x1)', none, [0]],
    ['exp', formulaOf(1, 0, ([x]) => e.exp(x)), 'x0 * x1', none, [0]],
    ['expm1', formulaOf(1, 0, ([x]) => e.expm1(x)), 'x0 * (x1 + 1)', none, [0]],
    ['sigmoid', formulaOf(1, 0, ([x]) => e.sigmoid(x)), 'x0 * (1 - x1) * x1', none, [0]],
    ['relu', formulaOf(1, 0, ([x]) => e.relu(x)), 'where(x1 <= 0, 0, x0)', none, [0]],
    ['sqrt', formulaOf(1, 0, ([x]) => e.sqrt(x)), 'x0 / (x1 * 2)', none, [0]],
    ['sin', formulaOf(1, 0, ([x]) => e.sin(x)), 'x0 * cos(x1)', [0], none],
    ['add', formulaOf(2, 0, ([x, y]) => e.add(x, y)), 'x0\nx0', none, none],
    ['mul', formulaOf(2, 0, ([x, y]) => e.mul(x, y)), 'x0 * x2\nx0 * x1', [0, 1], none],
    ['div', formulaOf(2, 0, ([x, y]) => e.div(x, y)), 'x0 / x2\n-(x0 * (x1 / x2 / x2))', [0, 1], none],
    [
      'hypot',
      formulaOf(2, 0, ([x, y]) => e.hypot(x, y)),
      'where(x3 == 0, 0, x0 * (x1 / x3))\nwhere(x3 == 0, 0, x0 * (x2 / x3))',
      [0, 1],
      [0],
    ],
    [
      'softsign, whose output is cheaper to compute than to keep',
      formulaOf(1, 0, ([x]) => e.div(x, e.add(1, e.abs(x)))),
      'x0 / (1 + abs(x1)) - x0 * (x1 / (1 + abs(x1)) / (1 + abs(x1))) * sign(x1)',
      [0],
      none,
    ],
    [
      'elu',
      formulaOf(1, 1, ([x], [a]) => e.where(e.gt(x, 0), x, e.mul(a, e.expm1(x)))),
      'where(x1 > 0, x0, x0 * s0 * exp(x1))',
      [0],
      none,
    ],
    [
      'where',
      formulaOf(3, 0, ([c, a, b]) => e.where(e.ne(c, 0), a, b)),
      'where(x1 != 0, x0, 0)\nwhere(x1 != 0, 0, x0)',
      [0],
      none,
    ],
  ])('%s', (_, formula, text, inputs, outputs) => {
    const derived = pullback(formula);
    expect(formatFormula(derived.formula)).toBe(text);
    expect(derived.uses).toEqual({ inputs, outputs });
    expect(derived.formula.inputs).toBe(formula.outputs.length + inputs.length + outputs.length);
    expect(derived.formula.scalars).toBe(formula.scalars);
  });

  test('only what the requested gradients need', () => {
    const mul = formulaOf(2, 0, ([x, y]) => e.mul(x, y));
    expect(pullback(mul, [true, false])).toMatchObject({ wrt: [0], uses: { inputs: [1], outputs: [] } });
    expect(pullback(mul, [false, true])).toMatchObject({ wrt: [1], uses: { inputs: [0], outputs: [] } });
    const nothing = pullback(mul, [false, false]);
    expect(nothing).toEqual({
      formula: { inputs: 1, scalars: 0, outputs: [] },
      wrt: [],
      uses: { inputs: [], outputs: [] },
    });
  });

  test('an operand that became a scalar is not saved, and has no gradient', () => {
    const derived = pullback(
      substitute(
        formulaOf(2, 0, ([x, y]) => e.mul(x, y)),
        [false, true],
      ),
    );
    expect(formatFormula(derived.formula)).toBe('x0 * s0');
    expect(derived).toMatchObject({ wrt: [0], uses: { inputs: [], outputs: [] } });
  });
});

describe('inputs without a derivative are missing', () => {
  test.each<[string, Formula, readonly number[]]>([
    ['floor', formulaOf(1, 0, ([x]) => e.floor(x)), []],
    ['a comparison', formulaOf(2, 0, ([x, y]) => e.gt(x, y)), []],
    ['a condition', formulaOf(3, 0, ([c, x, y]) => e.where(e.gt(c, 0), x, y)), [1, 2]],
    ['an unused input', formulaOf(2, 0, ([, y]) => e.exp(y)), [1]],
    ['the order of polygamma', formulaOf(2, 0, ([n, x]) => e.polygamma(n, x)), [1]],
    ['a truth value made a number', formulaOf(2, 0, ([x, y]) => e.mul(e.toNumber(e.gt(x, 0)), y)), [1]],
  ])('%s', (_, formula, wrt) => {
    const derived = pullback(formula);
    expect(derived.wrt).toEqual(wrt);
    expect(derived.formula.outputs).toHaveLength(wrt.length);
  });
});

describe('several outputs', () => {
  const formula = formulaOf(2, 1, ([x, y], [s]): Expr[] => {
    const product = e.mul(x, y);
    return [e.exp(product), e.gt(x, y), e.mul(e.exp(product), s), x];
  });

  test('each adds its share', () => {
    const inputs = [0.3, -1.2];
    const outputs = evaluate(formula, inputs, [5]);
    const shares = [1.5, 9, -0.25, 2];
    const [gx, gy] = apply(pullback(formula), shares, inputs, outputs, [5]);
    const total = Math.exp(0.3 * -1.2) * (1.5 - 0.25 * 5);
    expectClose(gx, total * -1.2 + 2, 1e-14);
    expectClose(gy, total * 0.3, 1e-14);
  });

  test('the cotangents come first, then the inputs, then the outputs', () => {
    const { formula: backward, uses } = pullback(formula, [false, true]);
    expect(uses).toEqual({ inputs: [0], outputs: [0] });
    expect(backward.inputs).toBe(6);
    expect(formatFormula(backward)).toBe('(x0 + x2 * s0) * x5 * x4');
  });
});

describe('customPullback', () => {
  const formula = formulaOf(2, 1, ([x, y], [s]) => [e.mul(x, e.mul(y, s)), e.tanh(x)]);

  test('saves what the rule mentions and numbers it', () => {
    const derived = customPullback(formula, ([g, h], [, y], [, tanh], [s]) => [
      e.add(e.mul(g!, e.mul(y!, s!)), e.mul(h!, e.sub(1, e.square(tanh!)))),
      undefined,
    ]);
    expect(derived.wrt).toEqual([0]);
    expect(derived.uses).toEqual({ inputs: [1], outputs: [1] });
    expect(formatFormula(derived.formula)).toBe('x0 * (x2 * s0) + x1 * (1 - x3 * x3)');
  });

  test('is taken at its word', () => {
    const straightThrough = customPullback(
      formulaOf(1, 0, ([x]) => e.round(x)),
      ([g]) => [g],
    );
    expect(formatFormula(straightThrough.formula)).toBe('x0');
    expect(straightThrough).toMatchObject({ wrt: [0], uses: { inputs: [], outputs: [] } });
  });
});
