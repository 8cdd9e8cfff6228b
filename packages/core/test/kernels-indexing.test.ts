import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { IndexError } from '../src/errors.ts';
import {
  gatherKernel,
  indexAddKernel,
  indexSelectKernel,
  type ScatterMode,
  scatterKernel,
} from '../src/kernels/indexing.ts';
import type { Operand } from '../src/memory/memory.ts';
import {
  describeKernels,
  dtypes,
  elementAt,
  elementsOf,
  expectElements,
  operand,
  operands,
  positionsOf,
  shapes,
  toleranceOf,
} from './kernel-operands.ts';

const sized = shapes.filter((shape) => shape.length > 0 && !shape.includes(0));

interface Problem {
  readonly input: Operand;
  readonly source: Operand;
  readonly dim: number;
  readonly index: Operand;
}

/** An index that is smaller than the input in some dimensions and of any length along `dim`. */
const problems = (dtype: DType): fc.Arbitrary<Problem> =>
  sized
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        dim: fc.nat(shape.length - 1),
        sizes: fc.tuple(...shape.map((size) => fc.integer({ min: size > 1 ? 0 : 1, max: size }))),
        length: fc.nat(6),
      }),
    )
    .chain(({ shape, dim, sizes, length }) =>
      fc.record({
        dim: fc.constant(dim),
        input: operands(dtype, shape, { repeats: false }),
        index: operands('int32', sizes.with(dim, length), { range: [0, shape[dim]! - 1] }),
        source: operands(dtype, shape.with(dim, length + 1)),
      }),
    );

/** Rows chosen along a dimension, and as many rows to be added. */
const rowProblems = (dtype: DType): fc.Arbitrary<Problem> =>
  sized
    .chain((shape) => fc.record({ shape: fc.constant(shape), dim: fc.nat(shape.length - 1), length: fc.nat(6) }))
    .chain(({ shape, dim, length }) =>
      fc.record({
        dim: fc.constant(dim),
        input: operands(dtype, shape, { repeats: false }),
        index: operands('int32', [length], { range: [0, shape[dim]! - 1] }),
        source: operands(dtype, shape.with(dim, length)),
      }),
    );

/** What scattering makes of an old and a new element. */
const combined: Record<ScatterMode, (old: number, value: number) => number> = {
  set: (_, value) => value,
  add: (old, value) => old + value,
  multiply: (old, value) => old * value,
  max: Math.max,
  min: Math.min,
};

/** A dense copy that the naive formulations write to, with each store rounded or wrapped as the dtype does. */
function writable(x: Operand): {
  get(at: readonly number[]): number;
  set(at: readonly number[], v: number): void;
  all(): number[];
} {
  const dense = operand(x.dtype, x.shape, elementsOf(x));
  const place = (at: readonly number[]): number => at.reduce((sum, i, d) => sum + i * dense.strides[d]!, dense.offset);
  return {
    get: (at) => dense.storage.data[place(at)]!,
    set: (at, v) => {
      dense.storage.data[place(at)] = x.dtype === 'bool' ? Number(v !== 0) : v;
    },
    all: () => elementsOf(dense),
  };
}

describeKernels('indexing', () => {
  test.each(dtypes)('gather picks %s elements along any dim, in any layout', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), ({ input, dim, index }) => {
        const out = operand(dtype, index.shape);
        gatherKernel('gather', input, dim, index, out);
        const want = Array.from(positionsOf(index.shape), (at) => elementAt(input, at.with(dim, elementAt(index, at))));
        expectElements(out, want);
      }),
    );
  });

  test.each(dtypes.flatMap((dtype) => (Object.keys(combined) as ScatterMode[]).map((mode) => [dtype, mode] as const)))(
    'scatter puts %s elements along any dim, in any layout: %s',
    (dtype, mode) => {
      fc.assert(
        fc.property(problems(dtype), ({ input: out, dim, index, source }) => {
          const want = writable(out);
          for (const at of positionsOf(index.shape)) {
            const to = at.with(dim, elementAt(index, at));
            want.set(to, combined[mode](want.get(to), elementAt(source, at)));
          }
          scatterKernel('scatter', mode, dim, index, source, out);
          expectElements(out, want.all(), toleranceOf(dtype));
        }),
      );
    },
  );

  test.each(dtypes)('indexSelect picks rows of %s along any dim, in any layout', (dtype) => {
    fc.assert(
      fc.property(rowProblems(dtype), ({ input, dim, index }) => {
        const out = operand(dtype, input.shape.with(dim, index.shape[0]!));
        indexSelectKernel('indexSelect', input, dim, index, out);
        const want = Array.from(positionsOf(out.shape), (at) =>
          elementAt(input, at.with(dim, elementAt(index, [at[dim]!]))),
        );
        expectElements(out, want);
      }),
    );
  });

  test.each(dtypes)('indexAdd adds rows of %s along any dim, in any layout', (dtype) => {
    fc.assert(
      fc.property(rowProblems(dtype), ({ input: out, dim, index, source }) => {
        const want = writable(out);
        for (const at of positionsOf(source.shape)) {
          const to = at.with(dim, elementAt(index, [at[dim]!]));
          want.set(to, want.get(to) + elementAt(source, at));
        }
        indexAddKernel('indexAdd', dim, index, source, out);
        expectElements(out, want.all(), toleranceOf(dtype));
      }),
    );
  });

  test('scalars are rows of one', () => {
    const [x, zero, out] = [operand('float32', [], [5]), operand('int32', [], [0]), operand('float32', [])];
    gatherKernel('gather', x, 0, zero, out);
    expectElements(out, [5]);
    scatterKernel('scatterAdd', 'add', 0, zero, x, out);
    expectElements(out, [10]);
    indexSelectKernel('indexSelect', x, 0, operand('int32', [1], [0]), out);
    expectElements(out, [5]);
    indexAddKernel('indexAdd', 0, zero, x, out);
    expectElements(out, [10]);
    gatherKernel('gather', operand('float32', [3], [1, 2, 3]), 0, operand('int32', [], [2]), out);
    expectElements(out, [3]);
  });

  test('products wrap as int32 ones do', () => {
    const out = operand('int32', [1], [0x7fffffff]);
    scatterKernel('scatter', 'multiply', 0, operand('int32', [1], [0]), operand('int32', [1], [0x7fffffff]), out);
    expectElements(out, [1]);
  });

  test('a NaN stays the maximum and the minimum', () => {
    const out = operand('float64', [2], [Number.NaN, 1]);
    const index = operand('int32', [3], [0, 1, 1]);
    const source = operand('float64', [3], [5, Number.NaN, 5]);
    scatterKernel('scatter', 'max', 0, index, source, out);
    scatterKernel('scatter', 'min', 0, index, source, out);
    expectElements(out, [Number.NaN, Number.NaN]);
  });

  test('of several elements set to one place the last stays', () => {
    const out = operand('float32', [2], [0, 0]);
    scatterKernel('scatter', 'set', 0, operand('int32', [3], [1, 1, 1]), operand('float32', [3], [7, 8, 9]), out);
    expectElements(out, [0, 9]);
  });

  test.each([
    [[0, 1, 5, 2, 1, 0], 'index 5 at position [0, 2] is outside [0, 3)'],
    [[0, 1, 2, 2, -1, 7], 'index -1 at position [1, 1] is outside [0, 3)'],
    [[3, 3, 3, 3, 3, 3], 'index 3 at position [0, 0] is outside [0, 3)'],
  ])('refuses the indices %j before it writes', (indices, message) => {
    const index = operand('int32', [2, 3], indices);
    const three = operand('float32', [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const refused = (name: string, run: () => void): void => {
      expect(run).toThrow(new IndexError(`${name}: ${message}`));
    };
    const out = operand('float32', [2, 3]);
    const before = elementsOf(out);
    refused('take', () => gatherKernel('take', three, 0, index, out));
    expectElements(out, before);
    const kept = elementsOf(three);
    refused('scatterAdd', () => scatterKernel('scatterAdd', 'add', 1, index, out, three));
    expectElements(three, kept);
  });

  test('refuses rows that do not exist before it writes', () => {
    const index = operand('int32', [2], [0, 4]);
    const [four, two] = [operand('float32', [4], [1, 2, 3, 4]), operand('float32', [2], [5, 6])];
    const message = 'index 4 at position [1] is outside [0, 4)';
    expect(() => indexSelectKernel('embedding', four, 0, index, two)).toThrow(new IndexError(`embedding: ${message}`));
    expectElements(two, [5, 6]);
    expect(() => indexAddKernel('indexAdd', 0, index, two, four)).toThrow(new IndexError(`indexAdd: ${message}`));
    expectElements(four, [1, 2, 3, 4]);
  });

  test('a bad index far behind is found too', () => {
    const index = operand(
      'int32',
      [700],
      Array.from({ length: 700 }, (_, i) => (i === 650 ? 2 : i % 2)),
    );
    const out = operand('float32', [700]);
    const gathering = (): void => gatherKernel('gather', operand('float32', [2], [1, 2]), 0, index, out);
    expect(gathering).toThrow(new IndexError('gather: index 2 at position [650] is outside [0, 2)'));
  });

  test('nothing can be picked from an empty dimension', () => {
    const empty = operand('float32', [0]);
    gatherKernel('gather', empty, 0, operand('int32', [0]), operand('float32', [0]));
    const picking = (): void => gatherKernel('gather', empty, 0, operand('int32', [1], [0]), operand('float32', [1]));
    expect(picking).toThrow(new IndexError('gather: index 0 at position [0] is outside [0, 0)'));
  });
});
