import { expect, test } from 'vitest';
import { usedBytes } from '../src/memory/linear-heap.ts';
import { markScratch, poisonScratch, releaseScratch, takeScratch } from '../src/memory/scratch.ts';
import { wasmMemory } from '../src/memory/wasm-memory.ts';

test('what is taken lies apart, at multiples of 16, and is given back as a stack', () => {
  const mark = markScratch();
  const first = takeScratch(20);
  const second = takeScratch(4);
  expect([first % 16, second - first]).toEqual([0, 32]);
  releaseScratch(mark);
  expect(takeScratch(8)).toBe(first);
  releaseScratch(mark);
});

test('what was taken keeps its contents when the region grows', () => {
  const mark = markScratch();
  const small = takeScratch(16);
  new Int32Array(wasmMemory()!.buffer, small, 1)[0] = 42;
  const large = takeScratch(32 << 20);
  new Int32Array(wasmMemory()!.buffer, large, 8 << 20).fill(7);
  expect(new Int32Array(wasmMemory()!.buffer, small, 1)[0]).toBe(42);
  releaseScratch(mark);
  const again = takeScratch(32 << 20);
  expect(again).toBe(large);
  releaseScratch(mark);
});

test('nested uses give back their own part alone, across regions', () => {
  const outer = markScratch();
  const first = takeScratch(64);
  new Int32Array(wasmMemory()!.buffer, first, 1)[0] = 42;
  const inner = markScratch();
  const used = usedBytes();
  for (let i = 0; i < 3; i++) {
    for (const bytes of [1 << 19, 3 << 20, 100]) takeScratch(bytes);
    expect(usedBytes()).toBeGreaterThan(used);
    releaseScratch(inner);
    expect([markScratch(), usedBytes()]).toEqual([inner, used]);
  }
  expect(new Int32Array(wasmMemory()!.buffer, first, 1)[0]).toBe(42);
  releaseScratch(outer);
});

test('what was given back can be overwritten, what was not stays', () => {
  const mark = markScratch();
  const [kept, given] = [takeScratch(16), takeScratch(16)];
  const word = (address: number): Int32Array => new Int32Array(wasmMemory()!.buffer, address, 1);
  word(kept)[0] = word(given)[0] = 7;
  releaseScratch(given);
  poisonScratch(0xff);
  expect([word(kept)[0], word(given)[0]]).toEqual([7, -1]);
  releaseScratch(mark);
});
