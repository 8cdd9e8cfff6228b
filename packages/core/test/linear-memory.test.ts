import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { DType, TypedArray } from '../src/dtype.ts';
import * as core from '../src/index.ts';
import { BufferMemory } from '../src/memory/buffer-memory.ts';
import type { Block } from '../src/memory/heap.ts';
import { freeBlock, takeBlock, tryTakeBlock, usedBytes } from '../src/memory/linear-heap.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { LinearStorage } from '../src/memory/linear-storage.ts';
import type { Memory, Storage } from '../src/memory/memory.ts';
import { exchangeMemoryLimit, growMemory, memoryLimit, memorySize } from '../src/memory/wasm-memory.ts';
import { exchangeMemory, MovingMemory } from '../src/testing.ts';

const whole = memoryLimit();
afterEach(() => {
  exchangeMemoryLimit(whole);
});

function inMemory<T>(memory: Memory, fn: () => T): T {
  const previous = exchangeMemory(memory);
  try {
    return fn();
  } finally {
    exchangeMemory(previous);
  }
}

/** Runs `use` with the elements, as a kernel does. */
function kernel<T>(storage: Storage, use: (elements: TypedArray) => T): T {
  storage.pin();
  try {
    return use(storage.data);
  } finally {
    storage.unpin();
  }
}

function filled(memory: Memory, length: number, value: number, dtype: DType = 'float32'): Storage {
  const storage = memory.allocate(dtype, length);
  kernel(storage, (elements) => elements.fill(value));
  return storage;
}

/** The bytes of all chunks in which these storages lie: what keeping them keeps. */
function bytesKept(storages: readonly Storage[]): number {
  const chunks = new Set(storages.map((storage) => (storage as LinearStorage).chunk));
  return [...chunks].reduce((sum, { top }) => sum + top, 0);
}

const memories: readonly [string, () => LinearMemory][] = [
  ['as users have it', () => new LinearMemory()],
  ['with a small nursery', () => new LinearMemory({ capacity: 1 << 14, chunk: 1 << 10, intake: 1 << 14 })],
  ['that moves everything', () => new MovingMemory()],
];

test.each(memories)('in a memory %s random programs read what they wrote', (_name, make) => {
  const dtype = fc.constantFrom<DType>('float32', 'float64', 'int32', 'uint8', 'bool');
  const step = fc.oneof(
    fc.record({ do: fc.constant('allocate' as const), dtype, length: fc.nat(3000), seed: fc.nat(255) }),
    fc.record({ do: fc.constantFrom('drop', 'read', 'write', 'copy', 'slice'), at: fc.nat(), seed: fc.nat(255) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const memory = make();
      const kept: { storage: Storage; expected: number[] }[] = [];
      for (const s of steps) {
        const value = (i: number): number => (s.seed * 31 + i * 7) % 251;
        if (s.do === 'allocate') {
          const storage = memory.allocate(s.dtype, s.length);
          const expected = Array.from({ length: s.length }, (_, i) => value(i));
          kernel(storage, (elements) => elements.set(expected));
          kept.push({ storage, expected });
        } else if (kept.length > 0) {
          const entry = kept[s.at % kept.length]!;
          const { storage, expected } = entry;
          if (s.do === 'drop') kept.splice(s.at % kept.length, 1);
          else if (s.do === 'read') expect(kernel(storage, (elements) => [...elements])).toEqual(expected);
          else if (s.do === 'write') {
            kernel(storage, (elements) => {
              for (let i = 0; i < elements.length; i += 3) entry.expected[i] = elements[i] = value(i);
            });
          } else if (s.do === 'copy') {
            // two operands and a result, as an operation has them
            const other = kept[s.seed % kept.length]!;
            storage.pin();
            other.storage.pin();
            const result = memory.allocate(storage.dtype, storage.length);
            result.pin();
            result.data.set(storage.data);
            expect([...other.storage.data]).toEqual(other.expected);
            expect(result.pointer % 16).toBe(0);
            for (const each of [storage, other.storage, result]) each.unpin();
            kept.push({ storage: result, expected: [...expected] });
          } else {
            const from = s.seed % (expected.length + 1);
            expect([...storage.slice(from, expected.length)]).toEqual(expected.slice(from));
            if (expected.length > 0) expect(storage.get(expected.length - 1)).toBe(expected.at(-1));
          }
        }
        memory.settle();
      }
      for (const { storage, expected } of kept) expect([...storage.slice(0, storage.length)]).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('evacuation and return keep every bit, NaN payloads too', () => {
  const memory = new LinearMemory({ capacity: 1 << 14, chunk: 1 << 12 });
  const storage = memory.allocate('float32', 64);
  const bits = Int32Array.from({ length: 64 }, (_, i) => 0x7f800001 + i * 0x01000193);
  kernel(storage, (elements) => new Int32Array(elements.buffer, elements.byteOffset, 64).set(bits));
  for (let round = 0; round < 4; round++) {
    memory.evacuate();
    kernel(storage, (elements) => {
      expect(new Int32Array(elements.buffer, elements.byteOffset, 64)).toEqual(bits);
    });
  }
  // once to the nursery, then to the tenured heap, and from there back to it
  expect(memory.statistics()).toMatchObject({ returns: 4, tenuredCount: 1 });
});

test('what is pinned stays where it is, whatever is allocated', () => {
  const memory = new LinearMemory({ capacity: 1 << 14, chunk: 1 << 10 });
  const storage = filled(memory, 10, 3);
  storage.pin();
  const { pointer } = storage;
  for (let i = 0; i < 200; i++) filled(memory, 200, i);
  memory.evacuate();
  expect(storage.pointer).toBe(pointer);
  expect([...storage.data]).toEqual(new Array(10).fill(3));
  storage.unpin();
  expect(memory.statistics().evacuations).toBeGreaterThan(20);
});

test('a nursery full of pinned storages grows', () => {
  const memory = new LinearMemory({ capacity: 1 << 14, chunk: 1 << 12 });
  const storages = Array.from({ length: 64 }, (_, i) => {
    const storage = filled(memory, 256, i);
    storage.pin();
    return storage;
  });
  expect(storages.every(({ data }, i) => data.every((x) => x === i))).toBe(true);
  expect(memory.statistics().nursery).toBeGreaterThanOrEqual(1 << 16);
});

test('growing the memory renews views of pinned storages', () => {
  const storage = filled(new LinearMemory(), 4, 5);
  storage.pin();
  const old = storage.data;
  expect(storage.data).toBe(old);
  expect(growMemory(1)).toBe(true);
  expect(old.length).toBe(0);
  expect([...storage.data]).toEqual([5, 5, 5, 5]);
  expect(storage.get(3)).toBe(5);
  storage.unpin();
});

test('growing the memory leaves empty tensors readable', () => {
  inMemory(new LinearMemory(), () => {
    const empty = core.zeros([0, 3]);
    expect(empty.tolist()).toEqual([]);
    expect(growMemory(1)).toBe(true);
    expect(empty.toTypedArray().length).toBe(0);
  });
});

function train(steps: number, each: (step: number, loss: core.Tensor, hidden: core.Tensor) => void): LinearMemory {
  const memory = new LinearMemory({ capacity: 1 << 17, chunk: 1 << 12 });
  inMemory(memory, () => {
    const x: core.Tensor = core.rand([16, 24]);
    const weights: core.Tensor[] = [
      core.rand([24, 16], { requiresGrad: true }),
      core.rand([16, 1], { requiresGrad: true }),
    ];
    for (let step = 0; step < steps; step++) {
      const hidden = x.matmul(weights[0]!).tanh();
      const loss = hidden.matmul(weights[1]!).square().mean();
      loss.backward();
      core.noGrad(() => {
        for (const weight of weights) {
          weight.sub_(weight.grad!.mul(0.01));
          weight.grad = null;
        }
      });
      each(step, loss.detach(), hidden.detach());
    }
  });
  return memory;
}

test('keeping every loss of a training costs bytes, not chunks', () => {
  const losses: core.Tensor[] = [];
  const values: number[] = [];
  const memory = train(300, (_step, loss) => {
    losses.push(loss);
    values.push(loss.item());
  });
  expect(memory.statistics().evacuations).toBeGreaterThan(100);
  expect(losses.map((loss) => loss.item())).toEqual(values);
  expect(bytesKept(losses.map(({ storage }) => storage)) / losses.length).toBeLessThan(1024);
});

test('keeping every activation of a training is correct to the last bit', () => {
  const kept: [core.Tensor, core.TypedArray][] = [];
  const memory = train(300, (_step, _loss, hidden) => kept.push([hidden, hidden.toTypedArray()]));
  expect(memory.statistics().evacuations).toBeGreaterThan(100);
  for (const [hidden, values] of kept) expect(hidden.mul(1).toTypedArray()).toEqual(values);
});

test('parameters become tenured by being used', () => {
  const memory = train(300, () => {});
  const { tenuredCount, returns } = memory.statistics();
  // the input, and two weights; some others come back once, when the chunk that is being filled had become the oldest
  expect(tenuredCount).toBe(3);
  expect(returns).toBeLessThan(60);
});

test('the memory stays small while many models are built in one synchronous loop', () => {
  const memory = new LinearMemory({ capacity: 1 << 16, intake: 1 << 20 });
  inMemory(memory, () => {
    let largest = 0;
    for (let model = 0; model < 60; model++) {
      const weights = Array.from({ length: 4 }, () => core.rand([128, 128]));
      let x = core.ones([4, 128]);
      for (let use = 0; use < 4; use++) for (const weight of weights) x = x.matmul(weight).mul(0.01);
      expect(Number.isFinite(x.sum().item())).toBe(true);
      largest = Math.max(largest, memory.statistics().tenured);
    }
    // 60 models have 15 MB
    expect(largest).toBeLessThan(3 << 20);
  });
});

test('results too large for the nursery are looked after too', () => {
  const memory = new LinearMemory({ intake: 32 << 20 });
  const alive = filled(memory, 3 << 20, 7);
  for (let i = 0; i < 12; i++) filled(memory, 3 << 20, i);
  const { tenured, nursery } = memory.statistics();
  expect([nursery, tenured <= 64 << 20]).toEqual([0, true]);
  expect(kernel(alive, (elements) => elements.every((x) => x === 7))).toBe(true);
});

test('a memory at its limit says so, and what lives stays readable', () => {
  const memory = new LinearMemory();
  const alive = Array.from({ length: 8 }, (_, i) => filled(memory, 1000, i));
  exchangeMemoryLimit(memorySize());
  const used = usedBytes();
  expect(() => memory.allocate('float32', 2 ** 29)).toThrow(core.CotangentError);
  expect(() => memory.allocate('float32', 2 ** 29)).toThrow(
    /^out of memory: no room for 2048 MB\. Of the linear memory's \d+ MB \(at most \d+ MB\) \d+ [KM]B are in use/,
  );
  expect(usedBytes()).toBeLessThanOrEqual(used);
  alive.forEach((storage, i) => {
    expect([...storage.slice(0, 2)]).toEqual([i, i]);
    expect(kernel(storage, (elements) => elements.every((x) => x === i))).toBe(true);
  });
});

test('at the limit more can live than fits: it takes turns', () => {
  const memory = new LinearMemory();
  exchangeMemoryLimit(memorySize());
  const length = memorySize() / 4 / 8;
  const alive = Array.from({ length: 12 }, (_, i) => filled(memory, length, i));
  for (let round = 0; round < 2; round++) {
    alive.forEach((storage, i) => {
      expect(kernel(storage, (elements) => [elements[0], elements[length - 1]])).toEqual([i, i]);
    });
  }
});

test('an operation that cannot have all of its operands leaves none pinned', () => {
  const memory = new LinearMemory();
  inMemory(memory, () => {
    const [a, b] = [core.ones([3 << 20]), core.ones([3 << 20])];
    memory.evacuate();
    exchangeMemoryLimit(memorySize());
    // other memories give back what they have
    expect(() => takeBlock(memorySize() - 65536)).toThrow('out of memory');
    const room = takeBlock(12 << 20);
    const rest: Block[] = [];
    for (let size = 1 << 30; size >= 16; size /= 2) {
      for (let block = tryTakeBlock(size); block; block = tryTakeBlock(size)) rest.push(block);
    }
    freeBlock(room);
    expect(() => a.add(b)).toThrow(/^out of memory: no room for 12 MB/);
    expect(() => a.storage.unpin()).toThrow('more often');
    expect(() => b.storage.unpin()).toThrow('more often');
    rest.forEach(freeBlock);
    exchangeMemoryLimit(whole);
    expect(a.add(b).sum().item()).toBe(6 << 20);
  });
});

test('statistics are those of the memory in use, and a limit is checked', () => {
  const memory = new LinearMemory({ capacity: 1 << 14, chunk: 1 << 12 });
  inMemory(memory, () => {
    for (let i = 0; i < 20; i++) core.ones([1000]);
    expect(core.memoryStatistics()).toEqual(memory.statistics());
    expect(core.memoryStatistics()!.evacuations).toBeGreaterThan(10);
  });
  expect(inMemory(new BufferMemory(), () => core.memoryStatistics())).toBeUndefined();
  expect(() => core.setMemoryLimit(0.5)).toThrow('setMemoryLimit: expected a whole number of bytes above 0, got 0.5');
  core.setMemoryLimit(memorySize());
  expect(memoryLimit()).toBe(memorySize());
});

test('an operation that was given freed elements says so', () => {
  const memory = new LinearMemory();
  inMemory(memory, () => {
    const [x, y] = [core.ones([10]), core.ones([10])];
    const { address } = (x.storage as LinearStorage).chunk;
    x.storage.free();
    x.storage.free();
    expect(() => x.add(y)).toThrow('the elements of a storage were used after it had been freed');
    expect(() => x.item()).toThrow();
    expect(y.add(1).sum().item()).toBe(20);
    expect((y.storage as LinearStorage).chunk.address).toBe(address);
  });
});

test.each([
  ['linear', new LinearMemory(), 'out of memory: no room for 65536 MB'],
  ['buffer', new BufferMemory(), 'out of memory: the host has no buffer of 68719476736 bytes'],
] as const)(
  'a tensor larger than all memory there is, is refused by the %s memory at once',
  (_name, memory, message) => {
    inMemory(memory, () => {
      const kept = core.ones([100]);
      const moved = memory instanceof LinearMemory ? memory.statistics().evacuations : 0;
      expect(() => core.zeros([2 ** 17, 2 ** 17])).toThrow(message);
      if (memory instanceof LinearMemory) expect(memory.statistics().evacuations).toBe(moved);
      expect(kept.sum().item()).toBe(100);
    });
  },
);
