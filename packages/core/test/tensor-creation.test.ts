import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  ArgumentError,
  arange,
  DTypeError,
  empty,
  eye,
  full,
  getDefaultDtype,
  linspace,
  ones,
  ShapeError,
  setDefaultDtype,
  Tensor,
  tensor,
  zeros,
} from '../src/index.ts';
import { useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

test.each<[string, () => unknown, string]>([
  [
    'tensor',
    () => tensor([0, 2 ** 31], { dtype: 'int32' }),
    'tensor: 2147483648 at index 1 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'tensor of int64',
    () => tensor([2 ** 40], { dtype: 'int64' }),
    'tensor: 1099511627776 at index 0 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'tensor of bytes',
    () =>
      tensor(
        [
          [1, 2],
          [-1, 4],
        ],
        { dtype: 'uint8' },
      ),
    'tensor: -1 at index 2 does not fit uint8, which holds 0 to 255',
  ],
  [
    'NaN',
    () => tensor([Number.NaN], { dtype: 'int32' }),
    'tensor: NaN at index 0 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'BigInt64Array',
    () => tensor(BigInt64Array.of(0n, 2n ** 33n)),
    'tensor: 8589934592 at index 1 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'Uint32Array',
    () => tensor(Uint32Array.of(2 ** 32 - 1)),
    'tensor: 4294967295 at index 0 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  ['full', () => full([2], 256, { dtype: 'uint8' }), 'full: 256 at index 0 does not fit uint8, which holds 0 to 255'],
  [
    'fullLike',
    () => core.fullLike(tensor(Uint8Array.of(1)), -1),
    'fullLike: -1 at index 0 does not fit uint8, which holds 0 to 255',
  ],
  [
    'fill_',
    () => tensor(Int32Array.of(1)).fill_(Number.NaN),
    'fill_: NaN at index 0 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'arange',
    () => arange(0, 2 ** 31 + 1, 2 ** 30),
    'arange: 2147483648 at index 2 does not fit int32, which holds -2147483648 to 2147483647',
  ],
])('integers out of range are refused: %s', (_name, make, message) => {
  expect(make).toThrow(new DTypeError(message));
});

test.each<[string, () => Tensor, string, unknown]>([
  ['arange(5)', () => arange(5), 'int32', [0, 1, 2, 3, 4]],
  ['arange(0)', () => arange(0), 'int32', []],
  ['arange(5.7)', () => arange(5.7), 'float32', [0, 1, 2, 3, 4, 5]],
  ['arange(1, 2.5, 0.5)', () => arange(1, 2.5, 0.5), 'float32', [1, 1.5, 2]],
  ['arange(5, 0, -2)', () => arange(5, 0, -2), 'int32', [5, 3, 1]],
  ['arange with a dtype', () => arange(3, { dtype: 'float64' }), 'float64', [0, 1, 2]],
  ['arange(0, 3, 1.5) of integers', () => arange(0, 3, 1.5, { dtype: 'int32' }), 'int32', [0, 1, 2]],
  ['linspace(3, 10, 5)', () => linspace(3, 10, 5), 'float32', [3, 4.75, 6.5, 8.25, 10]],
  ['linspace of one', () => linspace(3, 10, 1), 'float32', [3]],
  ['linspace of none', () => linspace(3, 10, 0), 'float32', []],
  ['linspace of integers', () => linspace(0, 10, 4, { dtype: 'int32' }), 'int32', [0, 3, 6, 10]],
  ['linspace downwards', () => linspace(2, -1, 4, { dtype: 'float64' }), 'float64', [2, 1, 0, -1]],
  [
    'eye(2)',
    () => eye(2),
    'float32',
    [
      [1, 0],
      [0, 1],
    ],
  ],
  [
    'eye(2, 3)',
    () => eye(2, 3, { dtype: 'int32' }),
    'int32',
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ],
  [
    'eye(3, 2)',
    () => eye(3, 2),
    'float32',
    [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
  ],
  ['eye(0)', () => eye(0), 'float32', []],
  ['full of a boolean', () => full([2], true), 'bool', [true, true]],
  ['full of a number', () => full([2], 3), 'float32', [3, 3]],
  ['full of bools', () => full([2], 3, { dtype: 'bool' }), 'bool', [true, true]],
  ['full of NaN as bools', () => full([1], Number.NaN, { dtype: 'bool' }), 'bool', [true]],
  ['fill_ of NaN as bools', () => tensor([false]).fill_(Number.NaN), 'bool', [true]],
  ['full of integers', () => full([], -3.7, { dtype: 'int32' }), 'int32', -3],
  ['zeros', () => zeros([1, 2]), 'float32', [[0, 0]]],
  ['ones', () => ones([2], { dtype: 'uint8' }), 'uint8', [1, 1]],
  ['zerosLike', () => core.zerosLike(tensor([true])), 'bool', [false]],
  ['onesLike', () => core.onesLike(tensor(Int32Array.of(5))), 'int32', [1]],
  ['fullLike', () => core.fullLike(tensor([[1, 2]]), 7, { dtype: 'int64' }), 'int32', [[7, 7]]],
  ['fullLike of bools', () => core.fullLike(tensor([true]), 3), 'bool', [true]],
  ['fill_ of bools', () => tensor([true, false]).fill_(3), 'bool', [true, true]],
])('%s', (_name, make, dtype, values) => {
  const x = make();
  expect([x.dtype, x.tolist()]).toEqual([dtype, values]);
  if (dtype === 'bool') expect([...x.toTypedArray()].every((byte) => byte <= 1)).toBe(true);
});

test('arange(0, 1, 0.1) has ten elements and linspace ends on its end', () => {
  expect(arange(0, 1, 0.1).shape).toEqual([10]);
  expect(linspace(0, 0.3, 4, { dtype: 'float64' }).tolist()).toEqual([0, 0.3 / 3, 0.3 - 0.3 / 3, 0.3]);
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  ['a step of 0', () => arange(0, 3, 0), ArgumentError, 'arange: step must not be 0'],
  ['a step that leads away', () => arange(0, 1, -1), ArgumentError, 'arange: step -1 leads away from 1, starting at 0'],
  [
    'an infinite range',
    () => arange(0, Number.POSITIVE_INFINITY),
    ArgumentError,
    'arange: unsupported range 0 to Infinity',
  ],
  ['NaN for a bound', () => arange(Number.NaN), ArgumentError, 'arange: unsupported range 0 to NaN'],
  ['a step of NaN', () => arange(0, 1, Number.NaN), ArgumentError, 'arange: step must not be NaN'],
  ['negative steps', () => linspace(0, 1, -1), ArgumentError, 'linspace: steps must be a whole number ≥ 0, got -1'],
  ['half a step', () => linspace(0, 1, 1.5), ArgumentError, 'linspace: steps must be a whole number ≥ 0, got 1.5'],
  ['a negative size', () => eye(-1), ArgumentError, 'eye: expected sizes ≥ 0, got [-1, -1]'],
  [
    'a negative dimension',
    () => zeros([2, -1]),
    ShapeError,
    'zeros: [2, -1] is not a shape: sizes are whole numbers ≥ 0',
  ],
  ['half a dimension', () => empty([1.5]), ShapeError, 'empty: [1.5] is not a shape: sizes are whole numbers ≥ 0'],
  [
    'an unknown dtype',
    () => zeros([1], { dtype: 'float16' as 'float32' }),
    DTypeError,
    'unknown dtype "float16": expected bool, uint8, int32, float32, float64',
  ],
  [
    'gradients of integers',
    () => arange(3, { requiresGrad: true }),
    DTypeError,
    'requiresGrad_: only float32 and float64 tensors have gradients, this is int32',
  ],
])('%s is refused', (_name, make, kind, message) => {
  expect(make).toThrow(new kind(message));
});

test('requiresGrad is honoured by every creation function', () => {
  const x = tensor([1]);
  const o = { requiresGrad: true };
  const all = [
    tensor([1], o),
    full([1], 1, o),
    zeros([1], o),
    ones([1], o),
    empty([1], o),
    linspace(0, 1, 2, o),
    eye(1, o),
    arange(1, { ...o, dtype: 'float32' }),
    core.zerosLike(x, o),
    core.onesLike(x, o),
    core.fullLike(x, 1, o),
    core.emptyLike(x, o),
    core.rand([1], o),
    core.randn([1], o),
    core.randLike(x, o),
    core.randnLike(x, o),
  ];
  for (const made of all) expect([made.requiresGrad, made.isLeaf]).toEqual([true, true]);
  expect(x.requiresGrad).toBe(false);
});

test('setDefaultDtype decides for JavaScript numbers only', () => {
  setDefaultDtype('float64');
  try {
    expect(getDefaultDtype()).toBe('float64');
    const made = [tensor(1), zeros([1]), arange(0.5), linspace(0, 1, 2), eye(1), full([1], 2), tensor([true]).sqrt()];
    expect(made.map(({ dtype }) => dtype)).toEqual(Array(7).fill('float64'));
    expect(tensor(Float32Array.of(1)).mul(0.5).dtype).toBe('float32');
    expect([arange(2).dtype, tensor(Int32Array.of(1)).add(0.5).dtype]).toEqual(['int32', 'float64']);
  } finally {
    setDefaultDtype('float32');
  }
  expect(() => setDefaultDtype('int32')).toThrow(
    new DTypeError('setDefaultDtype: expected float32 or float64, got int32'),
  );
  expect(getDefaultDtype()).toBe('float32');
});

test('what operations make has the class, and the fields in the order, of a tensor that new makes', () => {
  const made = ones([2]);
  const { storage, shape, strides, offset } = made;
  const constructed = new Tensor(storage, shape, strides, offset);
  expect(Object.getPrototypeOf(made)).toBe(Tensor.prototype);
  expect(made.constructor).toBe(Tensor);
  expect(Object.entries(made)).toEqual(Object.entries(constructed));
  expect(Object.keys(made.neg())).toEqual(Object.keys(constructed));
});
