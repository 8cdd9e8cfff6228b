import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { formatFormula } from '../src/formula/format.ts';
import type { Bool, Expr, Formula, Num } from '../src/formula/formula.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import { compile } from '../src/formula/interpret.ts';
import { simplify } from '../src/formula/simplify.ts';
import { functions } from './formula-functions.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -2.5,
  inf,
  -inf,
  nan,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
];
const integers = [0, 1, -1, 2, 7, -3, 2147483647, -2147483648];

const floatUnary = [
  'neg',
  'abs',
  'sign',
  'exp',
  'log',
  'sqrt',
  'reciprocal',
  'tanh',
  'floor',
  'round',
  'trunc',
  'relu',
] as const;
const floatBinary = [
  ...(['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'fmax', 'fmin'] as const),
  ...(['fmod', 'remainder', 'floorDivide', 'copysign', 'atan2'] as const),
];
const intUnary = ['neg', 'abs', 'sign', 'floor', 'relu'] as const;
const intBinary = ['add', 'sub', 'mul', 'pow', 'maximum', 'minimum', 'fmax', 'fmin'] as const;
const compares = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
const tests = ['isNan', 'isInf', 'isFinite', 'signBit'] as const;
const logics = ['and', 'or', 'xor'] as const;

function formulas(
  unary: readonly (typeof floatUnary)[number][],
  binary: readonly ((typeof floatBinary)[number] | 'pow')[],
  constants: readonly number[],
): fc.Arbitrary<Formula> {
  const { num } = fc.letrec<{ num: Num; bool: Bool }>((tie) => ({
    num: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.oneof(
        fc.nat(2).map((index): Num => ({ kind: 'input', type: 'number', index })),
        fc.constantFrom(...constants).map((value) => e.const(value)),
      ),
      fc.tuple(fc.constantFrom(...unary), tie('num')).map(([fn, x]) => functions[fn](x)),
      fc.tuple(fc.constantFrom(...binary), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
      fc.tuple(fc.constantFrom('add', 'mul', 'sub'), tie('num')).map(([fn, a]) => functions[fn as 'add'](a, a)),
      fc.tuple(tie('bool'), tie('num'), tie('num')).map(([c, a, b]) => e.where(c, a, b)),
      fc.tuple(tie('bool'), tie('num')).map(([c, a]) => e.where(c, e.where(c, a, e.neg(a)), a)),
      tie('bool').map((c) => e.toNumber(c)),
    ),
    bool: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(fc.constantFrom(...compares), tie('num'), tie('num')).map(([fn, a, b]) => functions[fn](a, b)),
      fc.tuple(fc.constantFrom(...tests), tie('num')).map(([fn, x]) => functions[fn](x)),
      fc.tuple(fc.constantFrom(...logics), tie('bool'), tie('bool')).map(([fn, a, b]) => functions[fn](a, b)),
      tie('bool').map((x) => e.not(x)),
    ),
  }));
  return fc.array(num, { minLength: 1, maxLength: 2 }).map((outputs) => ({ inputs: 3, scalars: 0, outputs }));
}

function run(formula: Formula, domain: 'float' | 'int', inputs: readonly number[]): number[] {
  const program = compile(formula, domain);
  inputs.forEach((x, i) => {
    program.inputs[i]![0] = x;
  });
  program.run(1, []);
  return program.outputs.map((block) => block[0]!);
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => Object.is(x, b[i]));

describe('simplification keeps every bit', () => {
  test('of floats, special values among them', () => {
    const float = fc.oneof(fc.constantFrom(...special), fc.double());
    fc.assert(
      fc.property(formulas(floatUnary, floatBinary, special), fc.tuple(float, float, float), (formula, inputs) =>
        same(run(simplify(formula), 'float', inputs), run(formula, 'float', inputs)),
      ),
      { numRuns: 2000 },
    );
  });

  test('of integers that wrap around', () => {
    const int = fc.oneof(fc.constantFrom(...integers), fc.integer());
    fc.assert(
      fc.property(formulas(intUnary, intBinary, integers), fc.tuple(int, int, int), (formula, inputs) => {
        const wanted = run(formula, 'int', inputs).map((x) => x | 0);
        return same(
          run(simplify(formula), 'int', inputs).map((x) => x | 0),
          wanted,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('and what is simple stays as it is', () => {
    fc.assert(
      fc.property(formulas(floatUnary, floatBinary, special), (formula) => {
        const once = simplify(formula);
        return formatFormula(simplify(once)) === formatFormula(once);
      }),
    );
  });
});

const [x, y] = [0, 1].map((index): Num => ({ kind: 'input', type: 'number', index })) as [Num, Num];
const c = e.lt(x, y);

function simplified(output: Expr): string {
  return formatFormula(simplify({ inputs: 2, scalars: 0, outputs: [output] }));
}

test.each<[string, Expr]>([
  ['x0', e.mul(x, 1)],
  ['x0', e.mul(1, x)],
  ['x0', e.div(x, 1)],
  ['x0', e.sub(x, 0)],
  ['x0', e.add(x, -0)],
  ['-x0', e.mul(x, -1)],
  ['x0', e.neg(e.neg(x))],
  ['x0 - x1', e.add(x, e.neg(y))],
  ['x0 + x1', e.sub(x, e.neg(y))],
  ['x0 * x1', e.mul(e.neg(x), e.neg(y))],
  ['x0 * x1', e.neg(e.mul(e.neg(x), y))],
  ['x0 * -3', e.neg(e.mul(x, 3))],
  ['x0', e.pow(x, 1)],
  ['x0 * x0', e.pow(x, 2)],
  ['1', e.pow(x, 0)],
  ['abs(x0)', e.abs(e.neg(x))],
  ['round(x0)', e.floor(e.round(x))],
  ['6.5', e.add(e.mul(2, 3), 0.5)],
  ['x0', e.where(e.lt(1, 2), x, y)],
  ['x0', e.where(c, x, x)],
  ['where(x0 < x1, x1, x0)', e.where(e.not(c), x, y)],
  ['where(x0 < x1, x0, x1)', e.where(c, e.where(c, x, 3), y)],
  ['where(x0 != x1, x0, x1)', e.where(e.not(e.eq(x, y)), x, y)],
  ['where(x0 < x1, x0, x1)', e.where(e.and(c, e.gt(2, 1)), x, y)],
  ['x0', e.where(e.or(c, e.isNan(nan)), x, y)],
  ['x0', e.maximum(x, x)],
])('an expression becomes %s', (text, expr) => {
  expect(simplified(expr)).toBe(text);
});

test.each<[string, string, Expr]>([
  ['x0 * 0', 'NaN and infinities', e.mul(x, 0)],
  ['x0 + 0', '-0', e.add(x, 0)],
  ['x0 - -0', '-0', e.sub(x, -0)],
  ['0 - x0', '0', e.sub(0, x)],
  ['x0 - x0', 'NaN and infinities', e.sub(x, x)],
  ['x0 / x0', 'zeros', e.div(x, x)],
  ['x0 / 3', 'rounding', e.div(x, 3)],
  ['-(x0 - x1)', 'zeros', e.neg(e.sub(x, y))],
  ['not (x0 < x1)', 'NaN', e.not(e.lt(x, y))],
  ['2147483647 + 1', 'integers', e.add(2147483647, 1)],
  ['signBit(-0)', 'integers', e.signBit(-0)],
  ['floorDivide(1, 0)', 'integers', e.floorDivide(1, 0)],
])('%s stays, because of %s', (text, _, expr) => {
  expect(simplified(expr)).toBe(text);
});

test('equal subexpressions become one object, in either order of a sum or product', () => {
  const formula = simplify(
    formulaOf(2, 0, ([a, b]) => [e.exp(e.mul(a, b)), e.neg(e.exp(e.mul(b, a))), e.exp(e.mul(a, e.mul(b, 1)))]),
  );
  const [first, second, third] = formula.outputs as [Num, Num, Num];
  expect(second.kind === 'unary' && second.x).toBe(first);
  expect(third).toBe(first);
});

test('a formula whose sharing would make an exponential tree is simplified at once', () => {
  let expr: Num = x;
  for (let i = 0; i < 200; i++) expr = e.add(expr, expr);
  const formula = simplify({ inputs: 1, scalars: 0, outputs: [expr] });
  expect(run(formula, 'float', [1])).toEqual([2 ** 200]);
});
