import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { views } from '../../../memory/wasm-memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../../../shape.ts';
import { copyVectors } from '../copy.ts';
import { addressOf, isFloat32, isPlain } from '../operands.ts';

/**
 * The dimensions of a contiguous operand, from the innermost on, with the steps that weight and bias take in them. Those
 * that lie seamlessly in one another and serve alike are one. The outermost may be those of blocks.
 */
class NormalizedDims {
  readonly sizes: number[] = [];
  /** In elements; 0 where an element of weight and bias serves all. */
  readonly steps: number[] = [];
  readonly reduced: boolean[] = [];
  count = 0;
  #outer = 0;

  /** Reads them off; `affine` is the shape of weight and bias, if there are any, which broadcasts to `shape`. */
  read(shape: Shape, dims: readonly number[], affine: Shape | undefined): void {
    this.count = 0;
    const missing = shape.length - (affine?.length ?? 0);
    let affineStep = 1;
    for (let d = shape.length - 1; d >= 0; d--) {
      const size = shape[d]!;
      const own = d < missing ? 1 : affine![d - missing]!;
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

  /** Takes the dimensions from one on for those of blocks; false if one of them is reduced. */
  blocksFrom(first: number): boolean {
    this.#outer = first;
    for (let d = first; d < this.count; d++) if (this.reduced[d]) return false;
    return true;
  }

  get blocks(): number {
    let count = 1;
    for (let d = this.#outer; d < this.count; d++) count *= this.sizes[d]!;
    return count;
  }

  /** Whether several blocks have the same weights. */
  get blocksShareWeights(): boolean {
    for (let d = this.#outer; d < this.count; d++) if (this.steps[d] === 0) return true;
    return false;
  }

  /** From the first of all weights to the first of a block, in elements. */
  affineOffset(block: number): number {
    let offset = 0;
    let rest = block;
    for (let d = this.#outer; d < this.count; d++) {
      const size = this.sizes[d]!;
      const outer = Math.floor(rest / size);
      offset += (rest - outer * size) * this.steps[d]!;
      rest = outer;
    }
    return offset;
  }
}

/** Of the operand that is being normalised: one object serves all calls, so that none is made for each. */
export const layout: NormalizedDims = /* @__PURE__ */ new NormalizedDims();

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
