import fc from 'fast-check';
import { test } from 'vitest';
import {
  type Normalize,
  type NormalizeBackward,
  normalizeChannels,
  normalizeChannelsBackward,
  normalizeRows,
  normalizeRowsBackward,
} from '../src/kernels/normalization.ts';
import type { Operand } from '../src/memory/memory.ts';
import { broadcastStrides, type Shape, sizeOf } from '../src/shape.ts';
import {
  type Drawn,
  describeKernels,
  elementAt,
  elementsOf,
  expectElements,
  floats,
  operand,
  operands,
  positionsOf,
  toleranceOf,
} from './kernel-operands.ts';

/** Which elements are normalised together, and what weight and bias look like. */
interface Layout {
  readonly shape: Shape;
  readonly dims: readonly number[];
  readonly affine: Shape;
}

interface Call extends Layout {
  readonly x: Operand;
  readonly grad: Operand;
  readonly weight: Operand | undefined;
  readonly bias: Operand | undefined;
  readonly eps: number;
}

const sizes = fc.constantFrom(1, 2, 3, 5);
const keptShape = ({ shape, dims }: Layout): number[] => shape.map((size, d) => (dims.includes(d) ? 1 : size));

/** The last dimensions of rows, in one block or in several with weights of their own. */
const rows: fc.Arbitrary<Layout> = fc.oneof(
  fc
    .tuple(
      fc.array(sizes, { maxLength: 2 }),
      fc.array(fc.constantFrom(1, 3, 4, 7, 19, 35), { minLength: 1, maxLength: 2 }),
    )
    .map(([outer, affine]) => ({
      shape: [...outer, ...affine],
      dims: affine.map((_, d) => outer.length + d),
      affine,
    })),
  fc.tuple(sizes, sizes, sizes).map(([blocks, count, length]) => ({
    shape: [blocks, count, length],
    dims: [2],
    affine: [blocks, 1, length],
  })),
  fc.tuple(sizes, sizes, fc.constantFrom(2, 3, 4, 7)).map(([blocks, count, length]) => ({
    shape: [blocks, count, length],
    dims: [2],
    affine: [count, length],
  })),
  fc.constantFrom<Layout>(
    { shape: [2, 1300], dims: [1], affine: [1300] },
    { shape: [700, 5], dims: [1], affine: [5] },
    { shape: [2, 600, 3], dims: [2], affine: [2, 1, 3] },
    { shape: [40, 130], dims: [1], affine: [130] },
    { shape: [0, 3], dims: [1], affine: [3] },
    { shape: [2, 0], dims: [1], affine: [0] },
  ),
);

/** Statistics by channel: of a batch, of groups of channels, of single channels, and of columns. */
const channels: fc.Arbitrary<Layout> = fc.oneof(
  fc
    .tuple(sizes, fc.constantFrom(1, 3, 4, 5, 18, 21), fc.constantFrom(1, 2, 4, 9, 37))
    .map(([batch, count, length]) => ({ shape: [batch, count, length], dims: [0, 2], affine: [count, 1] })),
  fc.tuple(sizes, sizes, sizes, fc.constantFrom(1, 2, 4, 9, 37)).map(([batch, groups, each, length]) => ({
    shape: [batch, groups, each, length],
    dims: [2, 3],
    affine: [groups, each, 1],
  })),
  fc
    .tuple(sizes, sizes, fc.constantFrom(2, 4, 9, 37))
    .map(([batch, count, length]) => ({ shape: [batch, count, length], dims: [2], affine: [count, 1] })),
  fc.tuple(sizes, sizes, sizes, sizes, fc.boolean()).map(([samples, batch, count, length, own]) => ({
    shape: [samples, batch, count, length],
    dims: [1, 3],
    affine: [own ? samples : 1, 1, count, 1],
  })),
  fc.constantFrom<Layout>(
    { shape: [300, 2, 3], dims: [0, 2], affine: [2, 1] },
    { shape: [2, 2, 700], dims: [0, 2], affine: [2, 1] },
    { shape: [300, 19], dims: [0], affine: [19] },
    { shape: [2, 30, 41], dims: [1], affine: [41] },
    { shape: [2, 30, 5], dims: [1], affine: [2, 1, 5] },
    { shape: [0, 3], dims: [0], affine: [3] },
    { shape: [2, 3, 0], dims: [0, 2], affine: [3, 1] },
  ),
);

function calls(layouts: fc.Arbitrary<Layout>, dtype: (typeof floats)[number], drawn: Drawn = {}): fc.Arbitrary<Call> {
  return layouts.chain((layout) => {
    const affine = fc.option(operands(dtype, layout.affine), { nil: undefined });
    return fc.record({
      shape: fc.constant(layout.shape),
      dims: fc.constant(layout.dims),
      affine: fc.constant(layout.affine),
      x: operands(dtype, layout.shape, drawn),
      grad: operands(dtype, layout.shape),
      weight: affine,
      bias: affine,
      eps: fc.constantFrom(0.1, 1),
    });
  });
}

interface Results {
  readonly out: number[];
  readonly mean: number[];
  readonly variance: number[];
  readonly ofX: number[];
  readonly ofWeight: number[];
  readonly ofBias: number[];
}

/** The definitions, element by element. */
function naive({ shape, dims, affine, x, grad, weight, bias, eps, ...layout }: Call, centered: boolean): Results {
  const groups = new Map<string, number[][]>();
  const keyOf = (position: readonly number[]): string => position.filter((_, d) => !dims.includes(d)).join();
  for (const position of positionsOf(keptShape({ shape, dims, affine, ...layout }))) groups.set(keyOf(position), []);
  for (const position of positionsOf(shape)) groups.get(keyOf(position))!.push(position);
  const places = broadcastStrides(affine, operand('float64', affine).strides, shape);
  const indexOf = (position: readonly number[]): number => position.reduce((sum, i, d) => sum + i * places[d]!, 0);
  const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [out, ofX] = [new Map<string, number>(), new Map<string, number>()];
  const [mean, variance]: [number[], number[]] = [[], []];
  const [ofWeight, ofBias] = [0, 0].map(() => elementsOf(operand('float64', affine)).fill(0)) as [number[], number[]];
  for (const positions of groups.values()) {
    const center = centered ? average(positions.map((p) => elementAt(x, p))) : 0;
    const spread = average(positions.map((p) => (elementAt(x, p) - center) ** 2));
    const y = positions.map((p) => (elementAt(x, p) - center) / Math.sqrt(spread + eps));
    const a = positions.map((p) => elementAt(grad, p) * (weight ? elementAt(weight, p) : 1));
    const level = centered ? average(a) : 0;
    const projection = average(a.map((value, i) => value * y[i]!));
    mean.push(center);
    variance.push(spread);
    for (const [i, p] of positions.entries()) {
      out.set(p.join(), y[i]! * (weight ? elementAt(weight, p) : 1) + (bias ? elementAt(bias, p) : 0));
      ofX.set(p.join(), (a[i]! - level - y[i]! * projection) / Math.sqrt(spread + eps));
      ofWeight[indexOf(p)]! += elementAt(grad, p) * y[i]!;
      ofBias[indexOf(p)]! += elementAt(grad, p);
    }
  }
  const inOrder = (values: Map<string, number>): number[] =>
    Array.from(positionsOf(shape), (p) => values.get(p.join())!);
  return { out: inOrder(out), mean, variance, ofX: inOrder(ofX), ofWeight, ofBias };
}

/** Runs a kernel and its gradient; all gradients, or one alone. */
function expectNaive(call: Call, centered: boolean, forward: Normalize, backward: NormalizeBackward): void {
  const { x, grad, weight, dims, eps, shape, affine } = call;
  const { dtype } = x;
  const bias = centered ? call.bias : undefined;
  const want = naive({ ...call, bias }, centered);
  const tolerance = 10 * toleranceOf(dtype);
  // a mean of equal elements, whose roundings add up, moves all products of a sum the same way
  const summed = toleranceOf(dtype) * Math.max(100, (15 * sizeOf(shape)) / Math.max(1, sizeOf(affine)));
  const kept = keptShape(call);
  const [out, mean, variance] = [operand(dtype, shape), operand(dtype, kept), operand(dtype, kept)];
  forward(x, weight, bias, { dims, eps }, out, centered ? mean : undefined, variance);
  expectElements(out, want.out, tolerance);
  if (centered) expectElements(mean, want.mean, tolerance);
  expectElements(variance, want.variance, tolerance);
  const statistics = [centered ? mean : undefined, variance] as const;
  for (const wanted of ['all', 'x', 'weight', 'bias']) {
    const isWanted = (name: string): boolean => wanted === 'all' || wanted === name;
    const ofX = isWanted('x') ? operand(dtype, shape) : undefined;
    const ofWeight = isWanted('weight') ? operand(dtype, affine) : undefined;
    const ofBias = isWanted('bias') && centered ? operand(dtype, affine) : undefined;
    backward(grad, x, ...statistics, weight, { dims, eps }, ofX, { weight: ofWeight, bias: ofBias });
    if (ofX) expectElements(ofX, want.ofX, tolerance);
    if (ofWeight) expectElements(ofWeight, want.ofWeight, summed);
    if (ofBias) expectElements(ofBias, want.ofBias, summed);
  }
}

describeKernels('normalisation of rows', () => {
  test.each(floats)('is what it is defined as, with its gradients, of %s operands in any layout', (dtype) => {
    fc.assert(
      fc.property(calls(rows, dtype), fc.boolean(), (call, centered) =>
        expectNaive(call, centered, normalizeRows, normalizeRowsBackward),
      ),
    );
  });

  test('NaN and infinities stay in their rows', () => {
    fc.assert(
      fc.property(calls(rows, 'float32', { special: true }), fc.boolean(), (call, centered) =>
        expectNaive(call, centered, normalizeRows, normalizeRowsBackward),
      ),
    );
  });
});

describeKernels('normalisation of channels', () => {
  test.each(floats)('is what it is defined as, with its gradients, of %s operands in any layout', (dtype) => {
    fc.assert(
      fc.property(calls(channels, dtype), (call) =>
        expectNaive(call, true, normalizeChannels, normalizeChannelsBackward),
      ),
    );
  });

  test('NaN and infinities stay in their groups', () => {
    fc.assert(
      fc.property(calls(channels, 'float32', { special: true }), (call) =>
        expectNaive(call, true, normalizeChannels, normalizeChannelsBackward),
      ),
    );
  });
});

describeKernels('normalisation', () => {
  test.each<[string, Normalize, Layout]>([
    ['rows', normalizeRows, { shape: [3, 700], dims: [1], affine: [700] }],
    ['short rows', normalizeRows, { shape: [40, 7], dims: [1], affine: [7] }],
    ['channels', normalizeChannels, { shape: [20, 3, 49], dims: [0, 2], affine: [3, 1] }],
    ['columns', normalizeChannels, { shape: [500, 23], dims: [0], affine: [23] }],
  ])('a large mean does not cost the variance of %s its precision', (_name, forward, layout) => {
    const { shape, dims } = layout;
    const noise = (i: number): number => 1e4 + Math.sin(i * i) * 2;
    const x = operand(
      'float32',
      shape,
      Array.from(positionsOf(shape), (_, i) => noise(i)),
    );
    const [out, mean, variance] = [
      operand('float32', shape),
      ...[0, 0].map(() => operand('float32', keptShape(layout))),
    ];
    forward(x, undefined, undefined, { dims, eps: 1e-5 }, out!, mean, variance!);
    const want = naive({ ...layout, x, grad: x, weight: undefined, bias: undefined, eps: 1e-5 }, true);
    expectElements(variance!, want.variance, 1e-5);
    // half a unit in the last place of the mean, over a deviation of 1
    expectElements(out!, want.out, 1e-3);
  });
});
