import { expect, test } from 'vitest';
import { DTypeError, GradientError, Parameter, ShapeError, type Tensor, tensor, zeros } from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

test.each<[string, boolean]>([
  ['ordinary', false],
  ['recorded (createGraph)', true],
])('the %s gradients of two leaves, and the one passed in, are three tensors', (_name, createGraph) => {
  const [a, b, gradient] = [leaf([1, 2]), leaf([3, 4]), doubles([5, 6])];
  a.add(b).backward({ gradient, createGraph });
  a.grad!.zero_();
  expect([a.grad!.tolist(), b.grad!.tolist(), gradient.tolist()]).toEqual([
    [0, 0],
    [5, 6],
    [5, 6],
  ]);
  gradient.fill_(9);
  expect(b.grad!.tolist()).toEqual([5, 6]);
});

test('a retained gradient is not aliased with that of a leaf nor with the one passed in', () => {
  const [x, gradient] = [leaf([1, 2]), doubles([5, 6])];
  const y = x.add(1);
  y.retainGrad();
  y.backward({ gradient });
  y.grad!.zero_();
  expect([x.grad!.tolist(), gradient.tolist()]).toEqual([
    [5, 6],
    [5, 6],
  ]);
});

test('the gradient of an expanded leaf owns its elements', () => {
  const x = leaf([1, 2, 3]);
  x.sum().backward();
  expect(x.grad!.isContiguous()).toBe(true);
  x.sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 2, 2]);
});

test('only floats have gradients', () => {
  for (const dtype of ['int32', 'uint8', 'bool', 'int64'] as const) {
    expect(() => zeros([2], { dtype }).requiresGrad_()).toThrow(DTypeError);
    expect(() => zeros([2], { dtype, requiresGrad: true })).toThrow(DTypeError);
  }
  expect(() => tensor([1], { dtype: 'int32' }).requiresGrad_()).toThrow(
    'requiresGrad_: only float32 and float64 tensors have gradients, this is int32',
  );
  expect(zeros([2], { dtype: 'int32' }).requiresGrad_(false).requiresGrad).toBe(false);
});

test('gradients are not switched off for a recorded result', () => {
  const y = leaf(1).mul(2);
  expect(() => y.requiresGrad_(false)).toThrow(GradientError);
  expect(y.requiresGrad_()).toBe(y);
});

test.each<[string, (x: Tensor, y: Tensor) => Tensor, string[]]>([
  ['float32 and float64', (x, y) => x.mul(y).sum(), ['float32', 'float64']],
  ['a sum converted', (x, y) => x.double().sum().add(y.float().sum()), ['float32', 'float64']],
  [
    'integers between',
    (x, y) =>
      x
        .mul(tensor([1, 2], { dtype: 'int32' }))
        .add(y)
        .sum(),
    ['float32', 'float64'],
  ],
  [
    'bools between',
    (x, y) =>
      x
        .mul(tensor([true, false]))
        .sub(y)
        .sum(),
    ['float32', 'float64'],
  ],
  ['matmul after to()', (x, y) => x.double().matmul(y), ['float32', 'float64']],
])('gradients have the dtype of their input: %s', (_name, build, dtypes) => {
  const x = tensor([1, 2], { requiresGrad: true });
  const y = tensor([3, 4], { dtype: 'float64', requiresGrad: true });
  build(x, y).backward();
  expect([x.grad!.dtype, y.grad!.dtype]).toEqual(dtypes);
});

test('a float32 weight of a float64 result is converted', () => {
  const x = leaf([1, 2]);
  x.mul(2).backward({ gradient: tensor([1, 3]) });
  expect(x.grad!.dtype).toBe('float64');
  expect(x.grad!.tolist()).toEqual([2, 6]);
});

test('to(dtype) passes the gradient back in the dtype it came from', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const y = x.to('float64');
  y.retainGrad();
  y.square().sum().backward();
  expect([y.grad!.dtype, x.grad!.dtype]).toEqual(['float64', 'float32']);
  expect(x.grad!.tolist()).toEqual([2, 4]);
  expect(x.to('int32').requiresGrad).toBe(false);
  expect(x.to('bool').requiresGrad).toBe(false);
  expect(x.to('float32')).toBe(x);
});

test('detach shares the elements but not the graph', () => {
  const x = leaf([1, 2]);
  const y = x.mul(3);
  const cut = y.detach();
  expect([cut.requiresGrad, cut.isLeaf, cut.gradFn]).toEqual([false, true, null]);
  cut.fill_(7);
  expect(y.tolist()).toEqual([7, 7]);
  y.mul(cut).sum().backward();
  expect(x.grad!.tolist()).toEqual([21, 21]);
});

test.each<[string, (x: Tensor) => Tensor]>([
  ['requiresGrad_(false)', (x) => x.requiresGrad_(false)],
  ['detach_', (x) => x.detach_()],
])('a leaf that %s took out of the graph gets no gradient any more', (_name, takeOut) => {
  const x = leaf([1, 2]);
  const loss = x.mul(3).sum();
  takeOut(x);
  loss.backward();
  expect(x.grad).toBeNull();
});

test('detach_ takes the tensor itself out of the graph', () => {
  const x = leaf([1, 2]);
  const y = x.mul(3);
  expect(y.detach_()).toBe(y);
  expect([y.requiresGrad, y.isLeaf, x.detach_().requiresGrad]).toEqual([false, true, false]);
  expect(() => leaf([1, 2]).mul(3).reshape([2, 1]).detach_()).toThrow(
    new GradientError('detach_: a view cannot be detached in place; use detach()'),
  );
});

test('leaves and results can be told apart', () => {
  const x = leaf([1, 2]);
  const y = x.tanh();
  expect([x.isLeaf, x.gradFn, doubles(1).isLeaf]).toEqual([true, null, true]);
  expect([y.isLeaf, y.gradFn!.name, y.gradFn!.parents.length]).toEqual([false, 'tanh', 1]);
});

test('.grad takes only what belongs to the tensor', () => {
  const x = leaf([1, 2]);
  expect(() => {
    x.grad = doubles([1]);
  }).toThrow(new ShapeError('grad: expected shape [2], got [1]'));
  expect(() => {
    x.grad = tensor([1, 2]);
  }).toThrow(new DTypeError('grad: expected float64, got float32'));
  x.grad = doubles([10, 20]);
  x.sum().backward();
  expect(x.grad.tolist()).toEqual([11, 21]);
  x.grad = null;
  x.sum().backward();
  expect(x.grad!.tolist()).toEqual([1, 1]);
});

test('operations on a Parameter give plain tensors and gradients', () => {
  const weight = new Parameter(doubles([1, 2]));
  const y = weight.mul(2);
  expect([weight.requiresGrad, weight.isLeaf, y instanceof Parameter]).toEqual([true, true, false]);
  y.sum().backward();
  expect(weight.grad!.tolist()).toEqual([2, 2]);
  expect(new Parameter(zeros([1]), { requiresGrad: false }).requiresGrad).toBe(false);
  expect(() => new Parameter(zeros([1], { dtype: 'int32' }))).toThrow(DTypeError);
});
