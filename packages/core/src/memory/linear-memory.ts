import { bytesPerElement, type DType } from '../dtype.ts';
import { keepFreedPages } from '../host.ts';
import type { Chunk, ChunkOwner } from './chunk.ts';
import { addTenant, freeBlock, paddedSize, type Tenant } from './linear-heap.ts';
import { type LinearStorage, staleError } from './linear-storage.ts';
import type { Memory, Storage } from './memory.ts';
import { Nursery, type NurserySizes } from './nursery.ts';
import { Tenured } from './tenured.ts';
import { memorySize, views } from './wasm-memory.ts';

/** A nursery with room for several larger results would hold more than it saves. */
const largestInNursery = 8 << 20;

/** Sizes of a memory, of which tests take small ones. */
export interface LinearMemorySizes extends NurserySizes {
  /** How many bytes become tenured before the dead among them are looked for. */
  readonly intake?: number | undefined;
}

/** What a memory holds and did; bytes unless said. */
export interface MemoryStatistics {
  /** The whole linear memory. */
  readonly size: number;
  readonly nursery: number;
  readonly tenured: number;
  /** Storages among the tenured. */
  readonly tenuredCount: number;
  /** How many chunks left the linear memory. */
  readonly evacuations: number;
  /** What was copied for them. */
  readonly evacuated: number;
  /** How many storages came back. */
  readonly returns: number;
  readonly returned: number;
}

/**
 * Storages in the WebAssembly memory, which nobody frees. They begin in the nursery; when that is full, its oldest chunks
 * are evacuated into buffers that the garbage collector frees with their last storage. A storage that is used after that
 * comes back: the first time to the nursery, as most are used only once more, for a gradient; the second time to the
 * tenured heap, which so gets parameters and the state of optimizers without being told.
 */
export class LinearMemory implements Memory, ChunkOwner, Tenant {
  readonly name: string = 'linear';
  readonly #nursery: Nursery;
  readonly #tenured: Tenured;
  #evacuations = 0;
  #evacuated = 0;
  #returns = 0;
  #returned = 0;

  constructor(sizes: LinearMemorySizes = {}) {
    const evacuate = (chunk: Chunk): void => this.evacuateChunk(chunk);
    this.#nursery = new Nursery(this, evacuate, sizes);
    this.#tenured = new Tenured(this, evacuate, sizes.intake);
    addTenant(this);
  }

  allocate(dtype: DType, length: number, temporary = false): Storage {
    const bytes = paddedSize(length * (dtype === 'float32' ? 4 : bytesPerElement(dtype)));
    if (bytes > largestInNursery) return this.#tenured.allocate(dtype, length, bytes);
    return this.#nursery.allocate(dtype, length, bytes, temporary);
  }

  settle(): void {}

  /** Evacuates all that is not pinned. */
  evacuate(): void {
    this.#nursery.evacuate();
    this.#tenured.evacuate();
  }

  reclaim(): void {
    this.evacuate();
  }

  bringBack(storage: LinearStorage): void {
    const { chunk, start, dtype, length } = storage;
    const { evacuated } = chunk;
    if (!evacuated) throw staleError();
    const bytes = paddedSize(length * bytesPerElement(dtype));
    if (chunk.residence) {
      this.#tenured.readopt(storage);
      chunk.evacuated = undefined;
    } else {
      if (storage.returns === 0 && bytes <= largestInNursery) {
        const place = this.#nursery.allocate(dtype, length, bytes);
        storage.move(place.chunk, place.start);
      } else {
        this.#tenured.adopt(storage, bytes);
      }
      chunk.live--;
    }
    evacuated.copyTo(views.bytes, storage.pointer, start, bytes);
    storage.returns++;
    this.#returns++;
    this.#returned += bytes;
  }

  emptied(chunk: Chunk): void {
    if (chunk.address < 0) chunk.evacuated = undefined;
    else if (chunk.residence) this.#tenured.leave(chunk.residence);
    else this.#nursery.emptied(chunk);
  }

  /** What the memory holds and did. */
  statistics(): MemoryStatistics {
    return {
      size: memorySize(),
      nursery: this.#nursery.size,
      tenured: this.#tenured.size,
      tenuredCount: this.#tenured.count,
      evacuations: this.#evacuations,
      evacuated: this.#evacuated,
      returns: this.#returns,
      returned: this.#returned,
    };
  }

  protected evacuateChunk(chunk: Chunk): void {
    keepFreedPages();
    this.#evacuations++;
    if (chunk.live > 0) this.#evacuated += chunk.top;
    freeBlock(chunk.evacuate());
  }
}
