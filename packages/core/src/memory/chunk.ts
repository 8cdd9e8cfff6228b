import { Evacuated } from './evacuated.ts';
import type { Block } from './heap.ts';
import type { LinearStorage } from './linear-storage.ts';
import { views } from './wasm-memory.ts';

/** The memory that chunks belong to. */
export interface ChunkOwner {
  /** Gives an evacuated storage a place in the linear memory again. */
  bringBack(storage: LinearStorage): void;
  /** Takes a chunk of which all storages have been freed. */
  emptied(chunk: Chunk): void;
}

/** A chunk's place in the tenured heap. Finalizers are told of it, so it must not lead to bytes that were evacuated. */
export interface Residence {
  readonly home: { leave(residence: Residence): void };
  /** Absent while it is evacuated. */
  chunk: Chunk | undefined;
}

/**
 * Bytes that one or more storages share. They lie in the linear memory or, once evacuated, in buffers that live as long
 * as one of the storages does: those know their chunk, and the chunk knows none of them.
 */
export class Chunk {
  readonly owner: ChunkOwner;
  /** Where it begins in the linear memory; negative once evacuated. */
  address = -1;
  /** How many bytes can be given out; 0 once evacuated. */
  size = 0;
  /** How many bytes are given out. */
  top = 0;
  /** How often its storages are pinned. A pinned chunk stays where it is. */
  pins = 0;
  /** How many storages have a part of it that somebody may still read. */
  live = 0;
  /** Its place in the linear memory; absent once evacuated. */
  block: Block | undefined = undefined;
  evacuated: Evacuated | undefined = undefined;
  /** Of the chunk of a single, tenured storage. */
  residence: Residence | undefined = undefined;
  /** The queue of a nursery that it stands in, and its neighbours there. */
  queue: { remove(chunk: Chunk): void } | undefined = undefined;
  older: Chunk | undefined = undefined;
  newer: Chunk | undefined = undefined;

  constructor(owner: ChunkOwner) {
    this.owner = owner;
  }

  /** Gets a place in the linear memory, without elements. */
  settle(block: Block): void {
    this.block = block;
    this.address = block.address;
    this.size = block.size;
  }

  /** Leaves the linear memory, with what is still used. Returns the block, which is free now. */
  evacuate(): Block {
    const { address, top } = this;
    if (this.live > 0) this.evacuated = new Evacuated(views.bytes, address, address + top);
    return this.vacate();
  }

  /** Leaves the linear memory, and the elements behind. Returns the block, which is free now. */
  vacate(): Block {
    const block = this.block!;
    this.block = undefined;
    this.address = -1;
    this.size = 0;
    return block;
  }
}
