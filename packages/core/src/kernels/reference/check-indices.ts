import { IndexError } from '../../errors.ts';
import type { Operand } from '../../memory/memory.ts';
import { formatShape, type Shape, sizeOf } from '../../shape.ts';
import { Cursor } from './cursor.ts';
import { chunkLength } from './elements.ts';

const indices = /* @__PURE__ */ new Float64Array(chunkLength);

/** Refuses indices outside `[low, size)`, naming the first. `what` tells which dimension has that size. */
export function checkIndices(name: string, index: Operand, size: number, low = 0, what = ''): void {
  const length = sizeOf(index.shape);
  if (length === 0) return;
  const cursor = Cursor.over(index);
  for (let done = 0; done < length; done += chunkLength) {
    const count = Math.min(chunkLength, length - done);
    cursor.read(indices, count);
    for (let i = 0; i < count; i++) {
      const value = indices[i]!;
      if (value >= low && value < size) continue;
      const where = formatShape(positionOf(done + i, index.shape));
      throw new IndexError(`${name}: index ${value} at position ${where} is outside [${low}, ${size})${what}`);
    }
  }
}

function positionOf(flat: number, shape: Shape): number[] {
  const position = new Array<number>(shape.length);
  let rest = flat;
  for (let d = shape.length - 1; d >= 0; d--) {
    position[d] = rest % shape[d]!;
    rest = Math.floor(rest / shape[d]!);
  }
  return position;
}
