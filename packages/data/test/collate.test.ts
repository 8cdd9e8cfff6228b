import { ArgumentError, ShapeError, type Tensor, tensor, zeros } from '@cotangent/core';
import { defaultCollate } from '@cotangent/data';
import { expect, test } from 'vitest';

test.each<[string, readonly unknown[], string, readonly number[], unknown]>([
  [
    'tensors are stacked',
    [tensor([1, 2]), tensor([3, 4])],
    'float32',
    [2, 2],
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['0-d tensors become a vector', [tensor(1), tensor(2)], 'float32', [2], [1, 2]],
  ['tensors keep their dtype', [tensor(Int32Array.of(1)), tensor(Int32Array.of(2))], 'int32', [2, 1], [[1], [2]]],
  ['whole numbers become integers', [3, 0, -1], 'int32', [3], [3, 0, -1]],
  ['other numbers become floats', [3, 0.5], 'float32', [2], [3, 0.5]],
  ['booleans stay booleans', [true, false], 'bool', [2], [true, false]],
  [
    'typed arrays are stacked',
    [Uint8Array.of(1, 2), Uint8Array.of(3, 4)],
    'uint8',
    [2, 2],
    [
      [1, 2],
      [3, 4],
    ],
  ],
])('%s', (_, samples, dtype, shape, values) => {
  const batch = defaultCollate(samples) as unknown as Tensor;
  expect(batch.dtype).toBe(dtype);
  expect(batch.shape).toEqual(shape);
  expect(batch.tolist()).toEqual(values);
});

test('tuples and objects are joined entry by entry', () => {
  const batch = defaultCollate([
    [tensor([1, 2]), { label: 3, name: 'a' }],
    [tensor([3, 4]), { label: 5, name: 'b' }],
  ] as [Tensor, { label: number; name: string }][]);
  expect(batch[0].tolist()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(batch[1].label.tolist()).toEqual([3, 5]);
  expect(batch[1].name).toEqual(['a', 'b']);
});

test.each<[string, readonly unknown[]]>([
  ['defaultCollate: expected at least one sample', []],
  ['defaultCollate: sample 0 is a number, but sample 1 is a string', [1, 'a']],
  [
    'defaultCollate: sample 0[1] is a number, but sample 2[1] is a tensor',
    [
      [1, 2],
      [1, 2],
      [1, zeros([1])],
    ],
  ],
  [
    'defaultCollate: sample 0 has 2 entries, but sample 1 has 3',
    [
      [1, 2],
      [1, 2, 3],
    ],
  ],
  ['defaultCollate: sample 1.a has no b, but sample 0 has', [{ a: { b: 1 } }, { a: { c: 1 } }]],
  [
    'defaultCollate: cannot join null (at sample.x); it joins tensors, numbers, booleans, strings, arrays and plain objects. Pass a collate function',
    [{ x: null }],
  ],
  [
    'defaultCollate: cannot join a Map (at sample); it joins tensors, numbers, booleans, strings, arrays and plain objects. Pass a collate function',
    [new Map()],
  ],
])('%s', (message, samples) => {
  expect(() => defaultCollate(samples)).toThrow(new ArgumentError(message));
});

test('tensors of different shapes are refused', () => {
  expect(() => defaultCollate([zeros([2]), zeros([3])])).toThrow(ShapeError);
});
