import { expect, test } from 'vitest';
import { DTypeError, GradientError, grad, ShapeError, type Tensor, tensor } from '../src/index.ts';
import { doubles, expectTensor, leaf } from './structured-tensors.ts';

const lists = (gradients: readonly (Tensor | undefined)[]): unknown => gradients.map((g) => g?.tolist());

test('grad returns gradients in the order of the inputs and leaves every .grad alone', () => {
  const [a, b, c] = [leaf(2), leaf(3), leaf(4)];
  expect(lists(grad(a.mul(b).add(c), [c, a, b]))).toEqual([1, 3, 2]);
  expect([a.grad, b.grad, c.grad]).toEqual([null, null, null]);
});

test('an input may be given twice', () => {
  const a = leaf(2);
  expect(lists(grad(a.square(), [a, a]))).toEqual([4, 4]);
});

test('grad of an unused input throws, or gives undefined when that is allowed', () => {
  const [a, b] = [leaf(2), leaf(3)];
  const loss = (): Tensor => a.square();
  expect(() => grad(loss(), [a, b])).toThrow(
    new GradientError(
      'grad: input 1 was not used in computing the outputs; pass { allowUnused: true } to get undefined for it',
    ),
  );
  expect(lists(grad(loss(), [a, b], { allowUnused: true }))).toEqual([4, undefined]);
});

test('grad reaches intermediate results and stops there', () => {
  const x = leaf([1, 2]);
  const hidden = x.mul(3);
  let reached = 0;
  x.registerHook(() => {
    reached++;
  });
  const loss = hidden.square().sum();
  expect(lists(grad(loss, hidden))).toEqual([[6, 12]]);
  expect(reached).toBe(0);
});

test('grad with an intermediate result and what it was made from gives both', () => {
  const x = leaf([1, 2]);
  const hidden = x.mul(3);
  expect(lists(grad(hidden.square().sum(), [hidden, x]))).toEqual([
    [6, 12],
    [18, 36],
  ]);
});

test('grad of an output with respect to itself is its weight', () => {
  const x = leaf([1, 2]);
  const y = x.mul(3);
  expect(lists(grad(y, [y, x], { gradOutputs: [doubles([5, 7])] }))).toEqual([
    [5, 7],
    [15, 21],
  ]);
  expect(lists(grad(leaf(1), leaf(1), { allowUnused: true }))).toEqual([undefined]);
});

test('grad of several outputs adds up, weighted by gradOutputs', () => {
  const x = leaf([1, 2]);
  const outputs = (): Tensor[] => [x.square(), x.sum(), x.mul(2)];
  const gradOutputs = [doubles([1, 10]), undefined, doubles([100, 100])];
  expect(lists(grad(outputs(), x, { gradOutputs }))).toEqual([[203, 241]]);
});

test('one output may lie on the way to another', () => {
  const x = leaf(3);
  const y = x.square();
  expect(lists(grad([y, y.square()], [x, y]))).toEqual([114, 19]);
});

test.each<[string, (x: Tensor) => unknown, new (message: string) => Error, string]>([
  [
    'a weight of another shape',
    (x) => grad(x.mul(2), x, { gradOutputs: [doubles([1])] }),
    ShapeError,
    'grad: the gradient has shape [1], expected [2]',
  ],
  [
    'a weight of integers',
    (x) => grad(x.mul(2), x, { gradOutputs: [tensor([1, 1], { dtype: 'int32' })] }),
    DTypeError,
    'grad: the gradient is int32, expected float64',
  ],
  [
    'no weight for several elements',
    (x) => grad(x.mul(2), x),
    GradientError,
    'grad: the tensor has shape [2]; only for a single element can its gradient be left out',
  ],
  [
    'an output without graph',
    (x) => grad(x.detach().sum(), x),
    GradientError,
    'grad: the tensor of shape [] does not require grad and was not made by a recorded operation',
  ],
  ['an input without gradient', (x) => grad(x.sum(), x.detach()), GradientError, 'grad: input 0 does not require grad'],
])('grad refuses %s', (_name, call, kind, message) => {
  const x = leaf([1, 2]);
  expect(() => call(x)).toThrow(new kind(message));
});

test('grad frees the graph unless it is retained', () => {
  const x = leaf(2);
  const y = x.square();
  expect(lists(grad(y, x, { retainGraph: true }))).toEqual([4]);
  expect(lists(grad(y, x))).toEqual([4]);
  expect(() => grad(y, x)).toThrow(/already ran through this graph/);
});

test('what grad returns requires grad only with createGraph', () => {
  const x = leaf(2);
  expect(grad(x.pow(3), x)[0]!.requiresGrad).toBe(false);
  expect(grad(x.pow(3), x, { createGraph: true })[0]!.requiresGrad).toBe(true);
});

test('a step inside the loss, as in MAML, is differentiated through', () => {
  const [w, rate] = [leaf(0.7), leaf(0.1)];
  const loss = (weight: Tensor, target: number): Tensor => weight.mul(2).sub(target).square();
  const [inner] = grad(loss(w, 1), w, { createGraph: true });
  const stepped = w.sub(rate.mul(inner!));
  const [byWeight, byRate] = grad(loss(stepped, 3), [w, rate]);
  // inner = 4 (2w - 1), outer = 4 (2v - 3) with v = w - rate * inner and dv/dw = 1 - 8 rate
  const outer = 4 * (2 * (0.7 - 0.1 * 1.6) - 3);
  expectTensor(byWeight!, outer * (1 - 0.8));
  expectTensor(byRate!, outer * -1.6);
});

test('a gradient penalty trains on the norm of a gradient', () => {
  const [w, x] = [leaf([0.5, -0.25]), leaf([1, 3])];
  const [slope] = grad(w.mul(x.square()).sum(), x, { createGraph: true });
  slope!.square().sum().backward();
  // slope = 2 w x, so its squared norm is 4 w² x²
  expectTensor(w.grad!, [4, -18]);
  expectTensor(x.grad!, [2, 1.5]);
});
