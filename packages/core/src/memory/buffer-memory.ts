import { bytesPerElement, type DType, type TypedArray, viewOf } from '../dtype.ts';
import { CotangentError } from '../errors.ts';
import type { Memory, Storage } from './memory.ts';

class BufferStorage implements Storage {
  readonly dtype: DType;
  readonly length: number;
  readonly pointer = -1;
  readonly data: TypedArray;
  version = 0;
  epoch = 0;
  holds = 0;

  constructor(dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.data = viewOf(dtype, newBuffer(length * bytesPerElement(dtype)), 0, length);
  }

  get(index: number): number {
    return this.data[index]!;
  }

  slice(start: number, end: number): TypedArray {
    return this.data.slice(start, end);
  }

  pin(): void {}
  unpin(): void {}
  free(): void {}
}

function newBuffer(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw new CotangentError(`out of memory: the host has no buffer of ${bytes} bytes`, { cause });
  }
}

/** One garbage-collected buffer per storage; nothing ever moves. */
export class BufferMemory implements Memory {
  readonly name = 'buffer';

  allocate(dtype: DType, length: number): Storage {
    return new BufferStorage(dtype, length);
  }

  settle(): void {}
}
