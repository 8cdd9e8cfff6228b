/** Longer buffers are not kept: 512 KB of doubles. */
const largestKept = 1 << 16;

/** A buffer that grows with what is asked of it and is used again. */
abstract class Reused<T extends Float64Array | Int32Array> {
  #array: T | undefined;

  protected abstract make(length: number): T;

  /** At least `length` elements with undefined contents, good until the next call. */
  take(length: number): T {
    if (this.#array && this.#array.length >= length) return this.#array;
    const array = this.make(Math.max(length, 256));
    if (length <= largestKept) this.#array = array;
    return array;
  }
}

/** Of doubles, which hold elements of every dtype. */
export class Scratch extends Reused<Float64Array> {
  protected override make(length: number): Float64Array {
    return new Float64Array(length);
  }
}

/** Of indices. */
export class IndexScratch extends Reused<Int32Array> {
  protected override make(length: number): Int32Array {
    return new Int32Array(length);
  }
}
