import fc from 'fast-check';
import { test } from 'vitest';
import { type DType, isFloat } from '../src/dtype.ts';
import { argCumulateKernel, type CumulateKind, cumulateKernel } from '../src/kernels/cumulate.ts';
import type { Operand } from '../src/memory/memory.ts';
import {
  alongDim,
  describeKernels,
  dtypes,
  expectElements,
  operand,
  permuted,
  replacedRows,
  toleranceOf,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** What the elements up to `end` make together. */
function reduced(kind: CumulateKind, row: readonly number[], end: number, dtype: DType): number {
  const values = row.slice(0, end + 1);
  if (kind === 'logsumexp') return Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
  if (isFloat(dtype)) return values.reduce((a, b) => (kind === 'sum' ? a + b : a * b));
  const whole = values.map(BigInt).reduce((a, b) => (kind === 'sum' ? a + b : a * b));
  return Number(dtype === 'uint8' ? BigInt.asUintN(8, whole) : BigInt.asIntN(32, whole));
}

const cases: [CumulateKind, DType, DType][] = [
  ['sum', 'float32', 'float32'],
  ['sum', 'float64', 'float64'],
  ['sum', 'int32', 'int32'],
  ['sum', 'uint8', 'int32'],
  ['sum', 'bool', 'int32'],
  ['prod', 'float32', 'float32'],
  ['prod', 'float64', 'float64'],
  ['prod', 'int32', 'int32'],
  ['prod', 'uint8', 'uint8'],
  ['logsumexp', 'float32', 'float32'],
  ['logsumexp', 'float64', 'float64'],
];

describeKernels('cumulate', () => {
  test.each(cases)('%s takes any dim of %s operands in any layout to %s', (kind, from, to) => {
    fc.assert(
      fc.property(alongDim(from, { range: from === 'int32' ? [-2147483648, 2147483647] : [0, 255] }), (drawn) => {
        const { input, dim } = drawn;
        const out = operand(to, input.shape);
        cumulateKernel(kind, input, dim, out);
        const want = replacedRows(input, dim, input.shape[dim]!, (row) => row.map((_, i) => reduced(kind, row, i, to)));
        // the products of hundreds of numbers lose more than those of a few
        expectElements(out, want, 50 * toleranceOf(to));
      }),
    );
  });

  test('the output may have strides, also from the last element to the first', () => {
    const out = operand('float64', [2, 3]);
    cumulateKernel('sum', operand('float64', [3, 2], [1, 2, 3, 4, 5, 6]), 0, permuted(out, [1, 0]));
    expectElements(out, [1, 4, 9, 2, 6, 12]);
    const x = operand('float64', [3], [1, 2, 3]);
    const y = operand('float64', [3]);
    cumulateKernel('sum', { ...x, strides: [-1], offset: x.offset + 2 }, 0, {
      ...y,
      strides: [-1],
      offset: y.offset + 2,
    });
    expectElements(y, [6, 5, 3]);
  });

  test.each([
    [
      [-inf, -inf, 1, inf, 2],
      [-inf, -inf, 1, inf, inf],
    ],
    [
      [1000, 1000, -1000],
      [1000, 1000 + Math.LN2, 1000 + Math.LN2],
    ],
    [
      [0, nan, 1],
      [0, nan, nan],
    ],
  ])('logsumexp of %j is %j', (values, want) => {
    const out = operand('float64', [values.length]);
    cumulateKernel('logsumexp', operand('float64', [values.length], values), 0, out);
    expectElements(out, want, 1e-15);
  });

  test.each([
    [1, 1],
    [1, 7],
    [3, 20],
    [4, 5],
    [7, 19],
    [16, 3],
    [37, 6],
  ])('%i columns or rows of %i float32 elements, forwards and backwards', (lines, length) => {
    const special = [nan, inf, -0, 0, -inf];
    for (const dim of [0, 1]) {
      const shape = dim === 0 ? [length, lines] : [lines, length];
      const values = Array.from({ length: lines * length }, (_, i) => {
        const [line, at] = dim === 0 ? [i % lines, Math.floor(i / lines)] : [Math.floor(i / length), i % length];
        // lines of zeros, of numbers, and of those that end in what is not a number
        if (line % 3 === 0) return -0;
        return line % 3 === 2 && at === length - 1 ? special[line % 5]! : Math.fround(Math.sin(i + 1) * 2);
      });
      for (const kind of ['sum', 'prod'] as const) {
        for (const backwards of [false, true]) {
          const turned = (x: Operand): Operand => {
            if (!backwards) return x;
            const strides = x.strides.with(dim, -x.strides[dim]!);
            return { ...x, strides, offset: x.offset + (length - 1) * x.strides[dim]! };
          };
          const input = turned(operand('float32', shape, values));
          const whole = operand('float32', shape);
          cumulateKernel(kind, input, dim, turned(whole));
          const want = replacedRows(input, dim, length, (row) =>
            row.map((_, end) => Math.fround(row.slice(0, end + 1).reduce((a, b) => (kind === 'sum' ? a + b : a * b)))),
          );
          expectElements(turned(whole), want);
        }
      }
    }
  });

  test('float32 sums lose nothing on the way', () => {
    const out = operand('float32', [1001]);
    cumulateKernel('sum', operand('float32', [1001], [2 ** 24, ...new Array<number>(1000).fill(1)]), 0, out);
    expectElements(
      out,
      Array.from({ length: 1001 }, (_, i) => Math.fround(2 ** 24 + i)),
    );
  });
});

describeKernels('argCumulate', () => {
  test.each(dtypes)('finds the last extremum so far of %s operands in any layout', (dtype) => {
    fc.assert(
      fc.property(
        alongDim(dtype, { special: true, range: [0, 4] }),
        fc.constantFrom('max' as const, 'min' as const),
        ({ input, dim }, kind) => {
          const out = operand('int32', input.shape);
          argCumulateKernel(kind, input, dim, out);
          const want = replacedRows(input, dim, input.shape[dim]!, (row) =>
            row.map((_, i) => {
              const values = row.slice(0, i + 1);
              const missing = values.findLastIndex(Number.isNaN);
              const extremum = kind === 'max' ? Math.max(...values) : Math.min(...values);
              return missing >= 0 ? missing : values.lastIndexOf(extremum);
            }),
          );
          expectElements(out, want);
        },
      ),
    );
  });
});
