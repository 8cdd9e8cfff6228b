import type { Block } from './heap.ts';
import { freeBlock, paddedSize, takeBlock } from './linear-heap.ts';
import { views } from './wasm-memory.ts';

/** What most kernels get along with; larger regions are taken when they are needed, and given back. */
const regionBytes = 1 << 20;

/** Where the stack lies: what does not fit into one region begins another. */
const regions: Block[] = [];
let top = 0;
let end = 0;
/** How far the last region has been in use, for tests. */
let reached = 0;

/** Where the stack of scratch memory ends now; see {@link releaseScratch}. */
export function markScratch(): number {
  return top;
}

/**
 * Room in the linear memory for the temporaries of one kernel: an address that is a multiple of 16, with undefined
 * contents. Nothing that is pinned, or was taken before, moves; but the memory may grow, which detaches views over it.
 *
 * Throws a CotangentError when there is no memory.
 */
export function takeScratch(bytes: number): number {
  const size = paddedSize(bytes);
  if (top + size > end) {
    if (regions.length === 0) enter(takeBlock(regionBytes));
    if (top + size > end) enter(takeBlock(Math.max(regionBytes, size)));
  }
  const address = top;
  top += size;
  return address;
}

/** Gives back all that was taken since `mark`; a kernel does so at its end. */
export function releaseScratch(mark: number): void {
  if (regions.length === 0) return;
  if (top > reached) reached = top;
  while (regions.length > 1 && !lies(mark, regions[regions.length - 1]!)) leave();
  // a mark from before there was any region
  top = mark === 0 ? regions[0]!.address : mark;
}

/** Overwrites what was given back, so that tests find out who still reads it. */
export function poisonScratch(byte: number): void {
  if (reached > top) views.bytes.fill(byte, top, reached);
  reached = top;
}

function enter(region: Block): void {
  regions.push(region);
  top = region.address;
  end = top + region.size;
  reached = top;
}

/** Gives back the last region; there is one before it. */
function leave(): void {
  freeBlock(regions.pop()!);
  const { address, size } = regions[regions.length - 1]!;
  end = address + size;
  reached = end;
}

/** Whether a mark was set in a region, or at its end. */
function lies(mark: number, { address, size }: Block): boolean {
  return mark >= address && mark <= address + size;
}
