import { bytesPerElement, type DType, type TypedArray, viewOf } from '../dtype.ts';
import { CotangentError } from '../errors.ts';

/** Larger pieces cost more to come by: system allocators map and unmap them, and each page of a new map faults. */
const pieceBytes = 1 << 18;

/** Bytes that were taken out of the linear memory, in buffers that the garbage collector frees. */
export class Evacuated {
  readonly #pieces: Uint8Array[] = [];

  /** A copy of the bytes of `memory` from `start` to `end`. Throws a CotangentError when the host has no room for it. */
  constructor(memory: Uint8Array, start: number, end: number) {
    try {
      for (let at = start; at < end; at += pieceBytes) {
        // made of a typed array, so the piece is not filled with zeros first
        this.#pieces.push(new Uint8Array(memory.subarray(at, Math.min(at + pieceBytes, end))));
      }
    } catch (cause) {
      throw new CotangentError(`out of memory: the host has no room to move ${end - start} bytes out of the way`, {
        cause,
      });
    }
  }

  /** Writes `length` bytes, from `start` on, to `target` at `at`. */
  copyTo(target: Uint8Array, at: number, start: number, length: number): void {
    for (let done = 0; done < length; ) {
      const from = (start + done) % pieceBytes;
      const count = Math.min(pieceBytes - from, length - done);
      target.set(this.#pieces[Math.floor((start + done) / pieceBytes)]!.subarray(from, from + count), at + done);
      done += count;
    }
  }

  /** A copy of `length` elements, from the byte `start` on. */
  slice(dtype: DType, start: number, length: number): TypedArray {
    const copy = new Uint8Array(length * bytesPerElement(dtype));
    this.copyTo(copy, 0, start, copy.length);
    return viewOf(dtype, copy.buffer, 0, length);
  }
}
