import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { DTypeError, ShapeError, type Tensor, tensor } from '../src/index.ts';
import { doubles, expectTensor, integers, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

describe('new tensors beside another', () => {
  test.each<[string, (x: Tensor) => Tensor, string]>([
    ['newZeros', (x) => x.newZeros([2, 1]), '[[0], [0]]'],
    ['newOnes', (x) => x.newOnes([2]), '[1, 1]'],
    ['newFull', (x) => x.newFull([1, 2], 3), '[[3, 3]]'],
    ['newTensor', (x) => x.newTensor([[1], [2]]), '[[1], [2]]'],
  ])('%s has the dtype of the other unless told otherwise', (_, make, want) => {
    for (const x of [integers([7, 8]), doubles(1)]) {
      const made = make(x);
      expect(made.dtype).toBe(x.dtype);
      expectTensor(made, want);
    }
  });

  test('take a dtype and requiresGrad', () => {
    const x = integers([1]);
    expect(x.newZeros([1], { dtype: 'float64', requiresGrad: true }).requiresGrad).toBe(true);
    expect(x.newEmpty([2, 0], { dtype: 'bool' }).dtype).toBe('bool');
    expect(x.newTensor([0, 2.5], { dtype: 'bool' }).tolist()).toEqual([false, true]);
    expect(tensor([true]).newTensor(Float32Array.of(0, 3)).tolist()).toEqual([false, true]);
    expect(() => x.newOnes([1], { requiresGrad: true })).toThrow(DTypeError);
  });

  test('cut fractions off among integers, and refuse what does not fit', () => {
    const x = integers([1]);
    expectTensor(x.newFull([1], -1.7), [-1]);
    expect(() => x.newFull([1], 2 ** 31)).toThrow('newFull: 2147483648 at index 0 does not fit int32');
    expect(() => x.newTensor([[1], [1, 2]])).toThrow('newTensor: expected 1 elements at [1], got 2');
    expect(() => x.newZeros([-1])).toThrow(ShapeError);
  });

  test('have elements for each sample under vmap, to write into', () => {
    const sums = core.vmap((x: Tensor) => x.newZeros([]).add_(x.sum()))(doubles('[[1, 2], [3, 4]]')) as Tensor;
    expectTensor(sums, [3, 7]);
  });

  test('keep no shape of the caller', () => {
    const shape = [2];
    const x = integers([1]).newOnes(shape);
    shape[0] = 5;
    expect(x.shape).toEqual([2]);
  });
});

test('randintLike draws as randint does, in the dtype of the other', () => {
  const x = core.zeros([2, 3]);
  core.manualSeed(3);
  const drawn = core.randintLike(x, 0, 10);
  core.manualSeed(3);
  expect(drawn.dtype).toBe('float32');
  expectTensor(drawn, core.randint(0, 10, [2, 3]).tolist() as never);
});

test.each<[string, Tensor, number[]]>([
  ['of ten', core.logspace(0, 2, 3), [1, 10, 100]],
  ['of a base', core.logspace(3, 0, 4, { base: 2, dtype: 'float64' }), [8, 4, 2, 1]],
  ['of whole exponents among integers', core.logspace(0.5, 2.9, 4, { base: 2, dtype: 'int32' }), [1, 1, 2, 4]],
  ['of one, whose exponent is not rounded', core.logspace(1.9, 0, 1, { dtype: 'int32' }), [79]],
  ['of none', core.logspace(0, 1, 0), []],
])('logspace %s', (_, x, want) => {
  expect(x.tolist()).toEqual(want);
});

test('arange and linspace of integers count in whole numbers', () => {
  expect(core.arange(-0.9, 2.1, 2, { dtype: 'int32' }).tolist()).toEqual([0]);
  expect(core.arange(0.1, -7.9, -4, { dtype: 'int32' }).tolist()).toEqual([0, -4]);
  expect(() => core.arange(0, 1, 0.5, { dtype: 'int32' })).toThrow('arange: step must not be 0');
  expect(core.linspace(0.5, 3.7, 4, { dtype: 'int32' }).tolist()).toEqual([0, 1, 2, 3]);
});

test('asTensor makes a tensor of anything but a tensor', () => {
  const x = doubles([1, 2]);
  expect(core.asTensor(x)).toBe(x);
  expect(core.asTensor(x, { dtype: 'float64' })).toBe(x);
  expect(core.asTensor(x, { dtype: 'int32' }).tolist()).toEqual([1, 2]);
  expect(core.asTensor([true, false]).dtype).toBe('bool');
  expect(core.asTensor(Int32Array.of(3)).dtype).toBe('int32');
});
