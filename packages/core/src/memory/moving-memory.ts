import { bytesPerElement, type DType } from '../dtype.ts';
import type { Chunk } from './chunk.ts';
import type { Block } from './heap.ts';
import { freeBlock, takeBlock } from './linear-heap.ts';
import { LinearMemory } from './linear-memory.ts';
import type { Storage } from './memory.ts';
import { poisonScratch } from './scratch.ts';
import { views } from './wasm-memory.ts';

/** All bits are 1: NaN as a float, -1 as an int32. */
const poison = 0xff;

/**
 * A linear memory for tests. After each kernel everything is evacuated, and it comes back at another place: what passes
 * here keeps no typed array and no pointer from one kernel to the next. What nobody wrote, and what was left behind, is
 * NaN; reading elements that are not pinned is an error.
 */
export class MovingMemory extends LinearMemory {
  override readonly name: string = 'moving';
  readonly #spacers: Block[] = [];
  #settled = 0;

  constructor() {
    super({ capacity: 1 << 16, chunk: 1 << 12, intake: 1 << 20 });
  }

  /** Room for elements, which are NaN until they are written. */
  override allocate(dtype: DType, length: number, temporary = false): Storage {
    const storage = super.allocate(dtype, length, temporary);
    views.bytes.fill(poison, storage.pointer, storage.pointer + length * bytesPerElement(dtype));
    return storage;
  }

  /** Evacuates everything after a kernel. */
  override settle(): void {
    this.evacuate();
    poisonScratch(poison);
    // what comes back shall not find its old place free
    this.#spacers.push(takeBlock(16 * (1 + ((this.#settled++ * 37) % 61))));
    if (this.#spacers.length > 7) freeBlock(this.#spacers.shift()!);
  }

  /** Makes NaN of what is left behind. */
  protected override evacuateChunk(chunk: Chunk): void {
    const { address, top } = chunk;
    super.evacuateChunk(chunk);
    views.bytes.fill(poison, address, address + top);
  }
}
