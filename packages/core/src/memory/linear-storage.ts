import { bytesPerElement, type DType, type TypedArray, viewOf } from '../dtype.ts';
import { CotangentError } from '../errors.ts';
import { Chunk } from './chunk.ts';
import { type Storage, thisCopy } from './memory.ts';
import { views } from './wasm-memory.ts';

/** Where freed storages lie. */
const freed: Chunk = /* @__PURE__ */ new Chunk({
  bringBack(): void {
    throw staleError();
  },
  emptied(): void {},
});

/** Part of a chunk. Fields are for the memory; the others see a {@link Storage}. */
export class LinearStorage implements Storage {
  // declared alone, as in tensors: a field that is also defined is written twice, and slowly
  declare readonly dtype: DType;
  declare readonly length: number;
  declare version: number;
  declare epoch: number;
  declare holds: number;
  declare chunk: Chunk;
  /** Where it begins in the chunk, in bytes. */
  declare start: number;
  /** How often it was brought back after its chunk had been evacuated. */
  declare returns: number;
  declare private view: TypedArray | undefined;

  constructor(dtype: DType, length: number, chunk: Chunk, start: number) {
    this.dtype = dtype;
    this.length = length;
    this.chunk = chunk;
    this.start = start;
    this.version = 0;
    this.epoch = 0;
    this.holds = 0;
    this.returns = 0;
    this.view = undefined;
  }

  get home(): object {
    return thisCopy;
  }

  get pointer(): number {
    const { address } = this.chunk;
    if (address < 0) throw notPinned();
    return address + this.start;
  }

  get data(): TypedArray {
    const view = this.view;
    // growing the memory detaches views, which are empty then
    if (view !== undefined && view.length === this.length && this.chunk.address >= 0) return view;
    return this.#show();
  }

  pin(): void {
    if (this.chunk.address < 0) this.chunk.owner.bringBack(this);
    this.chunk.pins++;
  }

  unpin(): void {
    if (this.chunk.pins === 0) throw new CotangentError('a storage was unpinned more often than pinned');
    this.chunk.pins--;
  }

  free(): void {
    const { chunk } = this;
    if (chunk === freed) return;
    this.move(freed, 0);
    chunk.live--;
    if (chunk.live === 0) chunk.owner.emptied(chunk);
  }

  get(index: number): number {
    const { address } = this.chunk;
    if (address < 0) return this.slice(index, index + 1)[0]!;
    if (this.dtype === 'float32') return views.floats[((address + this.start) >>> 2) + index]!;
    return this.data[index]!;
  }

  slice(start: number, end: number): TypedArray {
    const { chunk, dtype } = this;
    if (chunk.address >= 0) return this.data.slice(start, end);
    if (chunk.evacuated === undefined) throw staleError();
    return chunk.evacuated.slice(dtype, this.start + start * bytesPerElement(dtype), end - start);
  }

  /** Gets another place. */
  move(chunk: Chunk, start: number): void {
    this.chunk = chunk;
    this.start = start;
    this.view = undefined;
  }

  #show(): TypedArray {
    const view = viewOf(this.dtype, views.bytes.buffer, this.pointer, this.length);
    // that an empty one was detached could not be seen
    if (this.length > 0) this.view = view;
    return view;
  }
}

function notPinned(): CotangentError {
  return new CotangentError('the elements of a storage were read while it was not pinned');
}

/** The error of a use of elements that were given up. */
export function staleError(): CotangentError {
  return new CotangentError('the elements of a storage were used after it had been freed');
}
