import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import * as e from '../src/formula/builder.ts';
import type { Formula } from '../src/formula/formula.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import type { Operand } from '../src/memory/memory.ts';
import {
  dtypes,
  elementAt,
  elementsOf,
  engines,
  expectElements,
  floats,
  operand,
  operands,
  permuted,
  positionsOf,
  shapes,
  toleranceOf,
} from './kernel-operands.ts';

const add = formulaOf(2, 0, ([x, y]) => e.add(x, y));
const scale = formulaOf(1, 1, ([x], [s]) => e.mul(x, s));
const less = formulaOf(2, 0, ([x, y]) => e.lt(x, y));
const swap = formulaOf(2, 0, ([x, y]) => [y, x]);
const sumAndProduct = formulaOf(3, 0, ([x, y, z]) => [e.add(e.add(x, y), z), e.mul(e.mul(x, y), z)]);
const divide = formulaOf(2, 0, ([x, y]) => e.floorDivide(x, y));

type Plain = (...elements: number[]) => number[];

/** The outputs of a function of single elements, over the positions of `shape`. */
function naive(fn: Plain, inputs: readonly Operand[], shape: readonly number[]): number[][] {
  const results = Array.from(positionsOf(shape), (position) => fn(...inputs.map((x) => elementAt(x, position))));
  return fn(...inputs.map(() => 1)).map((_, k) => results.map((result) => result[k]!));
}

const cases: readonly (readonly [string, Formula, Plain])[] = [
  ['add', add, (x, y) => [x! + y!]],
  ['lt', less, (x, y) => [x! < y! ? 1 : 0]],
  ['swap', swap, (x, y) => [y!, x!]],
  ['a sum and a product of three', sumAndProduct, (x, y, z) => [x! + y! + z!, x! * y! * z!]],
];

/** A shape that broadcasts to another. */
const fitting = (shape: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.nat(shape.length), fc.tuple(...shape.map(() => fc.constantFrom(false, false, true))))
    .map(([missing, ones]) => shape.map((size, d) => (ones[d] ? 1 : size)).slice(missing));

describe.each(engines)('map of $name', (kernels) => {
  describe.each(cases)('%s', (name, formula, fn) => {
    test.each(dtypes)('computes each element of broadcast %s operands in any layout', (dtype) => {
      const out = name === 'lt' ? 'bool' : dtype;
      const inputs = shapes.chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          inputs: fc.tuple(
            ...Array.from({ length: formula.inputs }, () =>
              fitting(shape).chain((own) => operands(dtype, own, { special: true })),
            ),
          ),
          outputs: fc.tuple(...formula.outputs.map(() => operands(out, shape, { repeats: false }))),
        }),
      );
      fc.assert(
        fc.property(inputs, ({ shape, inputs, outputs }) => {
          kernels.map(formula, inputs, outputs, [], !floats.includes(dtype));
          const want = naive(fn, inputs, shape);
          outputs.forEach((output, k) => {
            const elements = out === 'bool' ? want[k]!.map((value) => (value === 0 ? 0 : 1)) : want[k]!;
            expectElements(output, elements, toleranceOf(out));
          });
        }),
      );
    });
  });

  test.each(floats)('writes into its own %s inputs, whatever their strides', (dtype) => {
    const pairs = shapes.chain((shape) =>
      fc.tuple(operands(dtype, shape, { repeats: false }), operands(dtype, shape, { repeats: false })),
    );
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        const [first, second] = [elementsOf(x), elementsOf(y)];
        kernels.map(swap, [x, y], [x, y], [], false);
        expectElements(x, second);
        expectElements(y, first);
      }),
    );
  });

  test.each<[DType, DType, number]>([
    ['float32', 'float32', 0.1],
    ['int32', 'float32', 2.5],
    ['bool', 'float64', 0.1],
    ['float64', 'float64', 1 / 3],
  ])('takes %s elements to %s before it computes', (from, to, s) => {
    const x = operand(from, [3], from === 'bool' ? [0, 1, 1] : [1, 5, 16777217]);
    const out = operand(to, [3]);
    kernels.map(scale, [x], [out], [s], false);
    const round = to === 'float32' ? Math.fround : (value: number) => value;
    expectElements(
      out,
      elementsOf(x).map((value) => round(value) * round(s)),
    );
  });

  test('compares in the promoted dtype of the inputs, as PyTorch does', () => {
    const equal = formulaOf(1, 1, ([x], [s]) => e.eq(x, s));
    const bothEqual = formulaOf(2, 0, ([x, y]) => e.eq(x, y));
    const out = operand('bool', [1]);
    kernels.map(equal, [operand('float32', [1], [0.1])], [out], [0.1], false);
    expectElements(out, [1]);
    kernels.map(equal, [operand('float64', [1], [0.1])], [out], [0.1], false);
    expectElements(out, [1]);
    kernels.map(bothEqual, [operand('int32', [1], [16777217]), operand('float32', [1], [16777216])], [out], [], false);
    expectElements(out, [1]);
    kernels.map(bothEqual, [operand('float32', [1], [0.1]), operand('float64', [1], [0.1])], [out], [], false);
    expectElements(out, [0]);
  });

  test('integers wrap around, bytes at 8 bits', () => {
    const ints = operand('int32', [2]);
    kernels.map(add, [operand('int32', [2], [2147483647, -2147483648]), operand('int32', [], [-1])], [ints], [], true);
    expectElements(ints, [2147483646, 2147483647]);
    const bytes = operand('uint8', [3]);
    kernels.map(add, [operand('uint8', [3], [250, 5, 0]), operand('uint8', [1], [10])], [bytes], [], true);
    expectElements(bytes, [4, 15, 10]);
  });

  test.each([1, 256, 400, 777])('a division by zero among %i integers leaves them as they were', (length) => {
    const x = operand(
      'int32',
      [length],
      Array.from({ length }, (_, i) => i + 1),
    );
    const y = operand(
      'int32',
      [length],
      Array.from({ length }, (_, i) => length - 1 - i),
    );
    const before = elementsOf(x);
    expect(() => kernels.map(divide, [x, y], [x], [], true)).toThrow(/zero/i);
    expectElements(x, before);
    y.storage.data[y.offset + length - 1] = 1;
    kernels.map(divide, [x, y], [x], [], true);
    expectElements(
      x,
      before.map((value, i) => Math.floor(value / Math.max(length - 1 - i, 1))),
    );
  });

  test('an output may be a transposed view', () => {
    const out = permuted(operand('float32', [3, 2]), [1, 0]);
    kernels.map(
      add,
      [operand('float32', [2, 3], [1, 2, 3, 4, 5, 6]), operand('float32', [3], [10, 20, 30])],
      [out],
      [],
      false,
    );
    expectElements(out, [11, 22, 33, 14, 25, 36]);
    expect(Array.from(out.storage.data.subarray(out.offset, out.offset + 6))).toEqual([11, 14, 22, 25, 33, 36]);
  });
});
