import type { DType, TypedArray } from '../../dtype.ts';
import type { Operand } from '../../memory/memory.ts';
import { broadcastStrides, type Shape } from '../../shape.ts';
import { readRun, writeRun } from './elements.ts';

/**
 * Walks elements in row-major order, as many at a time as one asks for. Dimensions that lie seamlessly in one another
 * are walked as one, so that contiguous elements are a single run. After the last element it stands at the first again.
 */
export class Cursor {
  readonly #data: TypedArray;
  readonly #dtype: DType;
  // per dimension, the innermost first
  readonly #sizes: number[] = [];
  readonly #steps: number[] = [];
  readonly #counts: number[] = [];
  readonly #run: number;
  readonly #step: number;
  #start: number;
  #done = 0;

  constructor(data: TypedArray, dtype: DType, shape: Shape, strides: Shape, start: number) {
    this.#data = data;
    this.#dtype = dtype;
    const sizes = this.#sizes;
    const steps = this.#steps;
    for (let d = shape.length - 1; d >= 0; d--) {
      const size = shape[d]!;
      if (size === 1) continue;
      const last = sizes.length - 1;
      if (last >= 0 && strides[d] === sizes[last]! * steps[last]!) sizes[last]! *= size;
      else {
        sizes.push(size);
        steps.push(strides[d]!);
        this.#counts.push(0);
      }
    }
    this.#run = sizes[0] ?? 1;
    this.#step = steps[0] ?? 0;
    this.#start = start;
  }

  /** Over all elements of an operand, repeated to `shape`. */
  static over(operand: Operand, shape: Shape = operand.shape): Cursor {
    const strides = broadcastStrides(operand.shape, operand.strides, shape);
    return new Cursor(operand.storage.data, operand.dtype, shape, strides, operand.offset);
  }

  /** Over the dimensions of an operand that `takes` names, at index 0 of the others. */
  static along(operand: Operand, takes: (dim: number) => boolean, start: number = operand.offset): Cursor {
    const shape: number[] = [];
    const strides: number[] = [];
    for (let d = 0; d < operand.shape.length; d++) {
      if (!takes(d)) continue;
      shape.push(operand.shape[d]!);
      strides.push(operand.strides[d]!);
    }
    return new Cursor(operand.storage.data, operand.dtype, shape, strides, start);
  }

  /** How many elements in a row are {@link step} apart. */
  get run(): number {
    return this.#run;
  }

  get step(): number {
    return this.#step;
  }

  read(into: Float64Array, count: number): void {
    let at = 0;
    while (at < count) {
      const taken = Math.min(count - at, this.#run - this.#done);
      readRun(this.#data, this.#start + this.#done * this.#step, this.#step, taken, into, at);
      this.#advance(taken);
      at += taken;
    }
  }

  write(from: Float64Array, count: number): void {
    let at = 0;
    while (at < count) {
      const taken = Math.min(count - at, this.#run - this.#done);
      writeRun(from, at, taken, this.#data, this.#dtype, this.#start + this.#done * this.#step, this.#step);
      this.#advance(taken);
      at += taken;
    }
  }

  /** Where the next elements lie in the storage. */
  positions(into: Int32Array, count: number): void {
    let at = 0;
    while (at < count) {
      const taken = Math.min(count - at, this.#run - this.#done);
      let position = this.#start + this.#done * this.#step;
      for (const end = at + taken; at < end; at++, position += this.#step) into[at] = position;
      this.#advance(taken);
    }
  }

  /** Where the next element lies in the storage. */
  next(): number {
    const position = this.#start + this.#done * this.#step;
    this.#advance(1);
    return position;
  }

  /** Where the next run begins; passes over all of it. To be called at the beginning of a run. */
  nextRun(): number {
    const position = this.#start;
    this.#advance(this.#run);
    return position;
  }

  /** Lets the walk begin anew with its first element at `start`. */
  restart(start: number): void {
    this.#start = start;
    this.#done = 0;
    for (let d = 1; d < this.#counts.length; d++) this.#counts[d] = 0;
  }

  #advance(count: number): void {
    this.#done += count;
    if (this.#done < this.#run) return;
    this.#done = 0;
    const sizes = this.#sizes;
    const steps = this.#steps;
    const counts = this.#counts;
    for (let d = 1; d < sizes.length; d++) {
      this.#start += steps[d]!;
      if (++counts[d]! < sizes[d]!) return;
      this.#start -= sizes[d]! * steps[d]!;
      counts[d] = 0;
    }
  }
}

/** A 0-d operand as one of a single dimension, which is what it is to kernels that take a `dim`. */
export function atLeast1d(operand: Operand): Operand {
  if (operand.shape.length > 0) return operand;
  const { storage, dtype, offset } = operand;
  return { storage, dtype, shape: [1], strides: [1], offset };
}
