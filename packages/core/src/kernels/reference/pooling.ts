import type { Operand } from '../../memory/memory.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import type { AveragedWindows, PoolWindows } from '../pooling.ts';
import { Cursor } from './cursor.ts';
import { writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';

const valueScratch = /* @__PURE__ */ new Scratch();
const nextValueScratch = /* @__PURE__ */ new Scratch();
const indexScratch = /* @__PURE__ */ new Scratch();
const nextIndexScratch = /* @__PURE__ */ new Scratch();
const divisorScratch = /* @__PURE__ */ new Scratch();

// A window of several dimensions is one dimension's windows over the results of another's, so each plane is pooled along
// one after the other: the last first for maxima, whose first in row-major order is that of the first row.

export function maxPool(input: Operand, windows: readonly PoolWindows[], values: Operand, indices: Operand): void {
  const { passes, size, count, room } = planesOf(input.shape, windows);
  const planes = sizeOf(values.shape) / count;
  if (count === 0 || planes === 0) return;
  const source = Cursor.over(input);
  let value = valueScratch.take(room);
  let next = nextValueScratch.take(room);
  let index = indexScratch.take(room);
  let nextIndex = nextIndexScratch.take(room);
  for (let plane = 0; plane < planes; plane++) {
    source.read(value, size);
    for (let i = 0; i < size; i++) index[i] = i;
    for (let d = passes.length - 1; d >= 0; d--) {
      maxAlong(value, index, passes[d]!, windows[d]!, next, nextIndex);
      [value, next] = [next, value];
      [index, nextIndex] = [nextIndex, index];
    }
    writeRun(value, 0, count, values.storage.data, values.dtype, values.offset + plane * count, 1);
    writeRun(index, 0, count, indices.storage.data, indices.dtype, indices.offset + plane * count, 1);
  }
}

export function maxPoolInput(grad: Operand, indices: Operand, rank: number, out: Operand): void {
  const size = sizeOf(out.shape.slice(-rank));
  const count = sizeOf(grad.shape.slice(-rank));
  const planes = sizeOf(out.shape.slice(0, -rank));
  if (size === 0 || planes === 0) return;
  const source = Cursor.over(grad);
  const places = Cursor.over(indices);
  const values = valueScratch.take(count);
  const index = indexScratch.take(count);
  const sums = nextValueScratch.take(size);
  for (let plane = 0; plane < planes; plane++) {
    sums.fill(0, 0, size);
    if (count > 0) {
      source.read(values, count);
      places.read(index, count);
    }
    for (let i = 0; i < count; i++) sums[index[i]!]! += values[i]!;
    writeRun(sums, 0, size, out.storage.data, out.dtype, out.offset + plane * size, 1);
  }
}

export function averagePool(input: Operand, windows: readonly AveragedWindows[], out: Operand): void {
  const { passes, size, count, room } = planesOf(input.shape, windows);
  const planes = sizeOf(out.shape) / count;
  if (count === 0 || planes === 0) return;
  const source = Cursor.over(input);
  const divisors = divisorsOf(windows, count);
  let value = valueScratch.take(room);
  let next = nextValueScratch.take(room);
  for (let plane = 0; plane < planes; plane++) {
    source.read(value, size);
    for (let d = passes.length - 1; d >= 0; d--) {
      sumAlong(value, passes[d]!, windows[d]!, next);
      [value, next] = [next, value];
    }
    for (let i = 0; i < count; i++) value[i]! /= divisors[i]!;
    writeRun(value, 0, count, out.storage.data, out.dtype, out.offset + plane * count, 1);
  }
}

export function averagePoolInput(grad: Operand, windows: readonly AveragedWindows[], out: Operand): void {
  const { passes, size, count, room } = planesOf(out.shape, windows);
  const planes = sizeOf(out.shape) / size;
  if (size === 0 || planes === 0) return;
  const source = Cursor.over(grad);
  const divisors = divisorsOf(windows, count);
  let value = valueScratch.take(room);
  let next = nextValueScratch.take(room);
  for (let plane = 0; plane < planes; plane++) {
    if (count > 0) source.read(value, count);
    for (let i = 0; i < count; i++) value[i]! /= divisors[i]!;
    for (let d = 0; d < passes.length; d++) {
      spreadAlong(value, passes[d]!, windows[d]!, next);
      [value, next] = [next, value];
    }
    writeRun(value, 0, size, out.storage.data, out.dtype, out.offset + plane * size, 1);
  }
}

/** Pooling along one dimension, with the elements before and after it: those before it are not pooled yet. */
interface Pass {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

interface Planes {
  readonly passes: readonly Pass[];
  /** How many elements a plane has, how many results, and how many at most in between. */
  readonly size: number;
  readonly count: number;
  readonly room: number;
}

function planesOf(shape: Shape, windows: readonly PoolWindows[]): Planes {
  const sizes = shape.slice(-windows.length);
  const results = windows.map(({ starts }) => starts.length);
  return {
    passes: sizes.map((length, d) => ({
      outer: sizeOf(sizes.slice(0, d)),
      length,
      inner: sizeOf(results.slice(d + 1)),
    })),
    size: sizeOf(sizes),
    count: sizeOf(results),
    room: sizeOf(sizes.map((size, d) => Math.max(size, results[d]!))),
  };
}

/** The products of the divisors of all dimensions. */
function divisorsOf(windows: readonly AveragedWindows[], count: number): Float64Array {
  const out = divisorScratch.take(count).fill(1, 0, count);
  let inner = count;
  for (const { divisors } of windows) {
    inner /= divisors.length;
    for (let i = 0; i < count; i++) out[i]! *= divisors[Math.floor(i / inner) % divisors.length]!;
  }
  return out;
}

/** Along the middle of three dimensions. A NaN takes the place of whatever came before, as in PyTorch. */
function maxAlong(
  values: Float64Array,
  indices: Float64Array,
  { outer, length, inner }: Pass,
  { starts, ends, step }: PoolWindows,
  toValues: Float64Array,
  toIndices: Float64Array,
): void {
  for (let o = 0, at = 0; o < outer; o++) {
    for (let w = 0; w < starts.length; w++) {
      // a dilated window may miss all elements: -∞, at one that exists
      const empty = starts[w]! >= ends[w]!;
      const first = (o * length + Math.min(starts[w]!, length - 1)) * inner;
      const end = (o * length + ends[w]!) * inner;
      for (let i = 0; i < inner; i++, at++) {
        let best = empty ? Number.NEGATIVE_INFINITY : values[first + i]!;
        let index = indices[first + i]!;
        for (let p = first + step * inner + i; p < end; p += step * inner) {
          const value = values[p]!;
          if (value > best || Number.isNaN(value)) {
            best = value;
            index = indices[p]!;
          }
        }
        toValues[at] = best;
        toIndices[at] = index;
      }
    }
  }
}

function sumAlong(
  from: Float64Array,
  { outer, length, inner }: Pass,
  { starts, ends, step }: PoolWindows,
  to: Float64Array,
): void {
  for (let o = 0, at = 0; o < outer; o++) {
    for (let w = 0; w < starts.length; w++) {
      const first = (o * length + starts[w]!) * inner;
      const end = (o * length + ends[w]!) * inner;
      for (let i = 0; i < inner; i++, at++) {
        let sum = 0;
        for (let p = first + i; p < end; p += step * inner) sum += from[p]!;
        to[at] = sum;
      }
    }
  }
}

/** The transpose of {@link sumAlong}. */
function spreadAlong(
  from: Float64Array,
  { outer, length, inner }: Pass,
  { starts, ends, step }: PoolWindows,
  to: Float64Array,
): void {
  to.fill(0, 0, outer * length * inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let w = 0; w < starts.length; w++) {
      const first = (o * length + starts[w]!) * inner;
      const end = (o * length + ends[w]!) * inner;
      for (let i = 0; i < inner; i++, at++) {
        for (let p = first + i; p < end; p += step * inner) to[p]! += from[at]!;
      }
    }
  }
}
