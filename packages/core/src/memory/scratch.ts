import { takePages } from './wasm-memory.ts';

const smallestRegion = 1 << 20;

let base = 0;
let end = 0;
let top = 0;

/** Where the stack of scratch memory ends now; see {@link releaseScratch}. */
export function markScratch(): number {
  return top;
}

/**
 * Room in the linear memory for the temporaries of one kernel: an address that is a multiple of 16, with undefined
 * contents. It moves nothing that is pinned, and may make buffers of the memory be replaced.
 */
export function takeScratch(bytes: number): number {
  const size = (bytes + 15) & ~15;
  if (top + size > end) {
    // what was taken before stays where it is; the smaller region is given up
    const region = Math.max(smallestRegion, 2 * (end - base), 2 * size);
    base = takePages(region);
    end = base + region;
    top = base;
  }
  const address = top;
  top += size;
  return address;
}

/** Gives back all that was taken since `mark`; a kernel does so at its end. */
export function releaseScratch(mark: number): void {
  top = mark >= base && mark <= end ? mark : base;
}
