import type { DType, TypedArray } from '../../dtype.ts';
import type { Operand } from '../../memory/memory.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import type { ScatterMode } from '../indexing.ts';
import { checkIndices } from './check-indices.ts';
import { atLeast1d, Cursor } from './cursor.ts';
import { chunkLength } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const indices = /* @__PURE__ */ new Float64Array(chunkLength);
const positions = /* @__PURE__ */ new Int32Array(chunkLength);

export function gather(name: string, operand: Operand, dim: number, index: Operand, out: Operand): void {
  const input = atLeast1d(operand);
  checkIndices(name, index, input.shape[dim]!);
  const size = sizeOf(index.shape);
  if (size === 0) return;
  const { data } = input.storage;
  const chosen = Cursor.over(index);
  const others = besides(input, dim, index.shape);
  const step = input.strides[dim]!;
  const to = Cursor.over(out);
  for (let done = 0; done < size; done += chunkLength) {
    const count = Math.min(chunkLength, size - done);
    chosen.read(indices, count);
    others.positions(positions, count);
    for (let i = 0; i < count; i++) block[i] = data[positions[i]! + indices[i]! * step]!;
    to.write(block, count);
  }
}

export function scatter(
  name: string,
  mode: ScatterMode,
  dim: number,
  index: Operand,
  source: Operand,
  out: Operand,
): void {
  const target = atLeast1d(out);
  checkIndices(name, index, target.shape[dim]!);
  const size = sizeOf(index.shape);
  if (size === 0) return;
  const { data } = target.storage;
  const chosen = Cursor.over(index);
  const { storage, dtype, strides, offset } = source;
  const from = new Cursor(storage.data, dtype, index.shape, strides, offset);
  const others = besides(target, dim, index.shape);
  const step = target.strides[dim]!;
  for (let done = 0; done < size; done += chunkLength) {
    const count = Math.min(chunkLength, size - done);
    chosen.read(indices, count);
    others.positions(positions, count);
    from.read(block, count);
    for (let i = 0; i < count; i++) positions[i]! += indices[i]! * step;
    combine(mode, target.dtype, data, block, count);
  }
}

export function indexSelect(name: string, operand: Operand, dim: number, index: Operand, out: Operand): void {
  const input = atLeast1d(operand);
  const target = atLeast1d(out);
  checkIndices(name, index, input.shape[dim]!);
  const rows = sizeOf(index.shape);
  const size = sizeOf(target.shape) / rows;
  if (rows === 0 || size === 0) return;
  const chosen = atLeast1d(index);
  const from = Cursor.along(input, (d) => d !== dim);
  const to = Cursor.along(target, (d) => d !== dim);
  for (let row = 0; row < rows; row++) {
    from.restart(input.offset + indexAt(chosen, row) * input.strides[dim]!);
    to.restart(target.offset + row * target.strides[dim]!);
    for (let done = 0; done < size; done += chunkLength) {
      const count = Math.min(chunkLength, size - done);
      from.read(block, count);
      to.write(block, count);
    }
  }
}

export function indexAdd(name: string, dim: number, index: Operand, operand: Operand, out: Operand): void {
  const target = atLeast1d(out);
  const source = atLeast1d(operand);
  checkIndices(name, index, target.shape[dim]!);
  const rows = sizeOf(index.shape);
  const size = sizeOf(source.shape) / rows;
  if (rows === 0 || size === 0) return;
  const chosen = atLeast1d(index);
  const from = Cursor.along(source, (d) => d !== dim);
  const old = Cursor.along(target, (d) => d !== dim);
  const to = Cursor.along(target, (d) => d !== dim);
  for (let row = 0; row < rows; row++) {
    const start = target.offset + indexAt(chosen, row) * target.strides[dim]!;
    from.restart(source.offset + row * source.strides[dim]!);
    old.restart(start);
    to.restart(start);
    for (let done = 0; done < size; done += chunkLength) {
      const count = Math.min(chunkLength, size - done);
      from.read(block, count);
      old.read(indices, count);
      for (let i = 0; i < count; i++) block[i]! += indices[i]!;
      to.write(block, count);
    }
  }
}

/** Combines numbers with the elements at {@link positions}, one after the other, as a position may be there twice. */
function combine(mode: ScatterMode, dtype: DType, data: TypedArray, values: Float64Array, count: number): void {
  if (dtype === 'bool') for (let i = 0; i < count; i++) values[i] = values[i] !== 0 ? 1 : 0;
  switch (mode) {
    case 'set':
      for (let i = 0; i < count; i++) data[positions[i]!] = values[i]!;
      return;
    case 'add':
      if (dtype === 'bool') for (let i = 0; i < count; i++) data[positions[i]!] ||= values[i]!;
      else for (let i = 0; i < count; i++) data[positions[i]!]! += values[i]!;
      return;
    case 'multiply':
      // the product of two int32 has more digits than a double
      if (dtype === 'int32') {
        for (let i = 0; i < count; i++) data[positions[i]!] = Math.imul(data[positions[i]!]!, values[i]!);
      } else for (let i = 0; i < count; i++) data[positions[i]!]! *= values[i]!;
      return;
    case 'max':
      for (let i = 0; i < count; i++) data[positions[i]!] = Math.max(data[positions[i]!]!, values[i]!);
      return;
    case 'min':
      for (let i = 0; i < count; i++) data[positions[i]!] = Math.min(data[positions[i]!]!, values[i]!);
      return;
    default:
      mode satisfies never;
  }
}

function indexAt({ storage, strides, offset }: Operand, i: number): number {
  return storage.data[offset + i * strides[0]!]!;
}

/** Walks `shape` at index 0 of `dim`. */
function besides({ storage, dtype, strides, offset }: Operand, dim: number, shape: Shape): Cursor {
  const resting = strides.map((stride, d) => (d === dim ? 0 : stride));
  return new Cursor(storage.data, dtype, shape, resting, offset);
}
