import { expect, test } from 'vitest';
import { grad, logSoftmax, noGrad, softmax, type Tensor } from '../src/index.ts';
import { doubles, expectTensor, gradientOf, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const points = [-1.3, -0.2, 0, 0.4, 2.1];
const tanh = Math.tanh;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Each derivative in closed form; the rules of these go through the saved output. */
test.each<[string, (x: Tensor) => Tensor, ((x: number) => number)[]]>([
  ['exp', (x) => x.exp(), [Math.exp, Math.exp, Math.exp, Math.exp]],
  [
    'tanh',
    (x) => x.tanh(),
    [
      (x) => 1 - tanh(x) ** 2,
      (x) => -2 * tanh(x) * (1 - tanh(x) ** 2),
      (x) => (1 - tanh(x) ** 2) * (6 * tanh(x) ** 2 - 2),
      (x) => (1 - tanh(x) ** 2) * (16 * tanh(x) - 24 * tanh(x) ** 3),
    ],
  ],
  [
    'sigmoid',
    (x) => x.sigmoid(),
    [
      (x) => sigmoid(x) * (1 - sigmoid(x)),
      (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x)),
      (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 6 * sigmoid(x) + 6 * sigmoid(x) ** 2),
      (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 14 * sigmoid(x) + 36 * sigmoid(x) ** 2 - 24 * sigmoid(x) ** 3),
    ],
  ],
  ['pow', (x) => x.pow(3), [(x) => 3 * x * x, (x) => 6 * x, () => 6, () => 0]],
  ['sin', (x) => x.sin(), [Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x), Math.sin]],
])('four derivatives of %s in closed form', (_name, fn, derivatives) => {
  const x = leaf(points);
  let y = fn(x);
  for (const derivative of derivatives) {
    y = gradientOf(y, x, undefined, true);
    expectTensor(y, points.map(derivative));
  }
});

test('the second and third derivatives of softmax in closed form', () => {
  // of two classes, softmax is sigmoid of the difference
  const x = leaf([0.3, -0.5]);
  const s = sigmoid(0.8);
  const first = gradientOf(softmax(x, 0).select(0, 0), x, undefined, true);
  expectTensor(first, [s * (1 - s), -s * (1 - s)]);
  const second = gradientOf(first.select(0, 0), x, undefined, true);
  const bend = s * (1 - s) * (1 - 2 * s);
  expectTensor(second, [bend, -bend]);
  const third = gradientOf(second.select(0, 0), x);
  const twist = s * (1 - s) * (1 - 6 * s + 6 * s * s);
  expectTensor(third, [twist, -twist]);
});

test('the second and third derivatives of logSoftmax in closed form', () => {
  const x = leaf([0.3, -0.5]);
  const s = sigmoid(0.8);
  const first = gradientOf(logSoftmax(x, 0).select(0, 0), x, undefined, true);
  expectTensor(first, [1 - s, s - 1]);
  const second = gradientOf(first.select(0, 0), x, undefined, true);
  expectTensor(second, [-s * (1 - s), s * (1 - s)]);
  const third = gradientOf(second.select(0, 0), x);
  const twist = s * (1 - s) * (1 - 2 * s);
  expectTensor(third, [-twist, twist]);
});

test('a Hessian row by row: x² y³', () => {
  const [x, y] = [leaf(2), leaf(3)];
  const first = grad(x.square().mul(y.pow(3)), [x, y], { createGraph: true });
  const rows = first.map((g) => grad(g, [x, y], { retainGraph: true }).map((h) => h.item()));
  expect(rows).toEqual([
    [2 * 27, 2 * 2 * 27],
    [2 * 2 * 27, 6 * 4 * 3],
  ]);
});

test('a gradient accumulated with createGraph can be differentiated', () => {
  const x = leaf(2);
  x.pow(3).backward({ createGraph: true });
  x.pow(2).backward({ createGraph: true });
  const total = x.grad!;
  expect(grad(total, x)[0]!.item()).toBe(14);
});

test('a gradient of a gradient reaches what weighed the output', () => {
  const [x, weight] = [leaf([1, 2]), leaf([3, 4])];
  const [g] = grad(x.square(), x, { gradOutputs: [weight], createGraph: true });
  expectTensor(grad(g!.sum(), weight)[0]!, [2, 4]);
});

test('createGraph inside noGrad still records the gradients', () => {
  const x = leaf(2);
  const y = x.pow(3);
  const [g] = noGrad(() => grad(y, x, { createGraph: true }));
  expect(grad(g!, x)[0]!.item()).toBe(12);
});

test('a linear function has no second derivative to speak of', () => {
  const x = leaf([1, 2]);
  const [g] = grad(x.mul(doubles([3, 4])).sum(), x, { createGraph: true });
  expect(g!.tolist()).toEqual([3, 4]);
  if (g!.requiresGrad) expect(grad(g!.sum(), x, { allowUnused: true })[0]?.tolist() ?? [0, 0]).toEqual([0, 0]);
});
