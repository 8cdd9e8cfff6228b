import { describe, expect, test } from 'vitest';
import { ArgumentError, full, ShapeError, type Tensor, tensor } from '../src/index.ts';
import { useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const describeTensor = (x: Tensor): unknown => [x.dtype, x.shape, x.tolist()];

test.each<[string, () => Tensor, string, number[], unknown]>([
  ['a number', () => tensor(2), 'float32', [], 2],
  ['whole numbers', () => tensor([0, 1, 2]), 'float32', [3], [0, 1, 2]],
  [
    'nested arrays',
    () =>
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    'float32',
    [3, 2],
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ],
  ['a boolean', () => tensor(true), 'bool', [], true],
  ['booleans', () => tensor([[true], [false]]), 'bool', [2, 1], [[true], [false]]],
  ['booleans among numbers', () => tensor([true, 2]), 'float32', [2], [1, 2]],
  ['nothing', () => tensor([]), 'float32', [0], []],
  ['rows of nothing', () => tensor([[], []]), 'float32', [2, 0], [[], []]],
  ['Float32Array', () => tensor(Float32Array.of(0.5)), 'float32', [1], [0.5]],
  ['Float64Array', () => tensor(Float64Array.of(0.1)), 'float64', [1], [0.1]],
  ['Int32Array', () => tensor(Int32Array.of(-5)), 'int32', [1], [-5]],
  ['Int16Array', () => tensor(Int16Array.of(-5)), 'int32', [1], [-5]],
  ['Int8Array', () => tensor(Int8Array.of(-5)), 'int32', [1], [-5]],
  ['Uint16Array', () => tensor(Uint16Array.of(65535)), 'int32', [1], [65535]],
  ['Uint32Array', () => tensor(Uint32Array.of(7)), 'int32', [1], [7]],
  ['BigInt64Array', () => tensor(BigInt64Array.of(-5n, 2n ** 31n - 1n)), 'int32', [2], [-5, 2 ** 31 - 1]],
  ['BigUint64Array', () => tensor(BigUint64Array.of(5n)), 'int32', [1], [5]],
  ['Uint8Array', () => tensor(Uint8Array.of(200)), 'uint8', [1], [200]],
  ['Uint8ClampedArray', () => tensor(Uint8ClampedArray.of(200)), 'uint8', [1], [200]],
  ['numbers in a dtype of one’s choice', () => tensor([1.5], { dtype: 'float64' }), 'float64', [1], [1.5]],
  ['int64 means int32', () => tensor([1, 2], { dtype: 'int64' }), 'int32', [2], [1, 2]],
  ['fractions cut off for integers', () => tensor([1.9, -1.9], { dtype: 'int32' }), 'int32', [2], [1, -1]],
  [
    'NaN and fractions are true',
    () => tensor([0.5, 0, Number.NaN], { dtype: 'bool' }),
    'bool',
    [3],
    [true, false, true],
  ],
  ['a typed array converted', () => tensor(Float32Array.of(2.5), { dtype: 'int32' }), 'int32', [1], [2]],
])('tensor of %s', (_name, make, dtype, shape, values) => {
  expect(describeTensor(make())).toEqual([dtype, shape, values]);
});

describe('ragged or impossible data is refused by position', () => {
  const refused =
    (data: unknown): (() => unknown) =>
    () =>
      tensor(data as number[]);
  test.each<[unknown, new (message: string) => Error, string]>([
    [[[1, 2], [3]], ShapeError, 'tensor: expected 2 elements at [1], got 1'],
    [[[1, 2], 3], ShapeError, 'tensor: expected 2 elements at [1], got 3'],
    [[1, [2]], ShapeError, 'tensor: expected a number at [1], got 1 elements'],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      ShapeError,
      'tensor: expected 1 elements at [1, 1], got 2',
    ],
    [[[], [1]], ShapeError, 'tensor: expected 0 elements at [1], got 1'],
    [[1, null], ArgumentError, 'tensor: expected a number at [1], got null'],
    [[1, '2'], ArgumentError, 'tensor: expected a number at [1], got string'],
    [[1, undefined], ArgumentError, 'tensor: expected a number at [1], got undefined'],
    ['text', ArgumentError, 'tensor: expected a number at [], got string'],
    [undefined, ArgumentError, 'tensor: expected a number at [], got undefined'],
  ])('%j', (data, kind, message) => {
    expect(refused(data)).toThrow(new kind(message));
  });

  test('an array with a bigint, which JSON cannot show', () => {
    expect(
      refused([
        [1, 2],
        [3, 4n],
      ]),
    ).toThrow(new ArgumentError('tensor: expected a number at [1, 1], got bigint'));
  });
});

test('the caller’s data and shape stay the caller’s', () => {
  const data = Float32Array.of(1, 2);
  const shape = [2];
  const x = tensor(data);
  const y = full(shape, 5);
  data[0] = 9;
  shape[0] = 7;
  expect([x.tolist(), y.shape]).toEqual([[1, 2], [2]]);
  const out = x.toTypedArray();
  out[1] = 8;
  expect(x.tolist()).toEqual([1, 2]);
});
