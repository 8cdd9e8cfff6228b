import type { DType } from '../dtype.ts';
import { Chunk, type ChunkOwner } from './chunk.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { LinearStorage } from './linear-storage.ts';

/** Storages up to 64 bytes, 256 bytes … 64 KB share chunks of these sizes; a larger one has a chunk to itself. */
const chunkSizes = [1 << 12, 1 << 13, 1 << 14, 1 << 16, 1 << 17, 1 << 18] as const;
/** The largest storage that shares a chunk, in bytes. */
const largestShared = 1 << 16;
/** More would no longer fit the caches, and keep more alive. */
const smallestCapacity = 2 << 20;
/** How many of the largest results have room. */
const largestResults = 8;
/** How much each large result makes the largest one before be forgotten. */
const fading = 63 / 64;

/** Sizes of a nursery, of which tests take small ones. */
export interface NurserySizes {
  /** How many bytes small storages have, and large ones at least. */
  readonly capacity?: number | undefined;
  /** No chunk is larger, but for a single large storage. */
  readonly chunk?: number | undefined;
}

/**
 * Where storages begin, in queues of chunks: room for a new chunk is made by evacuating the oldest, of which little is
 * still in use as a rule. Inside a chunk storages lie one behind the other, so allocating one is an addition. Those of
 * about the same size share a chunk, so that keeping a small one (each `loss` of a training) keeps little else; a class
 * is a factor of 4 wide. Temporary ones have chunks of their own, which are empty again soon. Large ones have a queue of
 * their own, and leave the small ones in the caches.
 */
export class Nursery {
  readonly #shared: ChunkQueue;
  readonly #single: ChunkQueue;
  readonly #capacity: number;
  readonly #chunkSizes: readonly number[];
  /** The chunk that is being filled, for each class: first of storages that stay, then of temporary ones. */
  readonly #open: Chunk[];
  /** Of the large storages of late. */
  #largest = 0;

  constructor(owner: ChunkOwner, evacuate: (chunk: Chunk) => void, sizes: NurserySizes) {
    this.#shared = new ChunkQueue(owner, evacuate);
    this.#single = new ChunkQueue(owner, evacuate);
    this.#capacity = sizes.capacity ?? smallestCapacity;
    this.#chunkSizes = chunkSizes.map((size) => Math.min(size, sizes.chunk ?? size));
    this.#open = Array.from({ length: 2 * chunkSizes.length }, () => new Chunk(owner));
  }

  /** How many bytes its chunks have. */
  get size(): number {
    return this.#shared.size + this.#single.size;
  }

  /** A storage of `bytes`, a multiple of 16. Throws a CotangentError when there is no memory. */
  allocate(dtype: DType, length: number, bytes: number, temporary = false): LinearStorage {
    if (bytes > largestShared) return new LinearStorage(dtype, length, this.#chunkOf(bytes), 0);
    const sizeClass = bytes <= 64 ? 0 : (27 - Math.clz32(bytes - 1)) >> 1;
    const lane = temporary ? sizeClass + chunkSizes.length : sizeClass;
    let chunk = this.#open[lane]!;
    // an evacuated chunk has size 0
    if (chunk.top + bytes > chunk.size) {
      chunk = this.#shared.add(Math.max(this.#chunkSizes[sizeClass]!, bytes), this.#capacity);
      this.#open[lane] = chunk;
    }
    const start = chunk.top;
    chunk.top = start + bytes;
    chunk.live++;
    return new LinearStorage(dtype, length, chunk, start);
  }

  /** Uses a chunk again of which all storages have been freed. */
  emptied(chunk: Chunk): void {
    if (this.#open.includes(chunk)) chunk.top = 0;
    else chunk.queue?.remove(chunk);
  }

  /** Evacuates all that is not pinned. */
  evacuate(): void {
    this.#shared.evacuate();
    this.#single.evacuate();
  }

  /** The chunk of a large storage. */
  #chunkOf(bytes: number): Chunk {
    this.#largest = Math.max(bytes, this.#largest * fading);
    const chunk = this.#single.add(bytes, Math.max(this.#capacity, this.#largest * largestResults));
    chunk.top = bytes;
    chunk.live = 1;
    return chunk;
  }
}
