import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type DType, isFloat } from '../src/dtype.ts';
import { argReduceKernel } from '../src/kernels/arg-reduce.ts';
import type { ReduceKind } from '../src/kernels/kernels.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import { logsumexpKernel } from '../src/kernels/softmax.ts';
import type { Operand } from '../src/memory/memory.ts';
import { sizeOf } from '../src/shape.ts';
import {
  describeKernels,
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

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const bits = (dtype: DType): ((value: bigint) => number) =>
  dtype === 'uint8' ? (value) => Number(BigInt.asUintN(8, value)) : (value) => Number(BigInt.asIntN(32, value));

const maximum = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? nan : Math.max(a, b));
const minimum = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? nan : Math.min(a, b));

function folded(kind: ReduceKind, values: readonly number[], dtype: DType): number {
  if (kind === 'all') return values.every((value) => value !== 0) ? 1 : 0;
  if (kind === 'any') return values.some((value) => value !== 0) ? 1 : 0;
  if (kind === 'max') return values.reduce(maximum, -inf);
  if (kind === 'min') return values.reduce(minimum, inf);
  if (isFloat(dtype)) return values.reduce((a, b) => (kind === 'sum' ? a + b : a * b), kind === 'sum' ? 0 : 1);
  const whole = values.map((value) => BigInt(Math.trunc(value)));
  return bits(dtype)(kind === 'sum' ? whole.reduce((a, b) => a + b, 0n) : whole.reduce((a, b) => a * b, 1n));
}

/** For each element of the result, what is reduced to it. */
function groups(input: Operand, dims: readonly number[]): number[][] {
  const kept = input.shape.map((size, d) => (dims.includes(d) ? 1 : size));
  const reduced = input.shape.map((size, d) => (dims.includes(d) ? size : 1));
  return Array.from(positionsOf(kept), (outer) =>
    Array.from(positionsOf(reduced), (inner) =>
      elementAt(
        input,
        outer.map((i, d) => i + inner[d]!),
      ),
    ),
  );
}

const reducedShape = ({ shape }: Operand, dims: readonly number[]): number[] =>
  shape.map((size, d) => (dims.includes(d) ? 1 : size));

const inputs = (dtype: DType, special: boolean): fc.Arbitrary<{ input: Operand; dims: number[] }> =>
  shapes.chain((shape) =>
    fc.record({
      input: operands(dtype, shape, { special, range: dtype === 'uint8' ? [0, 255] : [-2147483648, 2147483647] }),
      dims: fc.shuffledSubarray(shape.map((_, d) => d)),
    }),
  );

const numeric: readonly ReduceKind[] = ['sum', 'prod', 'max', 'min'];
const cases: [ReduceKind, DType, DType][] = [
  ...numeric.flatMap((kind) => dtypes.filter((d) => d !== 'bool').map((d): [ReduceKind, DType, DType] => [kind, d, d])),
  ...(['all', 'any'] as const).flatMap((kind) => dtypes.map((d): [ReduceKind, DType, DType] => [kind, d, 'bool'])),
  ['sum', 'bool', 'int32'],
  ['sum', 'uint8', 'int32'],
  ['prod', 'bool', 'int32'],
  ['max', 'bool', 'bool'],
  ['min', 'bool', 'bool'],
  ['any', 'uint8', 'uint8'],
];

describe.each(engines)('reduce of $name', (kernels) => {
  test.each(cases)('%s takes any dims of %s operands in any layout to %s', (kind, from, to) => {
    // products of normal numbers stay finite in float64 alone
    const special = kind !== 'prod';
    fc.assert(
      fc.property(inputs(from, special), ({ input, dims }) => {
        if (kind === 'max' || kind === 'min') fc.pre(dims.every((d) => input.shape[d] !== 0));
        const out = operand(to, reducedShape(input, dims));
        kernels.reduce(kind, input, dims, out);
        const want = groups(input, dims).map((values) => folded(kind, values, to));
        expectElements(out, want, 1e2 * toleranceOf(to));
      }),
    );
  });

  test.each<[ReduceKind, DType, number]>([
    ['sum', 'float32', 0],
    ['prod', 'float32', 1],
    ['sum', 'int32', 0],
    ['prod', 'int32', 1],
    ['all', 'bool', 1],
    ['any', 'bool', 0],
  ])('an empty %s of %s elements is %d', (kind, dtype, neutral) => {
    const out = operand(dtype, [2, 1, 1]);
    kernels.reduce(kind, operand(dtype, [2, 0, 3]), [1, 2], out);
    expectElements(out, [neutral, neutral]);
  });

  test.each<[ReduceKind, DType]>([
    ['sum', 'float32'],
    ['max', 'int32'],
    ['any', 'bool'],
  ])('%s of a 0-d %s operand is its element', (kind, dtype) => {
    for (const dims of [[], [0]]) {
      const out = operand(dtype, []);
      kernels.reduce(kind, operand(dtype, [], [1]), dims, out);
      expectElements(out, [1]);
    }
  });

  test('float32 sums lose little on the way', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i === 0 ? 2 ** 24 : 1));
    const input = operand('float32', [1000, 1], values);
    for (const strides of [
      [1, 1],
      [1, 0],
    ]) {
      const wide = { ...input, shape: [1000, strides[1] === 0 ? 16 : 1], strides };
      const out = operand('float32', [1, wide.shape[1]!]);
      kernels.reduce('sum', wide, [0], out);
      expectElements(out, new Array(wide.shape[1]!).fill(2 ** 24 + 1000), 2e-6);
    }
  });

  test.each([
    [[1_000_000], [0]],
    [
      [1000, 1000],
      [0, 1],
    ],
    [[200_000, 5], [0]],
    [[20_001, 50], [0]],
    [[2, 100_000, 5], [1]],
    [[5, 200_000], [1]],
  ])('float32 sums of %j over %j are as precise as short ones', (shape, dims) => {
    const input = operand('float32', shape);
    let state = 1;
    for (let i = 0; i < sizeOf(shape); i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      input.storage.data[input.offset + i] = (state >>> 0) / 2 ** 32;
    }
    const out = operand('float32', reducedShape(input, dims));
    const exact = operand('float64', out.shape);
    kernels.reduce('sum', input, dims, out);
    referenceKernels.reduce('sum', input, dims, exact);
    expectElements(out, elementsOf(exact), 1e-6);
  });

  test.each<[number[], number[], number[]]>([
    [[1030, 7], [0, 1], [0]],
    [[64, 10], [0, 1], [0]],
    [[128, 2], [0, 1], [0]],
    [[1024, 3], [0, 1], [0]],
    [[5, 517], [0, 1], [1]],
    [[517, 5], [1, 0], [1]],
    [[19, 100], [1, 0], [0]],
    [[4, 70, 33], [0, 1, 2], [1]],
    [
      [4, 70, 33],
      [0, 1, 2],
      [0, 2],
    ],
    [[4, 70, 33], [2, 0, 1], [2]],
    [
      [6, 5, 4, 30],
      [0, 2, 1, 3],
      [1, 3],
    ],
    [[6, 5, 4, 30], [0, 1, 2, 3], [1]],
  ])('of a float32 operand %j with dims in the order %j over %j', (shape, order, dims) => {
    const columns = sizeOf(shape);
    const values = Array.from({ length: columns }, (_, i) => Math.sin(i * i) * 3);
    values[Math.floor(columns / 3)] = nan;
    values[Math.floor(columns / 2)] = inf;
    const input = permuted(operand('float32', shape, values), order);
    for (const kind of ['sum', 'max', 'min'] as const) {
      const out = operand('float32', reducedShape(input, dims));
      kernels.reduce(kind, input, dims, out);
      const want = groups(input, dims).map((group) => folded(kind, group, 'float32'));
      expectElements(out, want, kind === 'sum' ? 1e-4 : 0);
    }
  });

  test.each([1, 3, 4, 5, 16, 21, 37])(
    'float32 products of %i rows and columns leave the range of float32 on the way',
    (lines) => {
      for (const length of [1, 2, 4, 7, 8, 41, 130]) {
        // powers of two, so that products are exact in any order
        const power = (i: number): number => 2 ** (i < length >> 1 ? 7 : i < 2 * (length >> 1) ? -7 : 1);
        const special = [1, -1, 0, -0, inf, nan];
        for (const dim of [0, 1]) {
          const shape = dim === 0 ? [length, lines] : [lines, length];
          const values = Array.from(positionsOf(shape), (at) =>
            at[dim] === length - 1 ? special[at[1 - dim]! % 6]! : power(at[dim]!),
          );
          const input = operand('float32', shape, values);
          for (const dims of lines === 1 ? [[dim], [0, 1]] : [[dim]]) {
            const out = operand('float32', reducedShape(input, dims));
            kernels.reduce('prod', input, dims, out);
            expectElements(
              out,
              groups(input, dims).map((group) => folded('prod', group, 'float32')),
            );
          }
        }
      }
    },
  );

  test.each(dtypes.filter((dtype) => dtype !== 'float64').flatMap((dtype) => [0, 1].map((at) => [dtype, at] as const)))(
    'any and all of long rows and columns of %s find what only the last has (offset %i)',
    (dtype, at) => {
      for (const length of [1, 16, 17, 65, 131, 512]) {
        for (const [size, dim] of [
          [[3, length], 1],
          [[length, 3], 0],
          [[length, 37], 0],
          [[length, 128], 0],
        ] as const) {
          const shape = size.with(0, size[0] + at);
          const [rare, frequent] = [dtype === 'bool' ? 1 : dtype === 'float32' ? nan : 2, dtype === 'float32' ? -0 : 0];
          const values = Array.from({ length: sizeOf(shape) }, (_, i) => {
            const place = dim === 0 ? Math.floor(i / shape[1]!) : i % shape[1]!;
            return place === shape[dim]! - 1 && (dim === 0 ? i % shape[1]! : Math.floor(i / shape[1]!)) % 2 === 0;
          });
          const numbers = {
            any: values.map((v) => (v ? rare : frequent)),
            all: values.map((v) => (v ? frequent : rare)),
          };
          for (const kind of ['any', 'all'] as const) {
            const whole = operand(dtype, shape, numbers[kind]);
            const input = { ...whole, shape: size, offset: whole.offset + at * shape[1]! };
            for (const dims of [[dim], [0, 1]]) {
              const out = operand(dtype === 'uint8' ? 'uint8' : 'bool', reducedShape(input, dims));
              kernels.reduce(kind, input, dims, out);
              const want = groups(input, dims).map((group) => folded(kind, group, dtype));
              expectElements(out, want);
            }
          }
        }
      }
    },
  );

  test('int32 sums of millions wrap around', () => {
    const length = 6_000_001;
    const repeated = { ...operand('int32', [1], [2147483647]), shape: [length], strides: [0] };
    const out = operand('int32', [1]);
    kernels.reduce('sum', repeated, [0], out);
    expectElements(out, [Number(BigInt.asIntN(32, BigInt(length) * 2147483647n))]);
  });

  test('elements are converted to the dtype of the sum before they are added', () => {
    const out = operand('int32', [1]);
    kernels.reduce('sum', operand('float32', [3], [1.5, 2.5, -0.5]), [0], out);
    expectElements(out, [3]);
  });
});

describeKernels('argReduce', () => {
  test.each(dtypes)('finds the first extremum, or NaN, of %s operands in any layout', (dtype) => {
    const drawn = shapes
      .filter((shape) => shape.length > 0)
      .chain((shape) =>
        fc.record({ input: operands(dtype, shape, { special: true, range: [0, 4] }), dim: fc.nat(shape.length - 1) }),
      );
    fc.assert(
      fc.property(drawn, fc.constantFrom('max' as const, 'min' as const), ({ input, dim }, kind) => {
        fc.pre(input.shape[dim] !== 0);
        const out = operand('int32', reducedShape(input, [dim]));
        argReduceKernel(kind, input, dim, out);
        const want = groups(input, [dim]).map((values) => {
          const extremum = values.reduce(kind === 'max' ? maximum : minimum);
          return values.findIndex((value) => value === extremum || (Number.isNaN(extremum) && Number.isNaN(value)));
        });
        expectElements(out, want);
      }),
    );
  });

  test('a 0-d operand has its extremum at 0', () => {
    for (const kind of ['max', 'min'] as const) {
      const out = operand('int32', []);
      argReduceKernel(kind, operand('float32', [], [nan]), 0, out);
      expectElements(out, [0]);
    }
  });

  test.each([2, 5])('%i rows of nothing but infinities have theirs at 0', (rows) => {
    for (const [kind, value] of [
      ['max', -inf],
      ['min', inf],
    ] as const) {
      const out = operand('int32', [rows, 1]);
      argReduceKernel(kind, operand('float32', [rows, 3], new Array<number>(3 * rows).fill(value)), 1, out);
      expectElements(out, new Array<number>(rows).fill(0));
    }
  });
});

describeKernels('logsumexp', () => {
  const naive = (values: readonly number[]): number => {
    const max = values.reduce(maximum, -inf);
    const shift = Math.abs(max) === inf ? 0 : max;
    return shift + Math.log(values.reduce((sum, value) => sum + Math.exp(value - shift), 0));
  };

  test.each(floats)('takes any dims of %s operands in any layout', (dtype) => {
    fc.assert(
      fc.property(inputs(dtype, true), ({ input, dims }) => {
        const out = operand(dtype, reducedShape(input, dims));
        logsumexpKernel(input, dims, out);
        expectElements(out, groups(input, dims).map(naive), toleranceOf(dtype));
      }),
    );
  });

  test.each([
    [[], -inf],
    [[-inf, -inf], -inf],
    [[inf, 1], inf],
    [[-inf, 3], 3],
    [[1, nan, inf], nan],
    [[1000, 1000], 1000 + Math.LN2],
    [[-1000, -1000], -1000 + Math.LN2],
  ])('of %j is %d', (values, want) => {
    for (const dtype of floats) {
      const out = operand(dtype, [1]);
      logsumexpKernel(operand(dtype, [values.length], values), [0], out);
      expectElements(out, [want], 1e-1 * toleranceOf(dtype));
    }
  });
});
