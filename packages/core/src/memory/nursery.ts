import type { DType } from '../dtype.ts';
import { Chunk, type ChunkOwner } from './chunk.ts';
import type { Block } from './heap.ts';
import { freeBlock, takeBlock, tryTakeBlock } from './linear-heap.ts';
import { LinearStorage } from './linear-storage.ts';
import { Ring } from './ring.ts';

/** Storages up to 64 bytes, 256 bytes … 64 KB share chunks of these sizes; a larger one has a chunk to itself. */
const chunkSizes = [4, 8, 16, 64, 128, 256].map((kilobytes) => kilobytes << 10);
/** The largest storage that shares a chunk, in bytes. */
const largestShared = 1 << 16;
/** A larger ring no longer fits the caches, and keeps more alive. */
const firstRing = 2 << 20;
/** How many of the largest results the ring holds. */
const resultsInRing = 8;

/** Sizes of a nursery, of which tests take small ones. */
export interface NurserySizes {
  /** The ring to start with, in bytes. */
  readonly ring?: number | undefined;
  /** No chunk is larger, but for a single large storage. */
  readonly chunk?: number | undefined;
}

/**
 * Where storages begin: bump allocation in the chunks of a ring. Storages of about the same size share a chunk, so that
 * keeping a small one (each `loss` of a training) keeps little else; a class is a factor of 4 wide.
 */
export class Nursery {
  readonly #ring: Ring;
  /** Where the ring lies. */
  readonly blocks: Block[] = [];
  readonly #firstRing: number;
  readonly #chunkSizes: readonly number[];
  /** The chunk that is being filled, for each class. */
  readonly #open: Chunk[];

  constructor(owner: ChunkOwner, evacuate: (chunk: Chunk) => void, sizes: NurserySizes) {
    this.#ring = new Ring(owner, evacuate);
    this.#firstRing = sizes.ring ?? firstRing;
    this.#chunkSizes = chunkSizes.map((size) => Math.min(size, sizes.chunk ?? size));
    this.#open = chunkSizes.map(() => new Chunk(owner, -1, 0));
  }

  /** In bytes. */
  get size(): number {
    return this.#ring.size;
  }

  /** A storage of `bytes`, a multiple of 16. Throws a CotangentError when there is no memory. */
  allocate(dtype: DType, length: number, bytes: number): LinearStorage {
    if (bytes > largestShared) return new LinearStorage(dtype, length, this.#take(bytes, bytes), 0);
    const sizeClass = bytes <= 64 ? 0 : (27 - Math.clz32(bytes - 1)) >> 1;
    const chunk = this.#open[sizeClass]!;
    const start = chunk.top;
    // an evacuated chunk has size 0
    if (start + bytes > chunk.size) {
      const next = this.#take(Math.max(this.#chunkSizes[sizeClass]!, bytes), bytes);
      this.#open[sizeClass] = next;
      return new LinearStorage(dtype, length, next, 0);
    }
    chunk.top = start + bytes;
    chunk.live++;
    return new LinearStorage(dtype, length, chunk, start);
  }

  /** Evacuates all that is not pinned. Gives back the ring's memory if nothing is. */
  clear(): void {
    if (!this.#ring.evacuateAll()) return;
    this.#ring.reset();
    for (const block of this.blocks) freeBlock(block);
    this.blocks.length = 0;
  }

  /** Evacuates all that is not pinned. */
  evacuate(): void {
    this.#ring.evacuateAll();
  }

  /** A new chunk with a first storage of `bytes`. */
  #take(size: number, bytes: number): Chunk {
    const wanted = Math.max(this.#firstRing, size * resultsInRing);
    const missing = wanted - this.#ring.size;
    if (missing > 0) this.#extend(tryTakeBlock(Math.max(missing, size)));
    let chunk = this.#ring.take(size);
    if (!chunk) {
      // all that is there is pinned, or cut up by what is
      this.#extend(tryTakeBlock(Math.max(size, this.#ring.size)) ?? takeBlock(size));
      chunk = this.#ring.take(size)!;
    }
    chunk.top = bytes;
    chunk.live = 1;
    return chunk;
  }

  #extend(block: Block | undefined): void {
    if (!block) return;
    this.blocks.push(block);
    this.#ring.extend(block.address, block.size);
  }
}
