import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { IndexError } from '../src/errors.ts';
import { indexKernel, indexPutKernel } from '../src/kernels/index-tensors.ts';
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
  readonly dims: readonly number[];
  readonly indices: readonly Operand[];
  readonly place: number;
  /** Shaped as what is picked. */
  readonly source: Operand;
}

/** Some dimensions of an input, and for each of them an index tensor of a common shape. */
const problems = (dtype: DType): fc.Arbitrary<Problem> =>
  sized
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        dims: fc.subarray([...shape.keys()], { minLength: 1 }),
        index: fc.array(fc.constantFrom(1, 2, 4, 0), { maxLength: 2 }),
      }),
    )
    .chain(({ shape, dims, index }) => {
      const kept = shape.filter((_, d) => !dims.includes(d));
      return fc.nat(kept.length).chain((place) =>
        fc.record({
          dims: fc.constant(dims),
          place: fc.constant(place),
          input: operands(dtype, shape, { repeats: false }),
          indices: fc.tuple(...dims.map((d) => operands('int32', index, { range: [-shape[d]!, shape[d]! - 1] }))),
          source: operands(dtype, kept.toSpliced(place, 0, ...index)),
        }),
      );
    });

/** Where the element at a position of what is picked comes from. */
function origin({ input, dims, indices, place }: Problem, at: readonly number[]): number[] {
  const rank = indices[0]!.shape.length;
  const index = at.slice(place, place + rank);
  const kept = at.toSpliced(place, rank);
  return input.shape.map((size, d) => {
    const i = dims.indexOf(d);
    if (i < 0) return kept.shift()!;
    const chosen = elementAt(indices[i]!, index);
    return chosen < 0 ? chosen + size : chosen;
  });
}

describeKernels('index tensors', () => {
  test.each(dtypes)('index picks %s elements by any dims, to any place, in any layout', (dtype) => {
    fc.assert(
      fc.property(problems(dtype), (problem) => {
        const { input, dims, indices, place, source } = problem;
        const out = operand(dtype, source.shape);
        indexKernel('index', input, dims, indices, place, out);
        expectElements(
          out,
          Array.from(positionsOf(out.shape), (at) => elementAt(input, origin(problem, at))),
        );
      }),
    );
  });

  test.each(dtypes.flatMap((dtype) => [[dtype, 'set'] as const, [dtype, 'add'] as const]))(
    'indexPut puts %s elements, in any layout: %s',
    (dtype, mode) => {
      fc.assert(
        fc.property(problems(dtype), (problem) => {
          const { input: out, dims, indices, place, source } = problem;
          const want = operand(dtype, out.shape, elementsOf(out));
          const places = Array.from(positionsOf(source.shape), (at) => ({ at, to: origin(problem, at) }));
          // row-major over the index tensors: the last of several elements for one place stays
          const rank = indices[0]!.shape.length;
          const order = (at: readonly number[]): number[] => [...at.slice(place, place + rank), ...at];
          places.sort((a, b) => compare(order(a.at), order(b.at)));
          for (const { at, to } of places) {
            const flat = to.reduce((sum, i, d) => sum + i * want.strides[d]!, want.offset);
            const value = elementAt(source, at) + (mode === 'add' ? elementAt(want, to) : 0);
            want.storage.data[flat] = dtype === 'bool' ? Number(value !== 0) : value;
          }
          indexPutKernel('indexPut', mode, source, dims, indices, place, out);
          expectElements(out, elementsOf(want), toleranceOf(dtype));
        }),
      );
    },
  );

  test('many index tensors of many elements', () => {
    const index = operand(
      'int32',
      [700],
      Array.from({ length: 700 }, (_, i) => (i % 7) - 3),
    );
    const input = operand(
      'float32',
      [4, 300],
      Array.from({ length: 1200 }, (_, i) => i),
    );
    const out = operand('float32', [700, 300]);
    indexKernel('index', input, [0], [index], 0, out);
    expect(elementAt(out, [699, 299])).toBe(elementAt(input, [3, 299]));
    expect(elementAt(out, [2, 7])).toBe(elementAt(input, [3, 7]));
    const few = operand('float32', [700]);
    indexKernel('index', input, [0, 1], [index, index], 0, few);
    expect(elementAt(few, [698])).toBe(elementAt(input, [2, 2]));
  });

  test.each([
    [[0, 1, 5, 2], 'index 5 at position [1, 0] is outside [-3, 3), the range of dimension 1'],
    [[0, -4, 5, 2], 'index -4 at position [0, 1] is outside [-3, 3), the range of dimension 1'],
  ])('refuses the indices %j before it writes', (indices, message) => {
    const index = operand('int32', [2, 2], indices);
    const [three, out] = [operand('float32', [2, 3], [1, 2, 3, 4, 5, 6]), operand('float32', [2, 2, 2])];
    const before = elementsOf(out);
    expect(() => indexKernel('at', three, [1], [index], 1, out)).toThrow(new IndexError(`at: ${message}`));
    expectElements(out, before);
    const put = (): void => indexPutKernel('indexPut', 'set', out, [1], [index], 1, three);
    expect(put).toThrow(new IndexError(`indexPut: ${message}`));
    expectElements(three, [1, 2, 3, 4, 5, 6]);
  });
});

function compare(a: readonly number[], b: readonly number[]): number {
  const d = a.findIndex((x, i) => x !== b[i]);
  return d < 0 ? 0 : a[d]! - b[d]!;
}
