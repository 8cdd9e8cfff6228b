import type { DType, TypedArray } from '../../dtype.ts';

/** How many elements kernels take at a time, so that what they work on stays in the first-level cache. */
export const chunkLength = 256;

/** From here on `set` beats a loop, which pays for the view it is given. */
const longRun = 128;

/**
 * Reads `count` elements, `step` apart. Whatever the dtype, kernels compute on doubles, which hold every element
 * exactly: so only these functions meet several kinds of arrays, and float32 has a loop of its own.
 */
export function readRun(
  data: TypedArray,
  start: number,
  step: number,
  count: number,
  into: Float64Array,
  at: number,
): void {
  if (step === 0) into.fill(data[start]!, at, at + count);
  else if (step === 1 && count >= longRun) into.set(data.subarray(start, start + count), at);
  else if (data instanceof Float32Array) {
    for (let i = 0, p = start; i < count; i++, p += step) into[at + i] = data[p]!;
  } else for (let i = 0, p = start; i < count; i++, p += step) into[at + i] = data[p]!;
}

/** Writes `count` elements, `step` apart: rounds to float32, wraps integers, makes 1 of what is not 0 for bools. */
export function writeRun(
  from: Float64Array,
  at: number,
  count: number,
  data: TypedArray,
  dtype: DType,
  start: number,
  step: number,
): void {
  if (dtype === 'bool') {
    for (let i = 0, p = start; i < count; i++, p += step) data[p] = from[at + i] !== 0 ? 1 : 0;
  } else if (step === 1 && count >= longRun) {
    data.set(from.subarray(at, at + count), start);
  } else if (data instanceof Float32Array) {
    for (let i = 0, p = start; i < count; i++, p += step) data[p] = from[at + i]!;
  } else for (let i = 0, p = start; i < count; i++, p += step) data[p] = from[at + i]!;
}

/**
 * A number as an element of `to`, as PyTorch's `.to(dtype)` converts it: towards zero to integers, uint8 wraps, and
 * what int32 cannot hold (NaN too) becomes its smallest value, which is what x86 makes of it.
 */
export function convert(value: number, to: DType): number {
  switch (to) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'int32':
      return value > -2147483649 && value < 2147483648 ? Math.trunc(value) : -2147483648;
    case 'uint8':
      return value & 255;
    case 'bool':
      return value !== 0 ? 1 : 0;
  }
}

/** Whether elements of one dtype need {@link convert} on the way to another. Bytes fit everywhere as they are. */
export function isLossy(from: DType, to: DType): boolean {
  return from !== to && to !== 'float64' && from !== 'bool' && from !== 'uint8';
}

/** Applies {@link convert} to the first `count` numbers. */
export function convertBlock(block: Float64Array, count: number, to: DType): void {
  for (let i = 0; i < count; i++) block[i] = convert(block[i]!, to);
}
