import type { DType } from '../dtype.ts';
import { Chunk, type ChunkOwner, type Residence } from './chunk.ts';
import { freeBlock, takeBlock } from './linear-heap.ts';
import { LinearStorage } from './linear-storage.ts';

/** One for all memories: one that belonged to a memory would be gone with it. */
let finalizers: FinalizationRegistry<Residence> | undefined;

/** So much may come in before the dead are looked for. */
const smallestIntake = 64 << 20;

/**
 * Storages that live long, or are too large for the nursery: each has a chunk to itself, which its finalizer frees.
 *
 * No finalizer runs inside a synchronous loop. So when as much has come in as was found alive the last time, everything
 * is evacuated: what is used comes back, and the garbage collector finds the rest. Each byte that comes in pays for one
 * that is copied, and the heap stays within twice what lives.
 */
export class Tenured {
  readonly #owner: ChunkOwner;
  readonly #evacuate: (chunk: Chunk) => void;
  readonly #smallestIntake: number;
  readonly #residents = new Set<Residence>();
  #size = 0;
  #intake = 0;
  #alive = 0;

  constructor(owner: ChunkOwner, evacuate: (chunk: Chunk) => void, intake: number = smallestIntake) {
    this.#owner = owner;
    this.#evacuate = evacuate;
    this.#smallestIntake = intake;
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** How many storages are there. */
  get count(): number {
    return this.#residents.size;
  }

  /** A storage of `bytes`, a multiple of 16. Throws a CotangentError when there is no memory. */
  allocate(dtype: DType, length: number, bytes: number): LinearStorage {
    const storage = new LinearStorage(dtype, length, this.#newChunk(bytes), 0);
    register(storage);
    return storage;
  }

  /** Gives a storage from elsewhere a place here, into which the caller copies the elements. */
  adopt(storage: LinearStorage, bytes: number): void {
    storage.move(this.#newChunk(bytes), 0);
    register(storage);
  }

  /** Gives a storage that was evacuated from here a place again. */
  readopt(storage: LinearStorage): void {
    const { chunk } = storage;
    this.#settle(chunk, chunk.residence!);
    this.#alive += chunk.top;
    storage.move(chunk, 0);
  }

  /** Evacuates all that is not pinned. */
  evacuate(): void {
    this.#intake = 0;
    this.#alive = 0;
    for (const residence of this.#residents) {
      const chunk = residence.chunk!;
      if (chunk.pins > 0) {
        this.#alive += chunk.top;
        continue;
      }
      const { size } = chunk;
      this.#evacuate(chunk);
      this.#forget(residence, size);
    }
  }

  /** The storage is gone. */
  leave(residence: Residence): void {
    if (!residence.chunk) return;
    const block = residence.chunk.block!;
    freeBlock(block);
    this.#forget(residence, block.size);
    this.#intake = Math.max(0, this.#intake - block.size);
  }

  #newChunk(bytes: number): Chunk {
    if (this.#intake + bytes > Math.max(this.#smallestIntake, this.#alive)) this.evacuate();
    const chunk = new Chunk(this.#owner);
    chunk.top = bytes;
    chunk.live = 1;
    chunk.residence = { home: this, chunk: undefined };
    this.#settle(chunk, chunk.residence);
    this.#intake += bytes;
    return chunk;
  }

  #settle(chunk: Chunk, residence: Residence): void {
    chunk.settle(takeBlock(chunk.top));
    residence.chunk = chunk;
    this.#residents.add(residence);
    this.#size += chunk.size;
  }

  #forget(residence: Residence, size: number): void {
    residence.chunk = undefined;
    this.#residents.delete(residence);
    this.#size -= size;
  }
}

function register(storage: LinearStorage): void {
  finalizers ??= new FinalizationRegistry((residence) => residence.home.leave(residence));
  finalizers.register(storage, storage.chunk.residence!);
}
