import { expect, test } from 'vitest';
import { type DType, ones, resultType, type Tensor, tensor } from '../src/index.ts';

const dtypes: DType[] = ['bool', 'uint8', 'int32', 'float32', 'float64'];

/** torch.result_type of two tensors with dimensions, row by row in the order of `dtypes`; int64 would be int32. */
const sized: Record<DType, DType[]> = {
  bool: ['bool', 'uint8', 'int32', 'float32', 'float64'],
  uint8: ['uint8', 'uint8', 'int32', 'float32', 'float64'],
  int32: ['int32', 'int32', 'int32', 'float32', 'float64'],
  float32: ['float32', 'float32', 'float32', 'float32', 'float64'],
  float64: ['float64', 'float64', 'float64', 'float64', 'float64'],
};

/** The same with the second of no dimensions. */
const zeroDim: Record<DType, DType[]> = {
  bool: ['bool', 'uint8', 'int32', 'float32', 'float64'],
  uint8: ['uint8', 'uint8', 'uint8', 'float32', 'float64'],
  int32: ['int32', 'int32', 'int32', 'float32', 'float64'],
  float32: ['float32', 'float32', 'float32', 'float32', 'float32'],
  float64: ['float64', 'float64', 'float64', 'float64', 'float64'],
};

/** With the numbers true, 2 and 2.5; the same for tensors with dimensions and without. */
const numbers: Record<DType, DType[]> = {
  bool: ['bool', 'int32', 'float32'],
  uint8: ['uint8', 'uint8', 'float32'],
  int32: ['int32', 'int32', 'float32'],
  float32: ['float32', 'float32', 'float32'],
  float64: ['float64', 'float64', 'float64'],
};

const pairs = dtypes.flatMap((a) => dtypes.map((b, i): [DType, DType, number] => [a, b, i]));

test.each(pairs)('%s with %s', (a, b, i) => {
  const [x, y] = [ones([2], { dtype: a }), ones([2], { dtype: b })];
  const [x0, y0] = [ones([], { dtype: a }), ones([], { dtype: b })];
  expect([resultType([x, y]), resultType([y, x])]).toEqual([sized[a][i], sized[a][i]]);
  expect([resultType([x0, y0]), resultType([y0, x0])]).toEqual([sized[a][i], sized[a][i]]);
  expect([resultType([x, y0]), resultType([y0, x])]).toEqual([zeroDim[a][i], zeroDim[a][i]]);
  // the operations agree with the table
  expect([x.mul(y).dtype, x.mul(y0).dtype, y0.mul(x as Tensor).dtype]).toEqual([
    sized[a][i],
    zeroDim[a][i],
    zeroDim[a][i],
  ]);
  expect(x.eq(y).dtype).toBe('bool');
});

test.each(dtypes)('%s with numbers', (dtype) => {
  for (const shape of [[2], []]) {
    const x = ones(shape, { dtype });
    expect([true, 2, 2.5].map((number) => resultType([x, number]))).toEqual(numbers[dtype]);
    expect([2, 2.5].map((number) => x.mul(number).dtype)).toEqual(numbers[dtype].slice(1));
  }
});

test.each<[string, (x: Tensor) => Tensor, DType[]]>([
  ['division gives floats', (x) => x.div(2), ['float32', 'float32', 'float32', 'float32', 'float64']],
  ['functions of reals give floats', (x) => x.exp(), ['float32', 'float32', 'float32', 'float32', 'float64']],
  ['sums of bools and bytes are int32', (x) => x.sum(), ['int32', 'int32', 'int32', 'float32', 'float64']],
  ['comparisons give bools', (x) => x.gt(0), ['bool', 'bool', 'bool', 'bool', 'bool']],
])('%s', (_name, run, want) => {
  expect(dtypes.map((dtype) => run(ones([2], { dtype })).dtype)).toEqual(want);
});

test('a number alone has the dtype of a tensor made of it', () => {
  expect([resultType([1, 2.5]), resultType([1]), resultType([true]), resultType([])]).toEqual([
    'float32',
    'int32',
    'bool',
    'float32',
  ]);
});

test('three groups: dimensions before 0-d before numbers', () => {
  const [sizedInt, scalarFloat] = [ones([2], { dtype: 'int32' }), ones([], { dtype: 'float64' })];
  expect(resultType([sizedInt, scalarFloat, 2.5])).toBe('float64');
  expect(resultType([sizedInt, ones([], { dtype: 'bool' }), 2.5])).toBe('float32');
  expect(resultType([ones([2], { dtype: 'uint8' }), ones([], { dtype: 'int32' }), 3])).toBe('uint8');
});

test('a boolean counts as 0 or 1 and never decides the dtype', () => {
  expect(tensor([1, 2]).add(true).tolist()).toEqual([2, 3]);
  expect(tensor([1, 2], { dtype: 'int32' }).mul(false).dtype).toBe('int32');
  expect(tensor([true, false]).mul(true).dtype).toBe('bool');
  expect(() => tensor([1]).sub(true)).toThrow('sub: bool tensors are not supported; use logicalNot or logicalXor');
});
