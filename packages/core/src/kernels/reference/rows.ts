import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { atLeast1d, Cursor } from './cursor.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';

const scratch = /* @__PURE__ */ new Scratch();
const otherScratch = /* @__PURE__ */ new Scratch();

/**
 * Reads every row of `input` along `dim`, lets `replace` put its results into it, and writes as many of them as `out`
 * has along `dim`. Both may have any strides.
 */
export function eachRow(
  input: Operand,
  dim: number,
  out: Operand,
  replace: (row: Float64Array, length: number) => void,
): void {
  const from = atLeast1d(input);
  const to = atLeast1d(out);
  const size = sizeOf(to.shape);
  if (size === 0) return;
  const length = from.shape[dim]!;
  const results = to.shape[dim]!;
  const row = scratch.take(Math.max(length, results));
  const sources = Cursor.along(from, (d) => d !== dim);
  const targets = Cursor.along(to, (d) => d !== dim);
  for (let rows = size / results; rows > 0; rows--) {
    readRun(from.storage.data, sources.next(), from.strides[dim]!, length, row, 0);
    replace(row, length);
    writeRun(row, 0, results, to.storage.data, to.dtype, targets.next(), to.strides[dim]!);
  }
}

/** As {@link eachRow}, for two inputs of the shape of `out`: `replace` puts the results into the row of the first. */
export function eachPairOfRows(
  a: Operand,
  b: Operand,
  dim: number,
  out: Operand,
  replace: (row: Float64Array, other: Float64Array, length: number) => void,
): void {
  const other = atLeast1d(b);
  const others = Cursor.along(other, (d) => d !== dim);
  const otherRow = otherScratch.take(other.shape[dim]!);
  eachRow(a, dim, out, (row, length) => {
    readRun(other.storage.data, others.next(), other.strides[dim]!, length, otherRow, 0);
    replace(row, otherRow, length);
  });
}
