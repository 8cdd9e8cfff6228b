import { Evacuated } from './evacuated.ts';
import type { Block } from './heap.ts';
import type { LinearStorage } from './linear-storage.ts';
import { views } from './wasm-memory.ts';

/** Who gives an evacuated storage a place in the linear memory again. */
export interface ChunkOwner {
  bringBack(storage: LinearStorage): void;
}

/** A chunk's place in the tenured heap. Finalizers are told of it, so it must not lead to bytes that were evacuated. */
export interface Residence {
  readonly home: { leave(residence: Residence): void };
  /** Absent while it is evacuated. */
  chunk: Chunk | undefined;
  block: Block | undefined;
}

/**
 * Bytes that one or more storages share. They lie in the linear memory or, once evacuated, in buffers that live as long
 * as one of the storages does: those know their chunk, and the chunk knows none of them.
 */
export class Chunk {
  readonly owner: ChunkOwner;
  /** Where it begins in the linear memory; negative once evacuated. */
  address: number;
  /** How many bytes can be given out; 0 once evacuated. */
  size: number;
  /** How many bytes are given out. */
  top: number;
  /** How often its storages are pinned. A pinned chunk stays where it is. */
  pins = 0;
  /** How many storages have a part of it that somebody may still read. */
  live = 0;
  evacuated: Evacuated | undefined = undefined;
  /** Of the chunk of a single, tenured storage. */
  residence: Residence | undefined = undefined;

  constructor(owner: ChunkOwner, address: number, size: number) {
    this.owner = owner;
    this.address = address;
    this.size = size;
    this.top = 0;
  }

  /** Leaves the linear memory. Returns how many bytes had to be copied. */
  evacuate(): number {
    const { address, top } = this;
    const copied = this.live > 0 ? top : 0;
    if (copied > 0) this.evacuated = new Evacuated(views.bytes, address, address + top);
    this.address = -1;
    this.size = 0;
    return copied;
  }
}
