import { afterAll, beforeAll, expect, test } from 'vitest';
import { bernoulli, getKernels, manualSeed, setKernels, zeros } from '../src/index.ts';
import { exchangeMemory } from '../src/memory/current.ts';
import type { Block } from '../src/memory/heap.ts';
import { freeBlock, takeBlock } from '../src/memory/linear-heap.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Memory } from '../src/memory/memory.ts';
import { wasmMemory } from '../src/memory/wasm-memory.ts';
import { everyOperation, isRandom, outputsOf, values } from './every-operation.ts';

// addresses from there on are negative as signed integers; nobody writes to the room below, so that it takes no memory
let below: Block;
let memory: Memory;
const kernels = getKernels();
beforeAll(() => {
  setKernels('simd-strict');
  expect(wasmMemory()).toBeDefined();
  below = takeBlock(2 ** 31);
  memory = exchangeMemory(new LinearMemory());
  expect(zeros([1]).storage.pointer).toBeGreaterThan(2 ** 31);
});
afterAll(() => {
  exchangeMemory(memory);
  freeBlock(below);
  setKernels(kernels);
});

test.each(everyOperation)('%s: beyond 2 GiB float32 gives what it gives below', (name, { make }) => {
  if (isRandom(name)) return;
  for (const sample of make()) {
    const run = (): number[][] =>
      outputsOf(
        sample,
        sample.inputs.map((x) => x.detach().float()),
      ).map(values);
    const beyond = run();
    setKernels('reference');
    const want = run();
    setKernels('simd-strict');
    for (const [i, numbers] of beyond.entries()) {
      const scale = Math.max(1, ...want[i]!.map(Math.abs).filter(Number.isFinite));
      for (const [k, x] of numbers.entries()) {
        const y = want[i]![k]!;
        expect(Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-5 * scale, `${sample.label}: ${x}, ${y}`).toBe(true);
      }
    }
  }
});

test('coins beyond 2 GiB are those of the plain loop', () => {
  manualSeed(1);
  const coins = values(bernoulli(zeros([1500]), 0.3));
  setKernels('reference');
  manualSeed(1);
  expect(values(bernoulli(zeros([1500]), 0.3))).toEqual(coins);
  setKernels('simd-strict');
});
