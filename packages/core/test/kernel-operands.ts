import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type DType, isFloat } from '../src/dtype.ts';
import { getKernels, type KernelsName, setKernels } from '../src/kernels/current.ts';
import type { Kernels } from '../src/kernels/kernels.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import { simdKernels } from '../src/kernels/simd/simd.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Operand } from '../src/memory/memory.ts';
import { type Shape, sizeOf } from '../src/shape.ts';

/** The engines that must agree with the naive formulations of these tests. */
export const engines: readonly Kernels[] = [referenceKernels, simdKernels];

/** Runs the tests of kernels that stand alone on each of them. */
export function describeKernels(name: string, tests: () => void): void {
  describe.each(engines)(`${name} of $name`, (kernels) => {
    let before: KernelsName;
    beforeAll(() => {
      before = getKernels();
      setKernels(kernels.name as KernelsName);
    });
    afterAll(() => {
      setKernels(before);
    });
    tests();
  });
}

export const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool'];
export const floats: readonly DType[] = ['float32', 'float64'];

const memory = new LinearMemory();

/** What lies around the elements of an operand; 1 in bools. */
const around = 77;

/** How elements lie in a storage. */
export interface Layout {
  /** The dimensions from the outermost to the innermost. */
  readonly order: readonly number[];
  /** Per dimension, how far its elements are drawn apart. */
  readonly gaps: readonly number[];
  /** Per dimension, whether it repeats one element. */
  readonly repeats: readonly boolean[];
  readonly offset: number;
}

function layOut(dtype: DType, shape: Shape, layout: Layout): Operand {
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (const d of [...layout.order].reverse()) {
    if (layout.repeats[d]) continue;
    strides[d] = step * layout.gaps[d]!;
    step = strides[d]! * Math.max(shape[d]!, 1);
  }
  const storage = memory.allocate(dtype, layout.offset + step + 3);
  storage.pin();
  storage.data.fill(dtype === 'bool' ? 1 : around);
  return { storage, dtype, shape, strides, offset: layout.offset };
}

/** A contiguous operand with the given elements, or with what was around them before. */
export function operand(dtype: DType, shape: Shape, values?: Iterable<number>): Operand {
  const plain = { order: shape.map((_, d) => d), gaps: shape.map(() => 1), repeats: shape.map(() => false), offset: 2 };
  const made = layOut(dtype, shape, plain);
  if (values) made.storage.data.set([...values], made.offset);
  return made;
}

/** The same elements seen through other dimensions. */
export function permuted(x: Operand, dims: readonly number[]): Operand {
  return { ...x, shape: dims.map((d) => x.shape[d]!), strides: dims.map((d) => x.strides[d]!) };
}

export interface Drawn {
  /** Integers are drawn from this range; floats are normal numbers. */
  readonly range?: readonly [number, number] | undefined;
  /** Whether NaN, infinities and zeros of both signs are among the floats. */
  readonly special?: boolean | undefined;
  /** Whether dimensions may repeat an element. */
  readonly repeats?: boolean | undefined;
}

/** Operands of a shape with random elements in a random layout. */
export function operands(dtype: DType, shape: Shape, drawn: Drawn = {}): fc.Arbitrary<Operand> {
  const dims = shape.map((_, d) => d);
  const perDim = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.tuple(...shape.map(() => one));
  const repeat = (drawn.repeats ?? true) ? fc.constantFrom(false, false, false, true) : fc.constant(false);
  return fc
    .record({
      order: fc.shuffledSubarray(dims, { minLength: dims.length }),
      gaps: perDim(fc.constantFrom(1, 1, 1, 2, 3)),
      repeats: perDim(repeat),
      offset: fc.nat(4),
      seed: fc.nat(),
    })
    .map(({ seed, ...layout }) => {
      const made = layOut(dtype, shape, layout);
      const draw = drawing(dtype, seed, drawn);
      for (const position of positionsOf(shape)) made.storage.data[indexOf(made, position)] = draw();
      return made;
    });
}

const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

function drawing(dtype: DType, seed: number, { range = [-9, 9], special = false }: Drawn): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  if (dtype === 'bool') return () => (uniform() < 0.5 ? 0 : 1);
  if (!isFloat(dtype)) return () => Math.floor(range[0] + uniform() * (range[1] - range[0] + 1));
  return () => {
    if (special && uniform() < 0.1) return specials[Math.floor(uniform() * specials.length)]!;
    return (uniform() - 0.5) * 6;
  };
}

/** Shapes of up to four dimensions, now and then empty, 0-d or longer than what kernels take at a time. */
export const shapes: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(1, 2, 3, 5), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom<number[]>([600], [2, 300], [300, 2], [3, 257], [17, 2, 19], [20, 30]) },
);

export function* positionsOf(shape: Shape): Generator<number[]> {
  const position = new Array<number>(shape.length).fill(0);
  for (let left = sizeOf(shape); left > 0; left--) {
    yield position.slice();
    for (let d = shape.length - 1; d >= 0 && ++position[d]! === shape[d]; d--) position[d] = 0;
  }
}

function indexOf(x: Operand, position: readonly number[]): number {
  const missing = position.length - x.shape.length;
  let index = x.offset;
  for (let d = 0; d < x.shape.length; d++) if (x.shape[d] !== 1) index += position[d + missing]! * x.strides[d]!;
  return index;
}

/** One element; an operand of fewer or smaller dimensions is read as broadcast. */
export function elementAt(x: Operand, position: readonly number[]): number {
  return x.storage.data[indexOf(x, position)]!;
}

/** All elements in row-major order. */
export function elementsOf(x: Operand): number[] {
  return Array.from(positionsOf(x.shape), (position) => elementAt(x, position));
}

/** Operands with dimensions, and one of these. */
export function alongDim(dtype: DType, drawn: Drawn = {}): fc.Arbitrary<{ input: Operand; dim: number }> {
  return shapes
    .filter((shape) => shape.length > 0)
    .chain((shape) => fc.record({ input: operands(dtype, shape, drawn), dim: fc.nat(shape.length - 1) }));
}

/** One row along `dim`, that through a position. */
export function rowOf(x: Operand, dim: number, position: readonly number[]): number[] {
  return Array.from({ length: x.shape[dim]! }, (_, i) => elementAt(x, position.with(dim, i)));
}

/** The elements, row-major, of a result of this shape whose rows along `dim` are computed from a position in each. */
export function byRows(shape: Shape, dim: number, row: (position: readonly number[]) => readonly number[]): number[] {
  const rows = new Map<string, readonly number[]>();
  if (shape[dim]! > 0) for (const position of positionsOf(shape.with(dim, 1))) rows.set(position.join(), row(position));
  return Array.from(positionsOf(shape), (position) => rows.get(position.with(dim, 0).join())![position[dim]!]!);
}

/** The elements, row-major, of what results when each row along `dim` gives way to `length` others. */
export function replacedRows(
  input: Operand,
  dim: number,
  length: number,
  replace: (row: readonly number[]) => readonly number[],
): number[] {
  return byRows(input.shape.with(dim, length), dim, (position) => replace(rowOf(input, dim, position)));
}

/** The elements are the expected ones, and what lies around them in the storage is as it was. */
export function expectElements(out: Operand, want: readonly number[], tolerance = 0): void {
  expect(out.storage.length).toBeGreaterThan(0);
  const got = elementsOf(out);
  expect(got.length).toBe(want.length);
  const rounded = operand(out.dtype, [want.length], want);
  const off = elementsOf(rounded).findIndex((value, i) => {
    const close = Math.abs(got[i]! - value) <= tolerance * Math.max(1, Math.abs(value));
    return !close && !Object.is(got[i], value);
  });
  if (off >= 0) expect({ index: off, element: got[off] }).toEqual({ index: off, element: want[off] });
  const others = Array.from(out.storage.data);
  const untouched = out.dtype === 'bool' ? 1 : around;
  for (const position of positionsOf(out.shape)) others[indexOf(out, position)] = untouched;
  const written = others.filter((value) => value !== untouched);
  expect(written, 'elements beside the operand were written').toEqual([]);
}

/** Relative to 1 or to the element where that is larger. */
export function toleranceOf(dtype: DType): number {
  return dtype === 'float32' ? 2e-6 : dtype === 'float64' ? 1e-12 : 0;
}
