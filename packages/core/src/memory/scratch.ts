import type { Block } from './heap.ts';
import { freeBlock, paddedSize, takeBlock } from './linear-heap.ts';

/** What most kernels get along with; more is taken when it is needed, and given back. */
const smallestRegion = 1 << 20;

/** Where the stack lies: what does not fit into one region begins another. */
const regions: Block[] = [];
let top = 0;
let end = 0;

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
    const region = takeBlock(Math.max(smallestRegion, size));
    regions.push(region);
    top = region.address;
    end = top + region.size;
  }
  const address = top;
  top += size;
  return address;
}

/** Gives back all that was taken since `mark`; a kernel does so at its end. */
export function releaseScratch(mark: number): void {
  while (regions.length > 1 && !within(regions[regions.length - 1]!, mark)) freeBlock(regions.pop()!);
  const last = regions[regions.length - 1];
  if (!last) return;
  end = last.address + last.size;
  // a mark from before there was any region
  top = mark === 0 ? last.address : mark;
}

/** A mark at the end of a region was set there: the next one begins behind its own header of other blocks. */
function within({ address, size }: Block, mark: number): boolean {
  return mark >= address && mark <= address + size;
}
