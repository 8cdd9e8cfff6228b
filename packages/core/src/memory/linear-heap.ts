import { CotangentError } from '../errors.ts';
import { type Block, Heap } from './heap.ts';
import { growMemory, memoryLimit, memorySize, pageBytes, reservedBytes, wasmMemory } from './wasm-memory.ts';

/** Kernels may read up to 16 bytes beyond a block, which must not be beyond the memory. */
const guard = 64;
/** The memory grows by at least this, and by half of itself: growing detaches all views. */
const smallestStep = 16 << 20;

const heap: Heap = /* @__PURE__ */ new Heap(reservedBytes);
/** Bytes of the memory that the heap knows. */
let known = reservedBytes;
/** Memories of tests come and go, so they are not kept alive. */
let tenants: WeakRef<Tenant>[] = [];

/** Who gives back memory when there is no more. */
export interface Tenant {
  /** Moves away all that can be moved. */
  reclaim(): void;
}

/** Registers a tenant for as long as it lives. */
export function addTenant(tenant: Tenant): void {
  tenants = tenants.filter((other) => other.deref());
  tenants.push(new WeakRef(tenant));
}

/** Bytes of the linear memory in use: chunks of storages, and scratch memory. */
export function usedBytes(): number {
  return heap.used;
}

/** The size of a block for this many bytes: a multiple of 16, so that kernels may round loads up to a vector. */
export function paddedSize(bytes: number): number {
  if (bytes < 16) return 16;
  return bytes < 0x7ffffff0 ? (bytes + 15) & ~15 : Math.ceil(bytes / 16) * 16;
}

/** A block of the linear memory, or `undefined` when there is none. `size` is a multiple of 16. */
export function tryTakeBlock(size: number): Block | undefined {
  return heap.allocate(size) ?? (grow(heap.missing(size)) ? heap.allocate(size) : undefined);
}

/** A block of the linear memory. Throws a CotangentError when, with all moved away that can be, there is none. */
export function takeBlock(size: number): Block {
  if (size < memoryLimit()) {
    const block = tryTakeBlock(size);
    if (block) return block;
    for (const tenant of tenants) tenant.deref()?.reclaim();
    const reclaimed = tryTakeBlock(size);
    if (reclaimed) return reclaimed;
  }
  throw new CotangentError(
    `out of memory: no room for ${formatBytes(size)}. Of the linear memory's ${formatBytes(memorySize())} ` +
      `(at most ${formatBytes(memoryLimit())}) ${formatBytes(heap.used)} are in use by the operation that runs.`,
  );
}

/** Takes a block back. */
export function freeBlock(block: Block): void {
  heap.free(block);
}

function grow(bytes: number): boolean {
  if (!wasmMemory()) return false;
  const pages = Math.ceil((bytes + guard) / pageBytes);
  const step = Math.ceil(Math.max(smallestStep, memorySize() / 2) / pageBytes);
  if (!(step > pages && growMemory(step)) && !growMemory(pages)) return false;
  heap.extend(memorySize() - guard - known);
  known = memorySize() - guard;
  return true;
}

function formatBytes(bytes: number): string {
  if (bytes < 1 << 20) return `${Math.ceil(bytes / 1024)} KB`;
  return `${Math.ceil(bytes / (1 << 20))} MB`;
}

/** Takes a stretch of the memory for good: its address, a multiple of 16. */
export function takePages(bytes: number): number {
  return takeBlock(paddedSize(bytes)).address;
}
