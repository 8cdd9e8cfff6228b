import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type DType, isFloat } from '../src/dtype.ts';
import type { Kernels } from '../src/kernels/kernels.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import type { Operand } from '../src/memory/memory.ts';
import { broadcastShapes } from '../src/shape.ts';
import {
  elementAt,
  engines,
  expectElements,
  operand,
  operands,
  permuted,
  positionsOf,
  toleranceOf,
} from './kernel-operands.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8'];

function naive(a: Operand, b: Operand, bias: Operand | undefined, out: Operand): number[] {
  const inner = a.shape[a.shape.length - 1]!;
  return Array.from(positionsOf(out.shape), (position) => {
    const [row, column] = position.slice(-2) as [number, number];
    const batch = position.slice(0, -2);
    const terms = bias ? [elementAt(bias, [column]), 1] : [];
    for (let k = 0; k < inner; k++) terms.push(elementAt(a, [...batch, row, k]), elementAt(b, [...batch, k, column]));
    if (isFloat(out.dtype)) return terms.reduce((sum, x, i) => (i % 2 === 0 ? sum + x * terms[i + 1]! : sum), 0);
    const exact = terms.reduce((sum, x, i) => (i % 2 === 0 ? sum + BigInt(x) * BigInt(terms[i + 1]!) : sum), 0n);
    return Number(out.dtype === 'uint8' ? BigInt.asUintN(8, exact) : BigInt.asIntN(32, exact));
  });
}

const sizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 9, 33, 70);
const batches = fc.constantFrom<[number[], number[]]>(
  [[], []],
  [[2], [2]],
  [[2], []],
  [[], [3]],
  [[3, 1], [2]],
  [
    [2, 1, 2],
    [3, 1],
  ],
  [[0], [1]],
);

const problems = (dtype: DType): fc.Arbitrary<{ a: Operand; b: Operand; bias: Operand | undefined; shape: number[] }> =>
  fc
    .record({ m: sizes, k: fc.oneof(sizes, fc.constantFrom(0, 130)), n: sizes, batch: batches })
    .filter(({ m, k, n }) => m * k * n < 20000)
    .chain(({ m, k, n, batch }) => {
      const range = dtype === 'uint8' ? ([0, 255] as const) : ([-2147483648, 2147483647] as const);
      return fc.record({
        a: operands(dtype, [...batch[0], m, k], { range }),
        b: operands(dtype, [...batch[1], k, n], { range }),
        bias: fc.option(operands(dtype, [n], { range }), { nil: undefined }),
        shape: fc.constant([...broadcastShapes('matmul', batch[0], batch[1]), m, n]),
      });
    });

/** Sums of float32 are rounded at each addition where the kernels do not compute in double precision. */
const tolerance = (kernels: Kernels, dtype: DType): number =>
  kernels.name === 'simd' && dtype === 'float32' ? 1e-4 : 10 * toleranceOf(dtype);

describe.each(engines)('matmul of $name', (kernels) => {
  test.each(dtypes)('multiplies %s matrices in any layout, broadcasting the batches', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), ({ a, b, bias, shape }) => {
        const out = operand(dtype, shape);
        kernels.matmul(a, b, bias, out);
        expectElements(out, naive(a, b, bias, out), tolerance(kernels, dtype));
      }),
      { numRuns: 60 },
    );
  });

  test.each<[number, number, number]>([
    [1, 1, 1],
    [4, 300, 64],
    [5, 20, 65],
    [6, 3, 128],
    [130, 2, 31],
    [1, 257, 3],
  ])('multiplies [%i, %i] by [%s, …], plain and transposed', (m, k, n) => {
    const a = operand(
      'float32',
      [m, k],
      Array.from({ length: m * k }, (_, i) => Math.sin(i)),
    );
    const b = operand(
      'float32',
      [k, n],
      Array.from({ length: k * n }, (_, i) => Math.cos(3 * i)),
    );
    const at = permuted({ ...a, shape: [k, m], strides: [m, 1] }, [1, 0]);
    const bt = permuted({ ...b, shape: [n, k], strides: [k, 1] }, [1, 0]);
    for (const left of [a, at]) {
      for (const right of [b, bt]) {
        const out = operand('float32', [m, n]);
        kernels.matmul(left, right, undefined, out);
        expectElements(out, naive(left, right, undefined, out), tolerance(kernels, 'float32'));
      }
    }
  });

  test('products over nothing are zero, or the bias', () => {
    const [a, b] = [operand('float32', [2, 0]), operand('float32', [0, 3])];
    const out = operand('float32', [2, 3]);
    kernels.matmul(a, b, undefined, out);
    expectElements(out, [0, 0, 0, 0, 0, 0]);
    kernels.matmul(a, b, operand('float32', [3], [1, 2, 3]), out);
    expectElements(out, [1, 2, 3, 1, 2, 3]);
  });

  test('a NaN spoils its row and column only', () => {
    const out = operand('float32', [2, 2]);
    kernels.matmul(
      operand('float32', [2, 2], [Number.NaN, 0, 1, 2]),
      operand('float32', [2, 2], [1, 2, 3, 4]),
      undefined,
      out,
    );
    expectElements(out, [Number.NaN, Number.NaN, 7, 10]);
  });
});

test('the reference adds up float32 products in double precision', () => {
  const out = operand('float32', [1, 1]);
  const [a, b] = [operand('float32', [1, 3], [1e8, 1, -1e8]), operand('float32', [3, 1], [1, 1, 1])];
  referenceKernels.matmul(a, b, undefined, out);
  expectElements(out, [1]);
});
