import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  defineOp,
  gather,
  indexSelect,
  type Memory,
  type Storage,
  softmax,
  type Tensor,
  tensor,
  uniform_,
} from '../src/index.ts';
import { BufferMemory } from '../src/memory/buffer-memory.ts';
import { exchangeMemory, MovingMemory } from '../src/testing.ts';

/** Buffers that count their pins, and remember every storage. */
class CountingMemory implements Memory {
  readonly name = 'counting';
  readonly storages: CountedStorage[] = [];
  settled = 0;

  allocate(dtype: core.DType, length: number): Storage {
    const storage = new CountedStorage(new BufferMemory().allocate(dtype, length));
    this.storages.push(storage);
    return storage;
  }

  settle(): void {
    this.settled++;
  }

  get pinned(): number {
    return this.storages.filter(({ pins }) => pins !== 0).length;
  }
}

class CountedStorage implements Storage {
  readonly #inner: Storage;
  readonly dtype: core.DType;
  readonly length: number;
  readonly pointer = -1;
  version = 0;
  epoch = 0;
  holds = 0;
  pins = 0;

  constructor(inner: Storage) {
    this.#inner = inner;
    this.dtype = inner.dtype;
    this.length = inner.length;
  }

  get data(): core.TypedArray {
    return this.#inner.data;
  }

  get(index: number): number {
    return this.#inner.get(index);
  }

  slice(start: number, end: number): core.TypedArray {
    return this.#inner.slice(start, end);
  }

  pin(): void {
    this.pins++;
  }

  unpin(): void {
    this.pins--;
  }

  free(): void {}
}

function inMemory<M extends Memory, T>(memory: M, fn: (memory: M) => T): T {
  const previous = exchangeMemory(memory);
  try {
    return fn(memory);
  } finally {
    exchangeMemory(previous);
  }
}

test('a moving memory refuses access to what is not pinned', () => {
  inMemory(new MovingMemory(), (memory) => {
    const { storage } = tensor([1, 2]);
    expect(() => storage.data).toThrow('the elements of a storage were read while it was not pinned');
    expect(() => storage.unpin()).toThrow('a storage was unpinned more often than pinned');
    storage.pin();
    expect([...storage.data]).toEqual([1, 2]);
    storage.unpin();
    memory.settle();
    expect(() => storage.data).toThrow();
  });
});

test('a typed array kept from one kernel to the next reads NaN, and the elements live on', () => {
  inMemory(new MovingMemory(), (memory) => {
    const { storage } = tensor([1, 2]);
    storage.pin();
    storage.pin();
    const { data, pointer } = storage;
    storage.unpin();
    memory.settle();
    expect([...data]).toEqual([1, 2]);
    storage.unpin();
    memory.settle();
    expect([...data]).toEqual([Number.NaN, Number.NaN]);
    storage.pin();
    expect(storage.pointer).not.toBe(pointer);
    expect([...storage.data]).toEqual([1, 2]);
    storage.unpin();
  });
});

test('what was never written is NaN in a moving memory', () => {
  inMemory(new MovingMemory(), () => {
    expect(core.empty([2]).tolist()).toEqual([Number.NaN, Number.NaN]);
  });
});

test('tensors of one memory work with those of another', () => {
  const old = tensor([1, 2], { requiresGrad: true });
  inMemory(new MovingMemory(), () => {
    const y = old.mul(tensor([3, 4]));
    y.sum().backward();
    expect(old.grad!.tolist()).toEqual([3, 4]);
  });
  expect(old.grad!.add(old.detach()).tolist()).toEqual([4, 6]);
});

const index = (...values: number[]): Tensor => tensor(Int32Array.from(values));
const matrix = (): Tensor =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
const failing = defineOp<readonly [Tensor]>({
  name: 'failing',
  outputs: ([{ shape, dtype }]) => [
    { shape, dtype },
    { shape, dtype },
  ],
  forward: () => {
    throw new RangeError('in the middle');
  },
});
const unshaped = defineOp<readonly [Tensor]>({
  name: 'unshaped',
  shape: () => {
    throw new RangeError('no shape');
  },
  forward: () => {},
});
const update = core.defineUpdate({
  name: 'update',
  writes: 1,
  reads: 1,
  scalars: 0,
  formula: ([x, y]) => [core.e.add(x!, y!)],
});

test.each<[string, () => unknown]>([
  ['shapes that do not broadcast', () => matrix().add(tensor([1, 2, 3]))],
  ['matrices that do not fit', () => matrix().matmul(tensor([[1, 2, 3]]))],
  ['an index out of range in gather', () => gather(matrix().select(0, 0), 0, index(5))],
  ['an index out of range in indexSelect', () => indexSelect(matrix(), 0, index(0, -7))],
  ['an index out of range in scatter', () => core.scatter(tensor([1, 2]), 0, index(2), tensor([1]))],
  ['an index out of range in indexAdd', () => core.indexAdd(tensor([1, 2]), 0, index(2), tensor([1]))],
  ['a class out of range in oneHot', () => core.oneHot(index(0, 3), 3)],
  ['a maximum of nothing', () => core.zeros([0, 2]).amax({ dim: 0 })],
  ['argmax of nothing', () => core.zeros([0]).argmax()],
  ['a kernel that throws', () => failing([matrix()], undefined)],
  ['a shape rule that throws', () => unshaped([matrix()], undefined)],
  ['an update of other shapes', () => core.noGrad(() => update([matrix(), tensor([1])], []))],
  ['copy_ of another shape', () => matrix().copy_(tensor([1, 2, 3]))],
  ['ragged data', () => tensor([[1], [2, 3]] as unknown as number[])],
  ['a creation that throws midway', () => core.randint(0, 2 ** 40, [2])],
  ['cat of other shapes', () => core.cat([matrix(), tensor([[1, 2, 3]])])],
  ['multinomial of negative weights', () => core.multinomial(tensor([-1, 2]), 1)],
  ['bernoulli of more than 1', () => core.bernoulli(tensor([2]))],
  [
    'a pullback that throws',
    () => {
      const x = tensor([1, 2], { requiresGrad: true });
      const y = x.exp();
      core.noGrad(() => y.fill_(0));
      y.sum().backward();
    },
  ],
])('nothing stays pinned after %s', (_name, call) => {
  inMemory(new CountingMemory(), (memory) => {
    expect(call).toThrow();
    expect(memory.pinned).toBe(0);
  });
});

test('nothing stays pinned after training steps, and the memory may settle after each kernel', () => {
  inMemory(new CountingMemory(), (memory) => {
    const weight = tensor(
      [
        [0.5, -1],
        [2, 0.1],
      ],
      { requiresGrad: true },
    );
    const before = memory.settled;
    for (let step = 0; step < 3; step++) {
      weight.grad = null;
      softmax(core.linear(matrix(), weight), 1).square().sum().backward();
      core.noGrad(() => weight.copy_(weight.sub(weight.grad!.mul(0.1))));
    }
    expect([...weight.toTypedArray()].every(Number.isFinite)).toBe(true);
    expect(memory.pinned).toBe(0);
    expect(memory.settled - before).toBeGreaterThan(20);
  });
});

test('a failed in-place write changes nothing', () => {
  const x = matrix();
  const { version } = x.storage;
  expect(() => x.copy_(tensor([1, 2, 3]))).toThrow();
  expect(() => uniform_(x, 2, 1)).toThrow();
  expect([x.tolist(), x.storage.version]).toEqual([
    [
      [1, 2],
      [3, 4],
    ],
    version,
  ]);
});
