import { wasmMemory } from '../../memory/wasm-memory.ts';

/** What lies below is the frame of arguments; the memory keeps the first 64 KiB for both. */
const firstAddress = 1024;
const endAddress = 65536;
const endOfFormulas = endAddress - 16384;

let next = firstAddress;
const places = /* @__PURE__ */ new Map<number, number>();
const float = /* @__PURE__ */ new Float32Array(1);
const bitsOfFloat = /* @__PURE__ */ new Int32Array(float.buffer);
const doubles = /* @__PURE__ */ new Map<string, number>();

/**
 * The address of a vector with the bits of an int32 in all its lanes. Kernels take constants from memory because V8
 * builds a `v128.const` anew in each round of a loop (vector exp: 2361 against 1635 µs for a million elements).
 */
export function addressOfBits(bits: number): number {
  const known = places.get(bits);
  if (known !== undefined) return known;
  const address = takePlace();
  new Int32Array(wasmMemory()!.buffer, address, 4).fill(bits);
  places.set(bits, address);
  return address;
}

function takePlace(): number {
  if (next === endAddress) throw new RangeError('the constants of all kernels exceed 64 KiB');
  next += 16;
  return next - 16;
}

/** As {@link addressOfBits}, for a number rounded to float32. */
export function addressOfFloat(value: number): number {
  float[0] = value;
  return addressOfBits(bitsOfFloat[0]!);
}

/**
 * As {@link addressOfBits} for the constants of formulas, of which users may make any number: `undefined` when only the
 * room for those of kernels is left.
 */
export function addressOfFormulaBits(bits: number): number | undefined {
  return places.has(bits) || next < endOfFormulas ? addressOfBits(bits) : undefined;
}

/** As {@link addressOfFormulaBits}, for a number rounded to float32. */
export function addressOfFormulaFloat(value: number): number | undefined {
  float[0] = value;
  return addressOfFormulaBits(bitsOfFloat[0]!);
}

/** The address of a vector with a double in both its halves. */
export function addressOfDouble(value: number): number {
  // a map of numbers takes -0 for 0
  const key = Object.is(value, -0) ? '-0' : `${value}`;
  const known = doubles.get(key);
  if (known !== undefined) return known;
  const address = takePlace();
  new Float64Array(wasmMemory()!.buffer, address, 2).fill(value);
  doubles.set(key, address);
  return address;
}
