import { bytesPerElement, type DType, type TypedArray, viewOf } from '../dtype.ts';
import type { Memory, Storage } from './memory.ts';
import { takePages, wasmMemory } from './wasm-memory.ts';

const smallestBlock = 16;
const pageBytes = 65536;

class LinearStorage implements Storage {
  readonly dtype: DType;
  readonly length: number;
  readonly pointer: number;
  version = 0;
  #view: TypedArray | undefined;

  constructor(dtype: DType, length: number, pointer: number) {
    this.dtype = dtype;
    this.length = length;
    this.pointer = pointer;
  }

  get data(): TypedArray {
    const { buffer } = wasmMemory()!;
    if (this.#view?.buffer !== buffer) this.#view = viewOf(this.dtype, buffer, this.pointer, this.length);
    return this.#view!;
  }

  pin(): void {}
  unpin(): void {}
}

/** Storages in the WebAssembly memory, in blocks of powers of two that are taken again once their storage is gone. */
export class LinearMemory implements Memory {
  readonly name = 'linear';
  readonly #free: number[][] = [];
  readonly #finalizers = new FinalizationRegistry<readonly [pointer: number, sizeClass: number]>(
    ([pointer, sizeClass]) => this.#free[sizeClass]!.push(pointer),
  );

  allocate(dtype: DType, length: number): Storage {
    const bytes = Math.max(length * bytesPerElement(dtype), smallestBlock);
    const sizeClass = Math.ceil(Math.log2(bytes));
    this.#free[sizeClass] ??= [];
    const pointer = this.#free[sizeClass].pop() ?? this.#take(sizeClass);
    const storage = new LinearStorage(dtype, length, pointer);
    this.#finalizers.register(storage, [pointer, sizeClass]);
    return storage;
  }

  settle(): void {}

  #take(sizeClass: number): number {
    const size = 2 ** sizeClass;
    if (size >= pageBytes) return takePages(size);
    const page = takePages(pageBytes);
    for (let at = page + size; at < page + pageBytes; at += size) this.#free[sizeClass]!.push(at);
    return page;
  }
}
