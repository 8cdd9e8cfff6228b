import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { atLeast1d, Cursor } from './cursor.ts';
import { chunkLength, writeRun } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const results = /* @__PURE__ */ new Float64Array(chunkLength);

export function argReduce(kind: 'max' | 'min', operand: Operand, dim: number, out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const input = atLeast1d(operand);
  const length = input.shape[dim]!;
  const kept = Cursor.along(input, (d) => d !== dim);
  const reduced = Cursor.along(input, (d) => d === dim);
  for (let first = 0; first < size; first += chunkLength) {
    const rows = Math.min(chunkLength, size - first);
    for (let row = 0; row < rows; row++) {
      reduced.restart(kept.next());
      results[row] = kind === 'max' ? indexOfMax(reduced, length) : indexOfMin(reduced, length);
    }
    writeRun(results, 0, rows, out.storage.data, out.dtype, out.offset + first, 1);
  }
}

function indexOfMax(elements: Cursor, length: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let index = 0;
  for (let done = 0; done < length; done += chunkLength) {
    const count = Math.min(chunkLength, length - done);
    elements.read(block, count);
    for (let i = 0; i < count; i++) {
      const value = block[i]!;
      if (value <= best) continue;
      best = value;
      index = done + i;
      if (Number.isNaN(value)) return index;
    }
  }
  return index;
}

function indexOfMin(elements: Cursor, length: number): number {
  let best = Number.POSITIVE_INFINITY;
  let index = 0;
  for (let done = 0; done < length; done += chunkLength) {
    const count = Math.min(chunkLength, length - done);
    elements.read(block, count);
    for (let i = 0; i < count; i++) {
      const value = block[i]!;
      if (value >= best) continue;
      best = value;
      index = done + i;
      if (Number.isNaN(value)) return index;
    }
  }
  return index;
}
