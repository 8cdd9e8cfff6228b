import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { checkIndices } from './check-indices.ts';
import { Cursor } from './cursor.ts';
import { chunkLength } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const old = /* @__PURE__ */ new Float64Array(chunkLength);
const indices = /* @__PURE__ */ new Float64Array(chunkLength);
const starts = /* @__PURE__ */ new Int32Array(chunkLength);

/** Where the slices begin that index tensors name, row-major over their shape. */
class Slices {
  readonly #offset: number;
  readonly #cursors: Cursor[] = [];
  readonly #sizes: number[] = [];
  readonly #steps: number[] = [];

  constructor(name: string, of: Operand, dims: readonly number[], chosen: readonly Operand[]) {
    for (let i = 0; i < dims.length; i++) {
      const size = of.shape[dims[i]!]!;
      checkIndices(name, chosen[i]!, size, -size, `, the range of dimension ${dims[i]}`);
      this.#cursors.push(Cursor.over(chosen[i]!));
      this.#sizes.push(size);
      this.#steps.push(of.strides[dims[i]!]!);
    }
    this.#offset = of.offset;
  }

  /** The starts of the next `count` slices. */
  read(into: Int32Array, count: number): void {
    into.fill(this.#offset, 0, count);
    for (let d = 0; d < this.#cursors.length; d++) {
      this.#cursors[d]!.read(indices, count);
      const size = this.#sizes[d]!;
      const step = this.#steps[d]!;
      for (let i = 0; i < count; i++) {
        const at = indices[i]!;
        into[i]! += (at < 0 ? at + size : at) * step;
      }
    }
  }
}

export function index(
  name: string,
  input: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): void {
  const slices = new Slices(name, input, dims, chosen);
  const rank = chosen[0]!.shape.length;
  const rows = sizeOf(chosen[0]!.shape);
  const size = sizeOf(out.shape) / rows;
  if (rows === 0 || size === 0) return;
  const { data } = input.storage;
  const from = Cursor.along(input, (d) => !dims.includes(d));
  const to = Cursor.along(out, (d) => d < place || d >= place + rank);
  const outer = Cursor.along(out, (d) => d >= place && d < place + rank);
  for (let row = 0; row < rows; row += chunkLength) {
    const some = Math.min(chunkLength, rows - row);
    slices.read(starts, some);
    if (size === 1) {
      for (let i = 0; i < some; i++) block[i] = data[starts[i]!]!;
      outer.write(block, some);
      continue;
    }
    for (let i = 0; i < some; i++) {
      from.restart(starts[i]!);
      to.restart(outer.next());
      for (let done = 0; done < size; done += chunkLength) {
        const count = Math.min(chunkLength, size - done);
        from.read(block, count);
        to.write(block, count);
      }
    }
  }
}

export function indexPut(
  name: string,
  mode: 'set' | 'add',
  source: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): void {
  const slices = new Slices(name, out, dims, chosen);
  const rank = chosen[0]!.shape.length;
  const rows = sizeOf(chosen[0]!.shape);
  const size = sizeOf(source.shape) / rows;
  if (rows === 0 || size === 0) return;
  const from = Cursor.along(source, (d) => d < place || d >= place + rank);
  const outer = Cursor.along(source, (d) => d >= place && d < place + rank);
  const before = Cursor.along(out, (d) => !dims.includes(d));
  const to = Cursor.along(out, (d) => !dims.includes(d));
  for (let row = 0; row < rows; row += chunkLength) {
    const some = Math.min(chunkLength, rows - row);
    slices.read(starts, some);
    for (let i = 0; i < some; i++) {
      from.restart(outer.next());
      before.restart(starts[i]!);
      to.restart(starts[i]!);
      for (let done = 0; done < size; done += chunkLength) {
        const count = Math.min(chunkLength, size - done);
        from.read(block, count);
        if (mode === 'add') {
          // read when their turn comes, as an index may be there twice
          before.read(old, count);
          for (let k = 0; k < count; k++) block[k]! += old[k]!;
        }
        to.write(block, count);
      }
    }
  }
}
