import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SparseMatrix, sparseProductKernel } from '../src/kernels/sparse-product.ts';
import {
  alongDim,
  describeKernels,
  elementsOf,
  expectElements,
  floats,
  operand,
  replacedRows,
  toleranceOf,
} from './kernel-operands.ts';

/** Rows of some elements each, of `width` columns. */
function matrices(width: number): fc.Arbitrary<SparseMatrix> {
  const element = fc.tuple(fc.nat(width - 1), fc.integer({ min: -4, max: 4 }));
  return fc.array(fc.array(element, { maxLength: 4 }), { minLength: 1, maxLength: 9 }).map((rows) => ({
    counts: Int32Array.from(rows, (row) => row.length),
    columns: Int32Array.from(rows.flat(), ([column]) => column),
    values: Float64Array.from(rows.flat(), ([, value]) => value / 2),
  }));
}

/** The product with one vector. */
function naive({ counts, columns, values }: SparseMatrix, vector: readonly number[]): number[] {
  const starts = Array.from(counts, (_, i) => counts.slice(0, i).reduce((a, b) => a + b, 0));
  return starts.map((start, i) => {
    let sum = 0;
    for (let at = start; at < start + counts[i]!; at++) sum += values[at]! * vector[columns[at]!]!;
    return sum;
  });
}

describeKernels('sparseProduct', () => {
  test.each(floats)('multiplies %s vectors along any dim, in any layout', (dtype) => {
    const drawn = alongDim(dtype)
      .filter(({ input, dim }) => input.shape[dim]! > 0)
      .chain(({ input, dim }) =>
        fc.record({ input: fc.constant(input), dim: fc.constant(dim), matrix: matrices(input.shape[dim]!) }),
      );
    fc.assert(
      fc.property(drawn, ({ input, dim, matrix }) => {
        const rows = matrix.counts.length;
        const out = operand(dtype, input.shape.with(dim, rows));
        sparseProductKernel(input, dim, matrix, out);
        expectElements(
          out,
          replacedRows(input, dim, rows, (row) => naive(matrix, row)),
          10 * toleranceOf(dtype),
        );
      }),
    );
  });

  test.each([
    [[5, 3], 1],
    [[3, 5], 0],
  ])('of %j along %i, a row without elements is 0, and one with a 1 alone keeps what there is', (shape, dim) => {
    const matrix = { counts: Int32Array.of(0, 1), columns: Int32Array.of(2), values: Float64Array.of(1) };
    const special = [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1];
    const input = operand('float32', shape, new Array(15).fill(7));
    // the column that is taken
    const at = (i: number): number => input.offset + (dim === 1 ? 3 * i + 2 : 10 + i);
    for (const [i, value] of special.entries()) input.storage.data[at(i)] = value;
    const out = operand('float32', shape.with(dim, 2));
    sparseProductKernel(input, dim, matrix, out);
    const want = dim === 1 ? special.flatMap((value) => [0, value]) : [0, 0, 0, 0, 0, ...special];
    expect([...elementsOf(out)]).toEqual(want);
  });
});
