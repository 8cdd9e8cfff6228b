import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  argKthKernel,
  argMedianKernel,
  argModeKernel,
  argSortKernel,
  searchSortedKernel,
} from '../src/kernels/sorting.ts';
import {
  alongDim,
  describeKernels,
  dtypes,
  elementsOf,
  expectElements,
  operand,
  operands,
  replacedRows,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** NaN is greater than any number, and equal to itself. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

const indicesOf = (row: readonly number[]): number[] => row.map((_, i) => i);
const sorted = (row: readonly number[]): number[] => row.toSorted(compare);
const same = (a: number, b: number): boolean => compare(a, b) === 0;

/** Few different numbers, so that many are equal. */
const drawn = { special: true, range: [0, 4] } as const;

describeKernels('argSort', () => {
  test.each(dtypes)('orders %s operands in any layout and leaves equal elements as they come', (dtype) => {
    fc.assert(
      fc.property(
        alongDim(dtype, drawn),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, descending, part) => {
          const { input, dim } = x;
          const length = input.shape[dim]!;
          const count = Math.round(length * part);
          const out = operand('int32', input.shape.with(dim, count));
          argSortKernel(input, dim, descending, out);
          const want = replacedRows(input, dim, count, (row) =>
            indicesOf(row)
              .sort((i, j) => (descending ? -1 : 1) * compare(row[i]!, row[j]!))
              .slice(0, count),
          );
          expectElements(out, want);
        },
      ),
    );
  });

  test.each([1, 5, 32, 33, 150])('the first %i of many are those of all', (count) => {
    fc.assert(
      fc.property(operands('float32', [3, 200], drawn), fc.boolean(), (input, descending) => {
        const [all, out] = [operand('int32', [3, 200]), operand('int32', [3, count])];
        argSortKernel(input, 1, descending, all);
        argSortKernel(input, 1, descending, out);
        expectElements(
          out,
          replacedRows(all, 1, count, (row) => row.slice(0, count)),
        );
      }),
    );
  });

  test('NaN is last, and first when descending', () => {
    const input = operand('float32', [5], [nan, 1, inf, nan, -inf]);
    const out = operand('int32', [5]);
    argSortKernel(input, 0, false, out);
    expectElements(out, [4, 1, 2, 0, 3]);
    argSortKernel(input, 0, true, out);
    expectElements(out, [0, 3, 2, 1, 4]);
  });
});

describeKernels('selection', () => {
  test.each(dtypes)(
    'argKth finds an element that stands at its place among the sorted ones of %s operands',
    (dtype) => {
      fc.assert(
        fc.property(alongDim(dtype, drawn), fc.nat(), ({ input, dim }, seed) => {
          const length = input.shape[dim]!;
          fc.pre(length > 0);
          const k = 1 + (seed % length);
          const out = operand('int32', input.shape.with(dim, 1));
          argKthKernel(input, dim, k, out);
          const found = elementsOf(out)[Symbol.iterator]();
          replacedRows(input, dim, 1, (row) => {
            expect(same(row[found.next().value!]!, sorted(row)[k - 1]!)).toBe(true);
            return [0];
          });
        }),
      );
    },
  );

  test.each(dtypes)('argMedian finds the lower median of %s operands, or the first NaN', (dtype) => {
    fc.assert(
      fc.property(alongDim(dtype, drawn), fc.boolean(), ({ input, dim }, ignoreNaN) => {
        fc.pre(input.shape[dim] !== 0);
        const out = operand('int32', input.shape.with(dim, 1));
        argMedianKernel(input, dim, ignoreNaN, out);
        const found = elementsOf(out)[Symbol.iterator]();
        replacedRows(input, dim, 1, (row) => {
          const index = found.next().value!;
          const missing = row.findIndex(Number.isNaN);
          const numbers = row.filter((value) => !Number.isNaN(value));
          const candidates = ignoreNaN && numbers.length > 0 ? numbers : row;
          if (!ignoreNaN && missing >= 0) expect(index).toBe(missing);
          else expect(same(row[index]!, sorted(candidates)[(candidates.length - 1) >> 1]!)).toBe(true);
          return [0];
        });
      }),
    );
  });

  test.each([
    [[2, 2, 2, 2, 2], 3, 0, 2],
    [[1, 1, 3], 2, 0, 1],
    [[3, 1, 3, 1, 3, 1], 4, 0, 5],
  ])('of equal elements of %j the one of PyTorch is chosen', (values, k, kth, median) => {
    const input = operand('float64', [values.length], values);
    const out = operand('int32', [1]);
    argKthKernel(input, 0, k, out);
    expectElements(out, [kth]);
    argMedianKernel(input, 0, false, out);
    expectElements(out, [median]);
  });

  test.each(dtypes)('argMode finds the most frequent element of %s operands', (dtype) => {
    fc.assert(
      fc.property(alongDim(dtype, { range: [0, 4] }), ({ input, dim }) => {
        fc.pre(input.shape[dim] !== 0);
        const out = operand('int32', input.shape.with(dim, 1));
        argModeKernel(input, dim, out);
        const want = replacedRows(input, dim, 1, (row) => {
          const frequency = (value: number): number => row.filter((x) => x === value).length;
          const mode = sorted(row).reduce((best, value) => (frequency(value) > frequency(best) ? value : best));
          return [row.lastIndexOf(mode)];
        });
        expectElements(out, want);
      }),
    );
  });
});

describeKernels('searchSorted', () => {
  const naive = (row: readonly number[], value: number, right: boolean): number => {
    const index = row.findIndex((x) => (right ? x > value : x >= value));
    return index < 0 ? row.length : index;
  };

  test.each(dtypes)('counts the elements of each row before each %s value', (dtype) => {
    const inputs = fc.tuple(fc.nat(3), fc.nat(300), fc.nat(300)).chain(([rows, length, count]) =>
      fc.record({
        row: operands(dtype, [rows, length], { range: [0, 20] }),
        values: operands(dtype, [rows, count], { range: [0, 20], special: true }),
        right: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(inputs, ({ row, values, right }) => {
        const [rows, length] = row.shape as [number, number];
        const order = operand(dtype, row.shape, replacedRows(row, 1, length, sorted));
        const out = operand('int32', values.shape);
        searchSortedKernel(order, values, right, out);
        const all = elementsOf(order);
        const count = values.shape[1]!;
        const want = elementsOf(values).map((value, i) => {
          const first = Math.floor(i / count) * length;
          return naive(all.slice(first, first + length), value, right);
        });
        expectElements(out, want);
        if (rows === 0) return;
        const single = { ...order, shape: [length], strides: [1] };
        searchSortedKernel(single, values, right, out);
        expectElements(
          out,
          elementsOf(values).map((value) => naive(all.slice(0, length), value, right)),
        );
      }),
    );
  });
});
