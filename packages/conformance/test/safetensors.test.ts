import { describe, expect, test } from 'vitest';
import { readSafetensors, SafetensorsError } from '../src/safetensors.ts';

function file(header: string, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const entry = (dtype: string, shape: number[], offsets: [number, number]): string =>
  JSON.stringify({ x: { dtype, shape, data_offsets: offsets } });

test('reads what lies at an odd place', () => {
  // 1.5 as float32 behind a byte of something else
  const bytes = file(entry('F32', [1], [1, 5]), [7, 0, 0, 192, 63]);
  expect(readSafetensors(bytes).get('x')!.tolist()).toEqual([1.5]);
});

test('reads half precision: the smallest, the largest, what is infinite or no number', () => {
  const halves = [0x0001, 0x7bff, 0xfc00, 0x7e00, 0x3555].flatMap((bits) => [bits & 255, bits >> 8]);
  const [tiny, huge, infinite, nan, third] = readSafetensors(file(entry('F16', [5], [0, 10]), halves))
    .get('x')!
    .tolist() as number[];
  expect([tiny, huge, infinite, nan]).toEqual([2 ** -24, 65504, Number.NEGATIVE_INFINITY, Number.NaN]);
  expect(third).toBeCloseTo(1 / 3, 3);
});

describe('a file is refused', () => {
  test.for<[string, Uint8Array]>([
    ["the file has 3 bytes, its header's length takes 8", new Uint8Array(3)],
    ['the header has 60 bytes, but only 50 follow byte 8', file(' '.repeat(60)).subarray(0, 58)],
    ['the header is no JSON', file('{x')],
    ['x: elements of dtype C64 are not supported', file(entry('C64', [1], [0, 8]), [0, 0, 0, 0, 0, 0, 0, 0])],
    [
      'x: 2 elements of F32 need 8 bytes, bytes 62 to 66 of 66 were given',
      file(entry('F32', [2], [0, 4]), [0, 0, 0, 0]),
    ],
    ['x: 1 elements of F32 need 4 bytes', file(entry('F32', [1], [4, 8]), [0, 0, 0, 0])],
  ])('%s', ([message, bytes]) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });
});
