import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { getKernels, type KernelsName, setKernels } from '../src/kernels/current.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import { simdKernels } from '../src/kernels/simd/simd.ts';
import type { Operand } from '../src/memory/memory.ts';
import { elementsOf, expectElements, operand, operands, permuted } from './kernel-operands.ts';

/** A matrix of random elements in rows, in columns, in the rows of a wider one, or in columns and rows that are apart. */
function matrices(rows: number, columns: number, special = false): fc.Arbitrary<Operand> {
  const transposed = operands('float32', [columns, rows], { repeats: false, special });
  return fc.oneof(
    operands('float32', [rows, columns], { special }),
    transposed.map((x) => permuted(x, [1, 0])),
    operands('float32', [rows, columns + 3], { repeats: false, special }).map((x) => ({
      ...x,
      shape: [rows, columns],
    })),
  );
}

const small = fc.integer({ min: 1, max: 20 });

/** Sizes around those that the kernel divides its work by. */
const sizes = fc.oneof(
  fc.tuple(small, small, small),
  fc.tuple(fc.constantFrom(1, 6, 7, 13, 30), fc.constantFrom(255, 256, 257, 600), fc.constantFrom(1, 4, 5, 8, 26)),
  fc.tuple(fc.constantFrom(1, 3, 14), small, fc.constantFrom(33, 64, 1023, 1024, 1030)),
  fc.tuple(fc.constantFrom(1, 2, 4), fc.constantFrom(5, 6, 7, 13, 35), fc.constantFrom(7, 8, 13, 28)),
  fc.tuple(fc.constantFrom(7, 8, 13, 28), fc.constantFrom(5, 6, 7, 13, 35), fc.constant(1)),
  fc.tuple(fc.constantFrom(3, 4, 5, 6, 9, 20), fc.constantFrom(1, 3, 4, 5, 7, 8, 66), fc.constantFrom(31, 256, 261)),
);

describe.each<KernelsName>(['simd', 'simd-strict'])('products of %s', (name) => {
  let before: KernelsName;
  beforeAll(() => {
    before = getKernels();
    setKernels(name);
  });
  afterAll(() => setKernels(before));

  test('equal those of the reference in sizes that are divided', () => {
    fc.assert(
      fc.property(
        sizes.chain(([m, k, n]) =>
          fc.record({ a: matrices(m, k), b: matrices(k, n), bias: fc.option(operands('float32', [n])) }),
        ),
        ({ a, b, bias }) => {
          const shape = [a.shape[0]!, b.shape[1]!];
          const [out, want] = [operand('float32', shape), operand('float64', shape)];
          simdKernels.matmul(a, b, bias ?? undefined, out);
          referenceKernels.matmul(a, b, bias ?? undefined, want);
          expectElements(out, elementsOf(want), 3e-4);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('propagate NaN and infinities as the reference does', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 17 }))
          .chain(([m, k, n]) => fc.tuple(matrices(m, k, true), matrices(k, n, true))),
        ([a, b]) => {
          const shape = [a.shape[0]!, b.shape[1]!];
          const [out, want] = [operand('float32', shape), operand('float64', shape)];
          simdKernels.matmul(a, b, undefined, out);
          referenceKernels.matmul(a, b, undefined, want);
          expectElements(out, elementsOf(want), 1e-4);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['a row', 1, 5],
    ['a column', 5, 1],
    ['a matrix', 7, 11],
  ])('a bias of -0 leaves no -0 in %s, as sums that begin with 0', (_, rows, columns) => {
    const out = operand('float32', [rows, columns]);
    const zeros = (shape: [number, number], zero: number): Operand =>
      operand('float32', shape, new Float32Array(shape[0] * shape[1]).fill(zero));
    const bias = operand('float32', [columns], new Float32Array(columns).fill(-0));
    simdKernels.matmul(zeros([rows, 3], 0), zeros([3, columns], -0), bias, out);
    // a tolerance below 0 tells zeros of different signs apart
    expectElements(out, new Array<number>(rows * columns).fill(0), -1);
  });
});
