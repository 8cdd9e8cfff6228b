import { expect, test } from 'vitest';
import { ArgumentError, arange, DTypeError, IndexError, type Tensor, tensor, zeros } from '../src/index.ts';
import { useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const matrix = (): Tensor => arange(6).reshape([2, 3]) as Tensor;

test.each<[string, () => Tensor, number]>([
  ['0-d', () => tensor(2.5), 2.5],
  ['one element in three dimensions', () => tensor([[[4]]]), 4],
  ['a bool', () => tensor(true), 1],
  ['an element of a view', () => matrix().select(0, 1).select(0, 2), 5],
  ['float32 as it is stored', () => tensor(0.1), Math.fround(0.1)],
])('item of %s', (_name, make, want) => {
  expect(make().item()).toBe(want);
});

test('item of any other number of elements is refused', () => {
  expect(() => matrix().item()).toThrow(new ArgumentError('item: a tensor of shape [2, 3] has 6 elements, expected 1'));
  expect(() => zeros([0]).item()).toThrow(new ArgumentError('item: a tensor of shape [0] has 0 elements, expected 1'));
});

test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
  ['itself', (x) => x, [2, 3], [0, 1, 2, 3, 4, 5]],
  ['transposed', (x) => x.transpose(0, 1), [3, 2], [0, 3, 1, 4, 2, 5]],
  ['narrowed', (x) => x.narrow(1, 1, 2), [2, 2], [1, 2, 4, 5]],
  ['a column', (x) => x.select(1, 1), [2], [1, 4]],
  ['expanded', (x) => x.select(0, 1).expand([2, 3]), [2, 3], [3, 4, 5, 3, 4, 5]],
  ['nothing of it', (x) => x.narrow(0, 1, 0), [0, 3], []],
])('a matrix %s reads row by row, whatever its strides', (_name, view, shape, elements) => {
  const x = view(matrix());
  expect([x.shape, [...x.toTypedArray()]]).toEqual([shape, elements]);
  const whole = x.contiguous();
  expect([whole.isContiguous(), [...whole.toTypedArray()]]).toEqual([true, elements]);
  expect((x.tolist() as number[][]).flat()).toEqual(elements);
});

test('contiguous is the tensor itself where it already is', () => {
  const x = matrix();
  expect(x.contiguous()).toBe(x);
  expect(x.transpose(0, 1).isContiguous()).toBe(false);
});

test('iteration gives the slices of the first dimension, as views', () => {
  const x = matrix();
  const rows = [...x];
  expect(rows.map((row) => row.tolist())).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(rows.every((row) => row.storage === x.storage)).toBe(true);
  expect([...zeros([0, 3])]).toEqual([]);
  expect(() => [...tensor(1)]).toThrow(new IndexError('iteration: a 0-d tensor has no first dimension'));
});

test('iteration carries gradients', () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  let product: Tensor = tensor(1);
  for (const element of x as Tensor) product = product.mul(element);
  product.backward();
  expect(x.grad!.tolist()).toEqual([6, 3, 2]);
});

test('size, dim, numel and stride', () => {
  const x = matrix().transpose(0, 1);
  expect([x.size(), x.size(0), x.size(-1), x.dim(), x.ndim, x.numel(), x.stride()]).toEqual([
    [3, 2],
    3,
    2,
    2,
    2,
    6,
    [1, 3],
  ]);
  expect(() => x.size(2)).toThrow(new IndexError('size: dim 2 is outside [-2, 1]'));
});

test.each<[string, () => Tensor, string, unknown]>([
  ['floats to integers cut off', () => tensor([1.9, -1.9]).to('int64'), 'int32', [1, -1]],
  ['long()', () => tensor([2.5]).long(), 'int32', [2]],
  ['int()', () => tensor([2.5]).int(), 'int32', [2]],
  ['bool()', () => tensor([0.5, 0, -0, Number.NaN]).bool(), 'bool', [true, false, false, true]],
  ['double()', () => tensor([0.5]).double(), 'float64', [0.5]],
  ['float()', () => tensor(Float64Array.of(0.1)).float(), 'float32', [Math.fround(0.1)]],
  ['bools to floats', () => tensor([true, false]).float(), 'float32', [1, 0]],
  ['integers to bytes wrap', () => tensor(Int32Array.of(300)).to('uint8'), 'uint8', [44]],
])('%s', (_name, make, dtype, values) => {
  const x = make();
  expect([x.dtype, x.tolist()]).toEqual([dtype, values]);
});

test('an unknown dtype is refused', () => {
  expect(() => tensor([1]).to('float16' as 'float32')).toThrow(DTypeError);
});

test('a float that int32 cannot hold is not converted to another number', () => {
  expect(() => tensor([1, 3e9]).long()).toThrow('long: 3000000000 at index 1 does not fit int32');
  expect(() => tensor([Number.NaN]).to('int64')).toThrow('to: NaN at index 0 does not fit int32');
  for (const wrong of [Number.NaN, -Infinity, 2 ** 31]) {
    const many = Array.from({ length: 700 }, (_, i) => (i === 600 ? wrong : i));
    expect(() => tensor(many).int()).toThrow(`int: ${wrong} at index 600 does not fit int32`);
  }
});
