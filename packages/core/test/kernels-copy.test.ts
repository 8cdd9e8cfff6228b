import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { sizeOf } from '../src/shape.ts';
import { dtypes, elementsOf, engines, expectElements, operand, operands, permuted, shapes } from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const smallest = -2147483648;

const pairs = dtypes.flatMap((from) => dtypes.map((to): [DType, DType] => [from, to]));

describe.each(engines)('copy of $name', (kernels) => {
  test.each(pairs)('takes %s elements in any layout to %s elements in any layout', (from, to) => {
    const both = shapes.chain((shape) =>
      fc.tuple(
        operands(from, shape, { range: to === 'uint8' ? [0, 255] : [-70000, 70000] }),
        operands(to, shape, { repeats: false }),
      ),
    );
    fc.assert(
      fc.property(both, ([input, out]) => {
        kernels.copy(input, out);
        const want = elementsOf(input).map((value) => {
          if (to === 'bool') return value === 0 ? 0 : 1;
          return to === 'int32' || to === 'uint8' ? Math.trunc(value) : value;
        });
        expectElements(out, want);
      }),
    );
  });

  test.each<[DType, DType, readonly number[], readonly number[]]>([
    ['float32', 'int32', [2.7, -2.7, -0.5, 300], [2, -2, 0, 300]],
    [
      'float64',
      'int32',
      [nan, inf, -inf, 3e9, -3e9, 2147483647.9, -2147483647.9],
      [smallest, smallest, smallest, smallest, smallest, 2147483647, -2147483647],
    ],
    [
      'float32',
      'int32',
      [nan, inf, -inf, 2 ** 31, -(2 ** 31), 2 ** 31 - 128, -3e9],
      [smallest, smallest, smallest, smallest, smallest, 2 ** 31 - 128, smallest],
    ],
    ['float32', 'uint8', [2.7, -2.7, 300, -1, nan, inf], [2, 254, 44, 255, 0, 0]],
    ['float32', 'uint8', [-inf, 2 ** 31, -(2 ** 31), 1e10, 16777215, -16777215, 1e30], [0, 0, 0, 0, 255, 1, 0]],
    ['int32', 'uint8', [300, -1, 256], [44, 255, 0]],
    ['float64', 'bool', [0.3, -0, nan, 1e-300], [1, 0, 1, 1]],
    ['int32', 'bool', [256, 0, -1], [1, 0, 1]],
    ['uint8', 'bool', [2, 0], [1, 0]],
    ['bool', 'float32', [1, 0], [1, 0]],
    ['float64', 'float32', [0.1, 1e300, 1e-300], [Math.fround(0.1), inf, 0]],
  ])('converts %s to %s as PyTorch does', (from, to, values, want) => {
    const out = operand(to, [values.length]);
    kernels.copy(operand(from, [values.length], values), out);
    expectElements(out, want);
  });

  test.each(dtypes)('%s rows that run backwards are turned, also on their way to another dtype or strides', (dtype) => {
    for (const shape of [[63], [64], [131], [3, 65], [1, 64], [2, 3, 70], [0, 70], [5, 2]]) {
      const whole = operand(
        dtype,
        shape,
        Array.from({ length: sizeOf(shape) }, (_, i) => (dtype === 'bool' ? Number(i % 3 === 0) : i % 251)),
      );
      const dims = shape.map((_, d) => d);
      for (const turned of [dims.slice(-1), dims]) {
        const input = {
          ...whole,
          strides: whole.strides.map((stride, d) => (turned.includes(d) ? -stride : stride)),
          offset: turned.reduce((offset, d) => offset + Math.max(0, shape[d]! - 1) * whole.strides[d]!, whole.offset),
        };
        const backwards = dims.toReversed();
        const across = permuted(
          operand(
            dtype,
            backwards.map((d) => shape[d]!),
          ),
          backwards,
        );
        for (const out of [operand(dtype, shape), operand('float32', shape), across]) {
          kernels.copy(input, out);
          expectElements(out, elementsOf(input));
        }
      }
    }
  });

  test('a copy of a transposed matrix is contiguous', () => {
    const out = operand('float32', [3, 2]);
    kernels.copy(permuted(operand('float32', [2, 3], [1, 2, 3, 4, 5, 6]), [1, 0]), out);
    expectElements(out, [1, 4, 2, 5, 3, 6]);
  });
});

describe.each(engines)('fill of $name', (kernels) => {
  test.each<[DType, number, number]>([
    ['float32', 0.1, Math.fround(0.1)],
    ['float64', nan, nan],
    ['int32', 2.7, 2],
    ['uint8', -1, 255],
    ['bool', 0.5, 1],
  ])('makes every element of a %s operand the same: %d becomes %d', (dtype, value, element) => {
    fc.assert(
      fc.property(
        shapes.chain((shape) => operands(dtype, shape, { repeats: false })),
        (out) => {
          kernels.fill(value, out);
          expectElements(
            out,
            elementsOf(out).map(() => element),
          );
        },
      ),
    );
    const whole = operand(dtype, [20]);
    const before = elementsOf(whole);
    for (const [shape, strides] of [
      [
        [3, 4],
        [1, 0],
      ],
      [
        [4, 3],
        [0, 1],
      ],
      [
        [2, 3, 2],
        [0, 1, 1],
      ],
    ] as const) {
      const repeating = { ...whole, shape, strides, offset: whole.offset + 2 };
      kernels.fill(value, repeating);
      expect(elementsOf(repeating)).toEqual(new Array(12).fill(element));
    }
    // and nothing beyond them
    const after = elementsOf(whole);
    expect([after.slice(0, 2), after.slice(6)]).toEqual([before.slice(0, 2), before.slice(6)]);
  });
});
