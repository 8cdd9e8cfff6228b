import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import {
  type AveragedWindows,
  averagePoolInputKernel,
  averagePoolKernel,
  maxPoolInputKernel,
  maxPoolKernel,
} from '../src/kernels/pooling.ts';
import type { Operand } from '../src/memory/memory.ts';
import { type Shape, sizeOf } from '../src/shape.ts';
import {
  type Drawn,
  describeKernels,
  elementAt,
  elementsOf,
  expectElements,
  operand,
  operands,
  positionsOf,
  toleranceOf,
} from './kernel-operands.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8'];

/** Any windows of one dimension, empty and overlapping ones among them. */
const windowsOf = (size: number): fc.Arbitrary<AveragedWindows> =>
  fc
    .record({
      spans: fc.array(fc.tuple(fc.nat(size), fc.nat(4)), { minLength: 1, maxLength: 4 }),
      step: fc.constantFrom(1, 1, 2),
    })
    .map(({ spans, step }) => ({
      starts: spans.map(([start]) => start),
      ends: spans.map(([start, length]) => Math.min(start + length, size)),
      step,
      divisors: spans.map(([, length]) => Math.max(length, 1)),
    }));

interface Problem {
  readonly leading: Shape;
  readonly sizes: Shape;
  readonly windows: readonly AveragedWindows[];
}

const problems: fc.Arbitrary<Problem> = fc
  .array(fc.constantFrom(1, 2, 3, 5), { minLength: 1, maxLength: 3 })
  .chain((sizes) =>
    fc.record({
      leading: fc.constantFrom<Shape>([], [2], [3, 1], [2, 0]),
      sizes: fc.constant(sizes),
      windows: fc.tuple(...sizes.map(windowsOf)),
    }),
  );

const results = ({ leading, windows }: Problem): number[] => [
  ...leading,
  ...windows.map(({ starts }) => starts.length),
];

/** The places in the input that a result comes from, row-major. */
function placesOf({ leading, windows }: Problem, result: Shape): number[][] {
  const along = windows.map(({ starts, ends, step }, d) => {
    const at = result[leading.length + d]!;
    const places: number[] = [];
    for (let p = starts[at]!; p < ends[at]!; p += step) places.push(p);
    return places;
  });
  return along.reduce<number[][]>(
    (all, places) => all.flatMap((before) => places.map((p) => [...before, p])),
    [[...result.slice(0, leading.length)]],
  );
}

const divisorOf = ({ leading, windows }: Problem, result: Shape): number =>
  windows.reduce((product, { divisors }, d) => product * divisors[result[leading.length + d]!]!, 1);

/** Random elements, half of the time contiguous. */
const layouts = (dtype: DType, shape: Shape, drawn: Drawn): fc.Arbitrary<Operand> =>
  fc
    .tuple(operands(dtype, shape, drawn), fc.boolean())
    .map(([x, plain]) => (plain ? operand(dtype, shape, elementsOf(x)) : x));

function expectMaxima(problem: Problem, input: Operand): void {
  const shape = results(problem);
  const [values, indices] = [operand(input.dtype, shape), operand('int32', shape)];
  maxPoolKernel(input, problem.windows, values, indices);
  for (const at of positionsOf(shape)) {
    const places = placesOf(problem, at);
    // all that is promised of an empty window
    const index = elementAt(indices, at);
    expect(index >= 0 && index < sizeOf(problem.sizes)).toBe(true);
    if (places.length === 0) continue;
    let best = places[0]!;
    for (const place of places) {
      const value = elementAt(input, place);
      if (value > elementAt(input, best) || Number.isNaN(value)) best = place;
    }
    const flat = best.slice(problem.leading.length).reduce((sum, p, d) => sum * problem.sizes[d]! + p, 0);
    expect(index).toBe(flat);
    expect(elementAt(values, at)).toBe(elementAt(input, best));
  }
  expectElements(values, elementsOf(values));
  expectElements(indices, elementsOf(indices));
}

/** Windows of two, side by side. */
const pairs = (count: number): AveragedWindows => ({
  starts: Array.from({ length: count }, (_, i) => 2 * i),
  ends: Array.from({ length: count }, (_, i) => 2 * i + 2),
  step: 1,
  divisors: new Array<number>(count).fill(2),
});

const pairedProblems: fc.Arbitrary<Problem> = fc
  .tuple(fc.constantFrom<Shape>([], [3], [2, 2]), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 25 }))
  .map(([leading, height, width]) => ({
    leading,
    sizes: [height, width],
    windows: [pairs(height >> 1), pairs(width >> 1)],
  }));

/** Windows that are as many elements long, and as far apart, cut off where the input ends. */
const evenWindows = (length: number, size: number, stride: number, padding: number): AveragedWindows => {
  const count = Math.max(1, Math.floor((length + 2 * padding - size) / stride) + 1);
  const starts = Array.from({ length: count }, (_, i) => i * stride - padding);
  return {
    starts: starts.map((start) => Math.max(start, 0)),
    ends: starts.map((start) => Math.min(start + size, length)),
    step: 1,
    divisors: starts.map(() => size),
  };
};

const evenProblems: fc.Arbitrary<Problem> = fc
  .record({
    leading: fc.constantFrom<Shape>([], [2], [2, 0]),
    sizes: fc.array(fc.constantFrom(4, 7, 8, 11), { minLength: 1, maxLength: 2 }),
    size: fc.constantFrom(1, 2, 3, 4),
    stride: fc.constantFrom(1, 1, 2, 2, 3),
    padded: fc.boolean(),
  })
  .map(({ leading, sizes, size, stride, padded }) => ({
    leading,
    sizes,
    windows: sizes.map((length) => evenWindows(length, size, stride, padded ? size >> 1 : 0)),
  }));

describeKernels('pooling', () => {
  test.each(dtypes)('maxPool finds the first of the largest %s, or the last NaN', (dtype) => {
    fc.assert(
      fc.property(
        fc.oneof(problems, pairedProblems, evenProblems).chain((problem) => {
          const input = layouts(dtype, [...problem.leading, ...problem.sizes], { range: [0, 3], special: true });
          return fc.record({ problem: fc.constant(problem), input });
        }),
        ({ problem, input }) => expectMaxima(problem, input),
      ),
      { numRuns: 150 },
    );
  });

  test('of windows that hold -∞ alone the first element is the maximum, that of the padding never', () => {
    const windows = [evenWindows(5, 3, 1, 1), evenWindows(8, 3, 2, 1)];
    const problem = { leading: [2], sizes: [5, 8], windows };
    expectMaxima(problem, operand('float32', [2, 5, 8], new Array(80).fill(Number.NEGATIVE_INFINITY)));
  });

  test.each(dtypes)('averagePool divides the sums of %s', (dtype) => {
    fc.assert(
      fc.property(
        problems.chain((problem) => {
          const input = layouts(dtype, [...problem.leading, ...problem.sizes], { range: [0, 9] });
          return fc.record({ problem: fc.constant(problem), input });
        }),
        ({ problem, input }) => {
          const out = operand(dtype, results(problem));
          averagePoolKernel(input, problem.windows, out);
          const want = Array.from(positionsOf(out.shape), (at) => {
            const sum = placesOf(problem, at).reduce((total, place) => total + elementAt(input, place), 0);
            return sum / divisorOf(problem, at);
          });
          expectElements(out, want, toleranceOf(dtype));
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each<DType>(['float32', 'float64'])('averagePoolInput spreads shares of %s over the windows', (dtype) => {
    fc.assert(
      fc.property(
        problems.chain((problem) =>
          fc.record({ problem: fc.constant(problem), grad: layouts(dtype, results(problem), {}) }),
        ),
        ({ problem, grad }) => {
          const out = operand(dtype, [...problem.leading, ...problem.sizes]);
          averagePoolInputKernel(grad, problem.windows, out);
          const want = operand('float64', out.shape, elementsOf(out).fill(0));
          for (const at of positionsOf(grad.shape)) {
            for (const place of placesOf(problem, at)) {
              const index = place.reduce((sum, p, d) => sum * out.shape[d]! + p, 0);
              want.storage.data[want.offset + index]! += elementAt(grad, at) / divisorOf(problem, at);
            }
          }
          expectElements(out, elementsOf(want), 10 * toleranceOf(dtype));
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each<DType>(['float32', 'float64'])('maxPoolInput adds %s to where the maxima were', (dtype) => {
    fc.assert(
      fc.property(
        fc
          .record({ leading: fc.constantFrom<Shape>([], [2], [3, 1]), sizes: fc.constantFrom<Shape>([7], [3, 5]) })
          .chain(({ leading, sizes }) => {
            const shape = [...leading, ...sizes.map((size) => size - 1)];
            const indices = operands('int32', shape, { range: [0, sizeOf(sizes) - 1] });
            return fc.record({
              leading: fc.constant(leading),
              sizes: fc.constant(sizes),
              grad: layouts(dtype, shape, {}),
              indices,
            });
          }),
        fc.boolean(),
        ({ leading, sizes, grad, indices }, plain) => {
          const out = operand(dtype, [...leading, ...sizes]);
          const index = plain ? operand('int32', indices.shape, elementsOf(indices)) : indices;
          maxPoolInputKernel(grad, index, sizes.length, out);
          const want = new Array<number>(sizeOf(out.shape)).fill(0);
          for (const at of positionsOf(grad.shape)) {
            const plane = at.slice(0, leading.length).reduce((sum, p, d) => sum * leading[d]! + p, 0);
            want[plane * sizeOf(sizes) + elementAt(index, at)]! += elementAt(grad, at);
          }
          expectElements(out, want, 10 * toleranceOf(dtype));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a window without elements has the maximum -∞ and the average 0', () => {
    const windows = [{ starts: [2], ends: [2], step: 1, divisors: [1] }];
    const input = operand('float32', [2], [5, 6]);
    const [values, indices, averages] = [operand('float32', [1]), operand('int32', [1]), operand('float32', [1])];
    maxPoolKernel(input, windows, values, indices);
    averagePoolKernel(input, windows, averages);
    expectElements(values, [Number.NEGATIVE_INFINITY]);
    expectElements(averages, [0]);
  });

  test('no windows leave a gradient of zeros', () => {
    const out = operand('float32', [2, 2]);
    const none = [{ starts: [], ends: [], step: 1, divisors: [] }];
    averagePoolInputKernel(operand('float32', [2, 0]), none, out);
    expectElements(out, [0, 0, 0, 0]);
  });
});
