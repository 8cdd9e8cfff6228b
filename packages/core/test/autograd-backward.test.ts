import { expect, test } from 'vitest';
import { GradientError, grad, ShapeError, type Tensor, tensor } from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

const gradient = (x: Tensor): unknown => x.grad?.tolist();

test('backward adds to what .grad holds', () => {
  const x = leaf([1, 2]);
  x.square().sum().backward();
  expect(gradient(x)).toEqual([2, 4]);
  x.mul(3).sum().backward();
  expect(gradient(x)).toEqual([5, 7]);
});

test('backward adds in place: a gradient that was read shows the sum', () => {
  const x = leaf([1, 2]);
  x.square().sum().backward();
  const seen = x.grad!;
  x.square().sum().backward();
  expect(seen.tolist()).toEqual([4, 8]);
  expect(x.grad).toBe(seen);
});

test('backward with createGraph adds out of place', () => {
  const x = leaf([1, 2]);
  x.square().sum().backward({ createGraph: true });
  const seen = x.grad!;
  x.square().sum().backward({ createGraph: true });
  expect(seen.tolist()).toEqual([2, 4]);
  expect(gradient(x)).toEqual([4, 8]);
});

test.each<[string, (x: Tensor) => Tensor, number]>([
  ['a diamond', (x) => x.mul(2).add(x.mul(3)), 5],
  ['the same input twice', (x) => x.mul(x), 6],
  ['the same input twice, of an operation that saves nothing', (x) => x.add(x), 2],
  [
    'diamonds upon each other',
    (x) => {
      let y = x;
      for (let i = 0; i < 40; i++) y = y.add(y);
      return y;
    },
    2 ** 40,
  ],
  ['paths of different lengths', (x) => x.add(x.mul(2).mul(2).mul(2)).add(x), 10],
  ['a view and its base', (x) => x.reshape([1]).mul(x).sum(), 6],
])('%s sends each contribution once', (_name, build, want) => {
  const x = leaf(3);
  build(x).backward();
  expect(x.grad!.item()).toBe(want);
});

test('what else was made from a tensor does not matter to the gradient of a loss', () => {
  const x = leaf([1, 2]);
  const shared = x.mul(2);
  const elsewhere = [shared.exp(), shared.sum(), x.mul(5)];
  shared.square().sum().backward();
  expect(gradient(x)).toEqual([8, 16]);
  expect(elsewhere.every((y) => y.requiresGrad)).toBe(true);
});

test('two losses on one graph give the sum of their gradients, in either order', () => {
  const gradients = [false, true].map((swap) => {
    const x = leaf([0.5, -1]);
    const hidden = x.tanh();
    const losses = [hidden.sum(), hidden.square().sum()];
    if (swap) losses.reverse();
    for (const loss of losses) loss.backward({ retainGraph: true });
    return gradient(x);
  });
  expect(gradients[0]).toEqual(gradients[1]);
});

test('backward of several elements needs a gradient of that shape', () => {
  const x = leaf([1, 2]);
  expect(() => x.mul(2).backward()).toThrow(
    new GradientError('backward: the tensor has shape [2]; only for a single element can its gradient be left out'),
  );
  expect(() => x.mul(2).backward({ gradient: doubles([1, 2, 3]) })).toThrow(
    new ShapeError('backward: the gradient has shape [3], expected [2]'),
  );
  expect(x.grad).toBeNull();
  x.mul(2).backward({ gradient: doubles([1, 10]) });
  expect(gradient(x)).toEqual([2, 20]);
});

test('backward of a single element in any number of dimensions needs none', () => {
  const x = leaf([[3]]);
  x.square().backward();
  expect(gradient(x)).toEqual([[6]]);
});

test('backward without a graph says so', () => {
  const message = 'backward: the tensor of shape [2] does not require grad and was not made by a recorded operation';
  expect(() => doubles([1, 2]).backward()).toThrow(new GradientError(message));
  expect(() => leaf([1, 2]).detach().backward()).toThrow(message);
});

test('a second backward explains that the saved values are gone', () => {
  const x = leaf([1, 2]);
  const loss = x.square().sum();
  loss.backward();
  expect(() => loss.backward()).toThrow(GradientError);
  expect(() => loss.backward()).toThrow(
    'square: the values saved for the gradient are gone: backward already ran through this graph. ' +
      'Pass { retainGraph: true } to the first backward or grad to run it twice.',
  );
  expect(gradient(x)).toEqual([2, 4]);
});

test('retainGraph allows a second backward', () => {
  const x = leaf([1, 2]);
  const loss = x.square().sum();
  loss.backward({ retainGraph: true });
  loss.backward();
  expect(gradient(x)).toEqual([4, 8]);
  expect(() => loss.backward()).toThrow(/retainGraph/);
});

test('a second backward through operations that saved nothing works, as in PyTorch', () => {
  const [a, b] = [leaf([1, 2]), leaf([3, 4])];
  const shared = a.add(b).reshape([2, 1]).mul(3).sum();
  shared.backward();
  shared.backward();
  expect(gradient(a)).toEqual([6, 6]);
});

test('createGraph keeps the graph by itself', () => {
  const x = leaf(2);
  const y = x.pow(3);
  y.backward({ createGraph: true });
  y.backward();
  expect(x.grad!.item()).toBe(24);
});

test('backward with inputs accumulates into these only', () => {
  const [a, b] = [leaf(2), leaf(5)];
  a.mul(b).backward({ inputs: [a] });
  expect([gradient(a), gradient(b)]).toEqual([5, undefined]);
  expect(() => a.mul(b).backward({ inputs: [] })).toThrow('backward: inputs is empty');
  expect(() => a.mul(b).backward({ inputs: [doubles(1)] })).toThrow('backward: input 0 does not require grad');
});

test('backward with a recorded result among its inputs fills its .grad, as in PyTorch', () => {
  const x = leaf([0, 1]);
  const y = x.exp();
  y.mul(3)
    .sum()
    .backward({ inputs: [y] });
  expect([gradient(y), gradient(x)]).toEqual([[3, 3], undefined]);
});

test('backward of a leaf gives it the gradient itself', () => {
  const x = leaf(7);
  x.backward();
  x.backward();
  expect(x.grad!.item()).toBe(2);
});

test('a chain of 100,000 operations runs forward and backward', () => {
  const x = tensor([1], { requiresGrad: true });
  let y: Tensor = x;
  for (let i = 0; i < 100_000; i++) y = i % 2 ? y.neg() : y.mul(1);
  y.sum().backward();
  expect(gradient(x)).toEqual([1]);
  let z: Tensor = x;
  for (let i = 0; i < 100_000; i++) z = z.add(1);
  expect(grad(z, x)[0]!.tolist()).toEqual([1]);
}, 30_000);
