import type { Operand } from '../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { chunkLength, convert, convertBlock, isLossy } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const places = /* @__PURE__ */ new Int32Array(chunkLength);

export function copy(input: Operand, out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  if (input.dtype === out.dtype && isContiguous(input.shape, input.strides) && isContiguous(out.shape, out.strides)) {
    out.storage.data.set(input.storage.data.subarray(input.offset, input.offset + size), out.offset);
    return;
  }
  const from = Cursor.over(input);
  const to = Cursor.over(out);
  const lossy = isLossy(input.dtype, out.dtype);
  for (let done = 0; done < size; done += chunkLength) {
    const count = Math.min(chunkLength, size - done);
    from.read(block, count);
    if (lossy) convertBlock(block, count, out.dtype);
    to.write(block, count);
  }
}

export function accumulate(input: Operand, out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const { data } = out.storage;
  const from = Cursor.over(input);
  const to = Cursor.over(out);
  for (let done = 0; done < size; done += chunkLength) {
    const count = Math.min(chunkLength, size - done);
    from.read(block, count);
    to.positions(places, count);
    if (out.dtype === 'bool') for (let i = 0; i < count; i++) data[places[i]!]! |= block[i]!;
    else for (let i = 0; i < count; i++) data[places[i]!]! += block[i]!;
  }
}

export function fill(value: number, out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const element = convert(value, out.dtype);
  if (isContiguous(out.shape, out.strides)) {
    out.storage.data.fill(element, out.offset, out.offset + size);
    return;
  }
  const to = Cursor.over(out);
  block.fill(element);
  for (let done = 0; done < size; done += chunkLength) to.write(block, Math.min(chunkLength, size - done));
}
