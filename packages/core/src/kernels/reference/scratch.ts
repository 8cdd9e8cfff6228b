/** Longer buffers are not kept: 512 KB. */
const largestKept = 1 << 16;

/** A buffer that grows with what is asked of it and is used again. */
export class Scratch {
  #array: Float64Array | undefined;

  /** At least `length` doubles with undefined contents, good until the next call. */
  take(length: number): Float64Array {
    if (this.#array && this.#array.length >= length) return this.#array;
    const array = new Float64Array(Math.max(length, 256));
    if (length <= largestKept) this.#array = array;
    return array;
  }
}
