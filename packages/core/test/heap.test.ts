import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, Heap } from '../src/memory/heap.ts';

const start = 64;
const range = 1 << 16;

function fresh(): Heap {
  const heap = new Heap(start);
  heap.extend(range);
  return heap;
}

test('blocks never overlap, lie at multiples of 16 inside the range, and all of it is one block again at the end', () => {
  const action = fc.record({ size: fc.integer({ min: 1, max: 300 }), free: fc.nat() });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const heap = fresh();
      const live: Block[] = [];
      for (const { size, free } of actions) {
        const block = heap.allocate(size * 16);
        if (block) {
          expect([block.size, block.address % 16]).toEqual([size * 16, 0]);
          live.push(block);
        }
        if (free % 2 === 0 && live.length > 0) heap.free(live.splice(free % live.length, 1)[0]!);
        const sorted = live.toSorted((a, b) => a.address - b.address);
        sorted.forEach((a, i) => {
          const end = sorted[i + 1]?.address ?? start + range;
          if (a.address < start || a.address + a.size > end)
            throw new Error(`a block leaves its place at ${a.address}`);
        });
        expect(heap.used).toBe(live.reduce((sum, other) => sum + other.size, 0));
      }
      for (const block of live) heap.free(block);
      expect(heap.allocate(range)?.address).toBe(start);
    }),
  );
});

test('a heap that is full gives nothing until its range grows', () => {
  const heap = fresh();
  heap.allocate(range - 32);
  expect(heap.allocate(64)).toBeUndefined();
  expect(heap.missing(64)).toBe(32);
  heap.extend(32);
  expect(heap.allocate(64)).toMatchObject({ address: start + range - 32, size: 64 });
  expect(heap.missing(64)).toBe(64);
});

test('a block is found among smaller ones of nearly its size', () => {
  const heap = fresh();
  const blocks = Array.from({ length: 20 }, (_, i) => [heap.allocate(1024 + 16 * i)!, heap.allocate(16)!] as const);
  heap.allocate(range - heap.used);
  for (const [block] of blocks.toReversed()) heap.free(block);
  expect(heap.allocate(1024 + 16 * 19)).toBe(blocks[19]![0]);
});

test('addresses go on beyond 2 GB', () => {
  const heap = new Heap(start);
  heap.extend(2 ** 32 - 1024);
  const low = heap.allocate(2 ** 31)!;
  const high = heap.allocate(2 ** 30)!;
  expect([low.address, high.address]).toEqual([64, 2 ** 31 + 64]);
  heap.free(low);
  heap.free(high);
  expect(heap.allocate(2 ** 32 - 1024)?.address).toBe(64);
});
