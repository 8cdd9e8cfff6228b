import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const single = /* @__PURE__ */ new Float64Array(1);

/**
 * The lower triangular `out` with `out · outᵀ = input`, of symmetric matrices `[…, n, n]` whose lower halves alone are
 * read. `info` gets the order of the first leading minor that is not positive, or 0.
 */
export function cholesky(input: Operand, out: Operand, info: Operand): void {
  const size = out.shape.at(-1)!;
  const inputs = Cursor.over(input);
  const outs = Cursor.over(out);
  const infos = Cursor.over(info);
  const a = matrixScratch.take(size * size);
  for (let left = sizeOf(info.shape); left > 0; left--) {
    inputs.read(a, size * size);
    single[0] = factor(a, size);
    infos.write(single, 1);
    outs.write(a, size * size);
  }
}

function factor(a: Float64Array, size: number): number {
  let info = 0;
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let rest = a[row + j]!;
      for (let k = 0; k < j; k++) rest -= a[row + k]! * a[other + k]!;
      if (j < i) a[row + j] = rest / a[other + j]!;
      else {
        if (!(rest > 0) && info === 0) info = i + 1;
        a[row + j] = Math.sqrt(rest);
      }
    }
    a.fill(0, row + i + 1, row + size);
  }
  return info;
}
