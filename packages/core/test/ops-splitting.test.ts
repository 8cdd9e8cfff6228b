import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { chunk, formatShape, grad, split, type Tensor, tensor, traceOps, unbind } from '../src/index.ts';
import {
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  varied,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

const counted = (...shape: number[]): Tensor =>
  core.arange(shape.reduce((product, size) => product * size, 1)).reshape(shape) as Tensor;

describe('parts', () => {
  test.each<[string, (x: Tensor) => Tensor[], string[]]>([
    ['split', (x) => split(x, 2), ['[2, 3]', '[2, 3]', '[1, 3]']],
    ['split by a size beyond the dim', (x) => split(x, 9, 1), ['[5, 3]']],
    ['split by sizes', (x) => split(x, [0, 4, 1]), ['[0, 3]', '[4, 3]', '[1, 3]']],
    ['splitWithSizes', (x) => core.splitWithSizes(x, [1, 2], -1), ['[5, 1]', '[5, 2]']],
    ['chunk', (x) => chunk(x, 3), ['[2, 3]', '[2, 3]', '[1, 3]']],
    ['chunk into fewer than asked', (x) => chunk(x, 4), ['[2, 3]', '[2, 3]', '[1, 3]']],
    ['chunk of nothing', (x) => chunk(x.narrow(0, 0, 0), 2), ['[0, 3]', '[0, 3]']],
    ['split of nothing', (x) => split(x.narrow(0, 0, 0), 2), ['[0, 3]']],
    ['split of nothing by 0', (x) => split(x.narrow(0, 0, 0), 0), ['[0, 3]']],
    ['unbind', (x) => unbind(x, 1), ['[5]', '[5]', '[5]']],
  ])('%s', (_, fn, shapes) => {
    const x = counted(5, 3);
    const parts = fn(x);
    expect(parts.map((part) => formatShape(part.shape))).toEqual(shapes);
    for (const part of parts) expect(part.storage).toBe(x.storage);
  });

  test('put together again are the whole', () => {
    const x = varied([5, 3]);
    expectTensor(core.cat(split(x, 2)), x.tolist());
    expectTensor(core.cat(chunk(x, 2, 1), { dim: 1 }), x.tolist());
    expectTensor(core.stack(unbind(x, 1), { dim: 1 }), x.tolist());
  });

  test('that are not used get zeros as their gradient', () => {
    const x = variedLeaf([5, 2]);
    const [, second] = split(x, 2);
    expectTensor(gradientOf(second!, x), '[[0, 0], [0, 0], [1, 1], [1, 1], [0, 0]]');
    const [, , last] = unbind(variedLeaf([3]));
    expectTensor(last!.mul(0), 0);
  });

  test('have one gradient, put together in one operation', () => {
    const x = variedLeaf([6, 2]);
    const parts = chunk(x, 3);
    const { ops } = traceOps(() => grad(parts, x, { gradOutputs: parts.map((part) => part.detach()) }));
    expect(ops.map(({ name }) => name)).toEqual(['cat']);
  });
});

describe('cat', () => {
  test('passes over vectors without elements, which get an empty gradient', () => {
    const [empty, x] = [leaf([]), leaf([[1, 2]])];
    const result = core.cat([empty, x, empty], { dim: 1 });
    expectTensor(result, [[1, 2]]);
    expect(gradientOf(result, empty).shape).toEqual([0]);
    expect(core.cat([empty, empty]).shape).toEqual([0]);
  });

  test('promotes dtypes and brings gradients back to them', () => {
    const [single, double] = [tensor([1, 2], { requiresGrad: true }), leaf([3])];
    const result = core.cat([single, double, integers([4])]);
    expect(result.dtype).toBe('float64');
    expect(gradientOf(result, single).dtype).toBe('float32');
    expect(core.stack([tensor(true), integers(2)]).dtype).toBe('int32');
  });

  test('takes any iterable', () => {
    expectTensor(core.cat(new Set([doubles([1]), doubles([2])])), [1, 2]);
  });
});
