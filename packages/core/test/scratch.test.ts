import { expect, test } from 'vitest';
import { markScratch, releaseScratch, takeScratch } from '../src/memory/scratch.ts';
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
