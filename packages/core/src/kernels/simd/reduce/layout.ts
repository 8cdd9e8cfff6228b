import type { VectorOperand } from '../operands.ts';

/** Dimensions, the outermost first. One object serves all calls, so that none is made for each. */
export class Dims {
  readonly sizes: number[] = [];
  /** In elements. */
  readonly steps: number[] = [];
  count = 0;

  clear(): void {
    this.count = 0;
  }

  /** The innermost size and step; a single element where there are no dimensions. */
  get size(): number {
    return this.count === 0 ? 1 : this.sizes[this.count - 1]!;
  }

  get step(): number {
    return this.count === 0 ? 0 : this.steps[this.count - 1]!;
  }

  /** Adds a dimension within the others, as one with the innermost where that continues it seamlessly. */
  push(size: number, step: number): void {
    const last = this.count - 1;
    if (last >= 0 && this.steps[last] === size * step) {
      this.sizes[last]! *= size;
      this.steps[last] = step;
    } else {
      this.sizes[this.count] = size;
      this.steps[this.count] = step;
      this.count++;
    }
  }

  /** How many elements all dimensions but the innermost have. */
  outerSize(): number {
    let size = 1;
    for (let d = 0; d < this.count - 1; d++) size *= this.sizes[d]!;
    return size;
  }

  /** How far the `index`-th element of all dimensions but the innermost is from the first. */
  outerOffset(index: number): number {
    let offset = 0;
    let rest = index;
    for (let d = this.count - 2; d >= 0; d--) {
      const size = this.sizes[d]!;
      const outer = Math.floor(rest / size);
      offset += (rest - outer * size) * this.steps[d]!;
      rest = outer;
    }
    return offset;
  }
}

/** Sorts the dims of `input` into those that are kept, in their order, and those reduced, from large steps to small. */
export function splitDims({ shape, strides }: VectorOperand, dims: readonly number[], kept: Dims, reduced: Dims): void {
  kept.clear();
  reduced.clear();
  for (let d = 0; d < shape.length; d++) {
    if (shape[d] !== 1 && !dims.includes(d)) kept.push(shape[d]!, strides[d]!);
  }
  // the largest of the steps below the previous one; equal ones in their order
  let below = Number.POSITIVE_INFINITY;
  for (;;) {
    let next = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < dims.length; i++) {
      const step = strides[dims[i]!]!;
      if (shape[dims[i]!] !== 1 && step < below && step > next) next = step;
    }
    if (next === Number.NEGATIVE_INFINITY) return;
    for (let i = 0; i < dims.length; i++) {
      const d = dims[i]!;
      if (shape[d] !== 1 && strides[d] === next) reduced.push(shape[d]!, next);
    }
    below = next;
  }
}
