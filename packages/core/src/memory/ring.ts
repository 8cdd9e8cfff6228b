import { Chunk, type ChunkOwner } from './chunk.ts';

/** A stretch of a ring, with the chunk that lies there. */
interface Slot {
  readonly address: number;
  size: number;
  chunk: Chunk | undefined;
  next: Slot | undefined;
}

/**
 * Chunks one after the other in memory. Room for a new one is made where the oldest lie: they are evacuated, as little of
 * them is still in use as a rule. Pinned chunks are passed over.
 */
export class Ring {
  readonly #owner: ChunkOwner;
  readonly #evacuate: (chunk: Chunk) => void;
  /** The slot that was given out last; behind it lies the oldest. */
  #newest: Slot | undefined;
  #size = 0;

  constructor(owner: ChunkOwner, evacuate: (chunk: Chunk) => void) {
    this.#owner = owner;
    this.#evacuate = evacuate;
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds memory, which is used next. */
  extend(address: number, size: number): void {
    const slot: Slot = { address, size, chunk: undefined, next: undefined };
    const newest = this.#newest ?? slot;
    slot.next = newest.next ?? slot;
    newest.next = slot;
    this.#newest = newest;
    this.#size += size;
  }

  /** A new chunk of `size` bytes; `undefined` when what is pinned leaves no room for it. */
  take(size: number): Chunk | undefined {
    let run: Slot | undefined;
    let slot = this.#newest?.next;
    for (let passed = 0; slot && passed < this.#size; slot = slot.next) {
      passed += slot.size;
      if (!this.#empty(slot)) {
        run = undefined;
        continue;
      }
      if (run && run.address + run.size === slot.address) {
        run.size += slot.size;
        run.next = slot.next;
        if (slot === this.#newest) this.#newest = run;
        slot = run;
      }
      run = slot;
      if (run.size >= size) return this.#place(run, size);
    }
    return undefined;
  }

  /** Evacuates all chunks that are not pinned. Returns whether none is left. */
  evacuateAll(): boolean {
    let empty = true;
    let slot = this.#newest;
    for (let passed = 0; slot && passed < this.#size; slot = slot.next) {
      passed += slot.size;
      if (!this.#empty(slot)) empty = false;
    }
    return empty;
  }

  /** Forgets the memory, in which no chunk may lie. */
  reset(): void {
    this.#newest = undefined;
    this.#size = 0;
  }

  #empty(slot: Slot): boolean {
    if (slot.chunk) {
      if (slot.chunk.pins > 0) return false;
      this.#evacuate(slot.chunk);
      slot.chunk = undefined;
    }
    return true;
  }

  #place(slot: Slot, size: number): Chunk {
    if (slot.size > size) {
      slot.next = { address: slot.address + size, size: slot.size - size, chunk: undefined, next: slot.next };
      slot.size = size;
    }
    this.#newest = slot;
    slot.chunk = new Chunk(this.#owner, slot.address, size);
    return slot.chunk;
  }
}
