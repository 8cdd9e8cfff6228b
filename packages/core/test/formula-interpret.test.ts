import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError } from '../src/errors.ts';
import * as e from '../src/formula/builder.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import { blockLength, compile, evaluate, programOf } from '../src/formula/interpret.ts';
import { functions, type OfOne, type OfTwo } from './formula-functions.ts';
import { binaryPoints, binaryTable, unaryPoints, unaryTable } from './formula-special-values.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function expectSame(found: number, wanted: number, what: string): void {
  if (Object.is(found, wanted) || (found !== 0 && Math.abs(found - wanted) <= 1e-14 * Math.abs(wanted))) return;
  expect.fail(`${what}: ${Object.is(found, -0) ? '-0' : found} instead of ${Object.is(wanted, -0) ? '-0' : wanted}`);
}

describe('special values are those of PyTorch', () => {
  test.each(Object.entries(unaryTable))('%s', (name, values) => {
    const formula = formulaOf(1, 0, ([x]) => functions[name as OfOne](x));
    unaryPoints.forEach((x, i) => {
      expectSame(evaluate(formula, [x])[0]!, values[i]!, `${name}(${x})`);
    });
  });

  test.each(Object.entries(binaryTable))('%s', (name, rows) => {
    const formula = formulaOf(2, 0, ([a, b]) => functions[name as OfTwo](a, b));
    binaryPoints.forEach((a, i) => {
      binaryPoints.forEach((b, j) => {
        expectSame(evaluate(formula, [a, b])[0]!, rows[i]![j]!, `${name}(${a}, ${b})`);
      });
    });
  });

  test('round takes halves to the even neighbour and keeps what is whole', () => {
    const formula = formulaOf(1, 0, ([x]) => e.round(x));
    const points = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 2251799813685249.5, 2 ** 52 + 1, -(2 ** 60)];
    const values = [0, 2, 2, -0, -2, 0, 2251799813685250, 2 ** 52 + 1, -(2 ** 60)];
    points.forEach((x, i) => {
      expectSame(evaluate(formula, [x])[0]!, values[i]!, `round(${x})`);
    });
  });

  test('floor division follows the exact remainder, not the rounded quotient', () => {
    const formula = formulaOf(2, 0, ([a, b]) => e.floorDivide(a, b));
    expect(evaluate(formula, [1, 0.1])).toEqual([9]);
    expect(evaluate(formula, [-1, 0.1])).toEqual([-10]);
    expect(evaluate(formula, [-7, 2])).toEqual([-4]);
  });

  test('relu keeps NaN', () => {
    expect(
      evaluate(
        formulaOf(1, 0, ([x]) => e.relu(x)),
        [nan],
      ),
    ).toEqual([nan]);
  });

  test('comparisons and tests give 0 and 1, NaN being unequal to all', () => {
    const formula = formulaOf(2, 0, ([a, b]) => [
      ...[e.eq(a, b), e.ne(a, b), e.lt(a, b), e.le(a, b), e.gt(a, b), e.ge(a, b)],
      ...[e.isNan(a), e.isInf(a), e.isFinite(a), e.signBit(a)],
    ]);
    expect(evaluate(formula, [1, 1])).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 1, 0]);
    expect(evaluate(formula, [-0, 0])).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 1, 1]);
    expect(evaluate(formula, [nan, 0])).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(evaluate(formula, [-inf, 0])).toEqual([0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
  });

  test('logic and choice', () => {
    const formula = formulaOf(2, 0, ([a, b]) => {
      const p = e.gt(a, 0);
      const q = e.gt(b, 0);
      return [e.and(p, q), e.or(p, q), e.xor(p, q), e.not(p), e.toNumber(p), e.where(p, a, e.neg(b))];
    });
    expect(evaluate(formula, [1, 2])).toEqual([1, 1, 0, 0, 1, 1]);
    expect(evaluate(formula, [3, -2])).toEqual([0, 1, 1, 0, 1, 3]);
    expect(evaluate(formula, [nan, 5])).toEqual([0, 1, 1, 1, 0, -5]);
  });
});

describe('integers', () => {
  const int = (name: OfTwo, a: number, b: number) =>
    evaluate(
      formulaOf(2, 0, ([x, y]) => functions[name](x, y)),
      [a, b],
      [],
      'int',
    )[0];

  test.each([
    ['add', 2147483647, 1, -2147483648],
    ['sub', -2147483648, 1, 2147483647],
    ['mul', 123456789, 987654321, -67153019],
    ['mul', 65536, 65536, 0],
    ['pow', 3, 5, 243],
    ['pow', -2, 31, -2147483648],
    ['pow', 7, 20, -1199696159],
    ['pow', 0, 0, 1],
    ['floorDivide', -7, 2, -4],
    ['floorDivide', -2147483648, -1, -2147483648],
    ['truncDivide', -7, 2, -3],
    ['remainder', -7, 2, 1],
    ['remainder', 7, -2, -1],
    ['fmod', -7, 2, -1],
    ['fmod', -8, 2, 0],
    ['maximum', -3, 4, 4],
    ['fmin', -3, 4, -3],
  ] as const)('%s(%d, %d) is %d', (name, a, b, value) => {
    expect(int(name, a, b)).toBe(value);
  });

  test('the negative and the absolute value of the least integer wrap around', () => {
    const formula = formulaOf(1, 0, ([x]) => [e.neg(x), e.abs(x), e.sign(x), e.floor(x), e.relu(x)]);
    expect(evaluate(formula, [-2147483648], [], 'int')).toEqual([-2147483648, -2147483648, -1, -2147483648, 0]);
    expect(evaluate(formula, [0], [], 'int')).toEqual([0, 0, 0, 0, 0]);
  });

  test.each(['floorDivide', 'truncDivide', 'remainder', 'fmod'] as const)('%s by zero throws', (name) => {
    expect(() => int(name, 1, 0)).toThrow(new ArgumentError(`${name}: division by zero`));
    expect(
      compile(
        formulaOf(2, 0, ([x, y]) => functions[name](x, y)),
        'int',
      ).mayThrow,
    ).toBe(true);
    expect(
      compile(
        formulaOf(2, 0, ([x, y]) => functions[name](x, y)),
        'float',
      ).mayThrow,
    ).toBe(false);
  });

  test('functions and numbers that are not whole are refused', () => {
    expect(() =>
      compile(
        formulaOf(1, 0, ([x]) => e.exp(x)),
        'int',
      ),
    ).toThrow(new DTypeError('exp: not defined for integers; expected a floating dtype'));
    expect(() =>
      compile(
        formulaOf(1, 0, ([x]) => e.mul(x, 0.5)),
        'int',
      ),
    ).toThrow(ArgumentError);
    expect(() =>
      evaluate(
        formulaOf(1, 1, ([x], [s]) => e.mul(x, s)),
        [1],
        [0.5],
        'int',
      ),
    ).toThrow(new ArgumentError('integer arithmetic: expected an int32 number, got 0.5'));
  });
});

describe('a program', () => {
  test('computes blocks, with scalars that may change from run to run', () => {
    const program = compile(
      formulaOf(2, 1, ([x, y], [s]) => [e.add(x, e.mul(y, s)), e.lt(x, y), x]),
      'float',
    );
    program.inputs[0]!.forEach((_, i, block) => {
      block[i] = i;
    });
    program.inputs[1]!.fill(100);
    for (const s of [0.5, -2, -0]) {
      program.run(blockLength, [s]);
      for (const i of [0, 1, 99, 100, blockLength - 1]) {
        expect(program.outputs.map((block) => block[i])).toEqual([i + 100 * s, i < 100 ? 1 : 0, i]);
      }
    }
  });

  test('leaves what lies beyond the count alone', () => {
    const program = compile(
      formulaOf(1, 0, ([x]) => e.exp(x)),
      'float',
    );
    program.run(blockLength, []);
    program.inputs[0]!.fill(1);
    program.run(3, []);
    expect([...program.outputs[0]!.subarray(0, 5)]).toEqual([Math.E, Math.E, Math.E, 1, 1]);
  });

  test('is made once for each formula and arithmetic', () => {
    const formula = formulaOf(1, 0, ([x]) => e.add(x, 1));
    expect(programOf(formula, 'float')).toBe(programOf(formula, 'float'));
    expect(programOf(formula, 'float')).not.toBe(programOf(formula, 'int'));
  });
});
