import { wasmMemory } from '../../memory/wasm-memory.ts';

/** Address 0 stays free; the memory keeps the first 64 KiB for what stands here. */
const firstAddress = 16;
const endAddress = 65536;

let next = firstAddress;
const places = /* @__PURE__ */ new Map<number, number>();

/**
 * The address of a vector with the bits of an int32 in all its lanes. Kernels take constants from memory because V8
 * builds a `v128.const` anew in each round of a loop (vector exp: 2361 against 1635 µs for a million elements).
 */
export function addressOfBits(bits: number): number {
  const known = places.get(bits);
  if (known !== undefined) return known;
  if (next === endAddress) throw new RangeError('the constants of all kernels exceed 64 KiB');
  const address = next;
  new Int32Array(wasmMemory()!.buffer, address, 4).fill(bits);
  next += 16;
  places.set(bits, address);
  return address;
}

/** As {@link addressOfBits}, for a number rounded to float32. */
export function addressOfFloat(value: number): number {
  return addressOfBits(new Int32Array(Float32Array.of(value).buffer)[0]!);
}
