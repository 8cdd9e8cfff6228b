import { Chunk, type ChunkOwner } from './chunk.ts';
import { freeBlock, takeBlock } from './linear-heap.ts';

/** Chunks in the order they were made. Room for a new one is made by evacuating the oldest that are not pinned. */
export class ChunkQueue {
  readonly #owner: ChunkOwner;
  readonly #evacuate: (chunk: Chunk) => void;
  #oldest: Chunk | undefined;
  #newest: Chunk | undefined;
  #size = 0;

  constructor(owner: ChunkOwner, evacuate: (chunk: Chunk) => void) {
    this.#owner = owner;
    this.#evacuate = evacuate;
  }

  /** How many bytes its chunks have. */
  get size(): number {
    return this.#size;
  }

  /** A new chunk of `size` bytes in a queue that holds `capacity`. Throws a CotangentError when there is no memory. */
  add(size: number, capacity: number): Chunk {
    this.evacuate(capacity - size);
    const chunk = new Chunk(this.#owner);
    chunk.settle(takeBlock(size));
    chunk.queue = this;
    chunk.older = this.#newest;
    if (this.#newest) this.#newest.newer = chunk;
    else this.#oldest = chunk;
    this.#newest = chunk;
    this.#size += size;
    return chunk;
  }

  /** Evacuates the oldest chunks until no more than `size` bytes are left, or only pinned ones. */
  evacuate(size = 0): void {
    for (let chunk = this.#oldest; chunk && this.#size > size; ) {
      const next: Chunk | undefined = chunk.newer;
      if (chunk.pins === 0) {
        const { size } = chunk;
        this.#evacuate(chunk);
        this.#unlink(chunk, size);
      }
      chunk = next;
    }
  }

  /** Takes out a chunk that nobody needs. */
  remove(chunk: Chunk): void {
    this.#unlink(chunk, chunk.size);
    freeBlock(chunk.vacate());
  }

  #unlink(chunk: Chunk, size: number): void {
    const { older, newer } = chunk;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    // whoever keeps a storage must not keep the chunks around it
    chunk.queue = undefined;
    chunk.older = undefined;
    chunk.newer = undefined;
    this.#size -= size;
  }
}
