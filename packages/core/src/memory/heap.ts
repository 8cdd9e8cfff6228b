/** A stretch of the linear memory, in use or free. */
export interface Block {
  readonly address: number;
  readonly size: number;
}

/** Blocks know their neighbours, so that two free ones become one. */
class Stretch implements Block {
  address: number;
  size: number;
  free = false;
  before: Stretch | undefined;
  after: Stretch | undefined;
  /** Its place in its bin, while free. */
  slot = 0;

  constructor(address: number, size: number, before: Stretch | undefined) {
    this.address = address;
    this.size = size;
    this.before = before;
    this.after = undefined;
  }
}

/** Four bins to an octave: blocks of 1, 1¼, 1½ and 1¾ times a power of two up to the next. */
function binOf(size: number): number {
  const octave = 31 - Math.clz32(size);
  return octave * 4 + ((size >>> (octave - 2)) & 3);
}

const bins = 32 * 4;
/** How many blocks of the bin that may hold too small ones are tried. */
const tries = 8;

/**
 * Hands out blocks of an address range that grows at its end. Sizes are multiples of 16, and so are addresses. Free
 * blocks wait in bins by size; neighbours that are both free become one. Everything is known in JavaScript: the range
 * itself is never touched.
 */
export class Heap {
  readonly #bins: Stretch[][] = Array.from({ length: bins }, () => []);
  readonly #start: number;
  #last: Stretch | undefined;
  #used = 0;

  constructor(start: number) {
    this.#start = start;
  }

  /** How many bytes are in use. */
  get used(): number {
    return this.#used;
  }

  /** How many bytes the range must grow by for a block of this size to fit at its end. */
  missing(size: number): number {
    return this.#last?.free ? size - this.#last.size : size;
  }

  /** Adds bytes at the end of the range. */
  extend(bytes: number): void {
    const last = this.#last;
    const added = new Stretch(last ? last.address + last.size : this.#start, bytes, last);
    if (last) last.after = added;
    this.#last = added;
    this.#release(added);
  }

  /** A block of at least `size` bytes, a multiple of 16; `undefined` when none is free. */
  allocate(size: number): Block | undefined {
    const found = this.#find(size);
    if (!found) return undefined;
    this.#leaveBin(found);
    found.free = false;
    if (found.size > size) {
      const rest = new Stretch(found.address + size, found.size - size, found);
      rest.after = found.after;
      if (found.after) found.after.before = rest;
      else this.#last = rest;
      found.after = rest;
      found.size = size;
      this.#release(rest);
    }
    this.#used += size;
    return found;
  }

  /** Takes a block back. */
  free(block: Block): void {
    this.#used -= block.size;
    this.#release(block as Stretch);
  }

  #find(size: number): Stretch | undefined {
    const first = binOf(size);
    const own = this.#bins[first]!;
    for (let i = own.length - 1; i >= 0 && i >= own.length - tries; i--) if (own[i]!.size >= size) return own[i];
    for (let bin = first + 1; bin < bins; bin++) {
      const blocks = this.#bins[bin]!;
      if (blocks.length > 0) return blocks[blocks.length - 1];
    }
    return own.find((block) => block.size >= size);
  }

  #release(block: Stretch): void {
    const { before, after } = block;
    let whole = block;
    if (before?.free) {
      this.#leaveBin(before);
      this.#swallow(before, block);
      whole = before;
    }
    if (after?.free) {
      this.#leaveBin(after);
      this.#swallow(whole, after);
    }
    whole.free = true;
    const bin = this.#bins[binOf(whole.size)]!;
    whole.slot = bin.length;
    bin.push(whole);
  }

  #swallow(block: Stretch, next: Stretch): void {
    block.size += next.size;
    block.after = next.after;
    if (next.after) next.after.before = block;
    else this.#last = block;
  }

  #leaveBin(block: Stretch): void {
    const bin = this.#bins[binOf(block.size)]!;
    const moved = bin.pop()!;
    if (moved === block) return;
    bin[block.slot] = moved;
    moved.slot = block.slot;
  }
}
