import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { views } from '../../../memory/wasm-memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../../../shape.ts';
import { copyVectors } from '../copy.ts';
import { addressOf, isFloat32, isPlain } from '../operands.ts';

/**
 * The dimensions of a contiguous operand, from the innermost on, with the steps that weight and bias take in them. Those
 * that lie seamlessly in one another and serve alike are one. One object serves all calls, so that none is made for each.
 */
export class NormalizedDims {
  readonly sizes: number[] = [];
  /** In elements; 0 where an element of weight and bias serves all. */
  readonly steps: number[] = [];
  readonly reduced: boolean[] = [];
  count = 0;

  /** Reads them off; `affine` is the shape of weight and bias, which broadcasts to `shape`. */
  read(shape: Shape, dims: readonly number[], affine: Shape): void {
    this.count = 0;
    const missing = shape.length - affine.length;
    let affineStep = 1;
    for (let d = shape.length - 1; d >= 0; d--) {
      const size = shape[d]!;
      const own = d < missing ? 1 : affine[d - missing]!;
      if (size !== 1) this.#push(size, own === 1 ? 0 : affineStep, dims.includes(d));
      affineStep *= own;
    }
  }

  #push(size: number, step: number, reduced: boolean): void {
    const last = this.count - 1;
    if (last >= 0 && this.reduced[last] === reduced && step === this.sizes[last]! * this.steps[last]!) {
      this.sizes[last]! *= size;
      return;
    }
    this.sizes[this.count] = size;
    this.steps[this.count] = step;
    this.reduced[this.count] = reduced;
    this.count++;
  }

  /** Whether nothing is reduced from a dimension on. */
  keptFrom(first: number): boolean {
    for (let d = first; d < this.count; d++) if (this.reduced[d]) return false;
    return true;
  }

  /** How many elements all dimensions from one on have. */
  sizeFrom(first: number): number {
    let size = 1;
    for (let d = first; d < this.count; d++) size *= this.sizes[d]!;
    return size;
  }

  /** How far the weight of the `index`-th element of all dimensions from one on is from the first. */
  affineOffset(first: number, index: number): number {
    let offset = 0;
    let rest = index;
    for (let d = first; d < this.count; d++) {
      const size = this.sizes[d]!;
      const outer = Math.floor(rest / size);
      offset += (rest - outer * size) * this.steps[d]!;
      rest = outer;
    }
    return offset;
  }
}

/** Where float32 lie one after the other: their address, that of a copy in scratch memory, or -1 for other operands. */
export function plainAddress(operand: Operand): number {
  if (isPlain(operand)) return addressOf(operand);
  if (!isFloat32(operand)) return -1;
  const { dtype, shape } = operand;
  const storage = { pointer: takeScratch(4 * sizeOf(shape)) };
  const copy = { storage, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
  return copyVectors(operand, copy) ? storage.pointer : -1;
}

/** Scratch memory with a number everywhere. */
export function filled(count: number, value: number): number {
  const address = takeScratch(4 * count);
  views.floats.fill(value, address >>> 2, (address >>> 2) + count);
  return address;
}
