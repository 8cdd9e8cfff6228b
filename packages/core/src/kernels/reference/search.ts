import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { chunkLength } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);

export function searchSorted(sorted: Operand, values: Operand, right: boolean, out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const last = sorted.shape.length - 1;
  const length = sorted.shape[last]!;
  const step = sorted.strides[last]!;
  const { data } = sorted.storage;
  const rows = Cursor.along(sorted, (d) => d !== last);
  const wanted = Cursor.over(values);
  const to = Cursor.over(out);
  // a single row serves all values
  const perRow = last === 0 ? size : out.shape.at(-1)!;
  for (let row = 0; row < size; row += perRow) {
    const start = rows.next();
    for (let done = 0; done < perRow; done += chunkLength) {
      const count = Math.min(chunkLength, perRow - done);
      wanted.read(block, count);
      for (let i = 0; i < count; i++) {
        const value = block[i]!;
        let [low, high] = [0, length];
        while (low < high) {
          const middle = (low + high) >> 1;
          const found = data[start + middle * step]!;
          if (right ? found > value : found >= value) high = middle;
          else low = middle + 1;
        }
        block[i] = low;
      }
      to.write(block, count);
    }
  }
}
