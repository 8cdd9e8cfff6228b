import { bytesPerElement, type DType, isFloat, type TypedArray, viewOf } from '../dtype.ts';
import { CotangentError } from '../errors.ts';
import type { Memory, Storage } from './memory.ts';

function detach(buffer: ArrayBufferLike): void {
  const { structuredClone } = globalThis as unknown as {
    structuredClone(value: unknown, options: { transfer: unknown[] }): unknown;
  };
  structuredClone(buffer, { transfer: [buffer] });
}

class MovingStorage implements Storage {
  readonly dtype: DType;
  readonly length: number;
  readonly pointer = -1;
  version = 0;
  #view: TypedArray;
  #pins = 0;

  constructor(dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.#view = viewOf(dtype, new ArrayBuffer(length * bytesPerElement(dtype)), 0, length);
    // whoever reads what was never written shall notice
    this.#view.fill(isFloat(dtype) ? Number.NaN : 97);
  }

  get data(): TypedArray {
    if (this.#pins === 0) throw new CotangentError('the elements of a storage were read while it was not pinned');
    return this.#view;
  }

  pin(): void {
    this.#pins++;
  }

  unpin(): void {
    if (this.#pins === 0) throw new CotangentError('a storage was unpinned more often than pinned');
    this.#pins--;
    if (this.#pins === 0) this.#move();
  }

  /** Copies the elements to a new buffer and detaches the old one, so that a kept typed array reads as empty. */
  #move(): void {
    const old = this.#view.buffer;
    this.#view = viewOf(this.dtype, old.slice(0), 0, this.length);
    detach(old);
  }
}

/**
 * A memory for tests that moves storages between any two kernels and detaches the buffers they lay in: what passes on
 * it keeps no typed array and no pointer from one kernel to the next. As elements can be had only while a storage is
 * pinned, moving it when its last pin goes is as strict as moving all of them all the time.
 */
export class MovingMemory implements Memory {
  readonly name = 'moving';

  allocate(dtype: DType, length: number): Storage {
    return new MovingStorage(dtype, length);
  }

  settle(): void {}
}
