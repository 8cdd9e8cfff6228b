import { expect, test } from 'vitest';
import { bernoulli_, GradientError, grad, noGrad, normal_, softmax, type Tensor, uniform_ } from '../src/index.ts';
import { doubles, expectTensor, leaf } from './structured-tensors.ts';

const message = (op: string, made: string, versions = 'version 1, expected 0'): string =>
  `${op}: a tensor of shape [2] that it saved for its gradient${made} was changed in place: ${versions}. ` +
  'Clone it before the change, or change it after backward.';

/** Every way to write into a tensor. */
const writes: [string, (x: Tensor) => unknown][] = [
  ['fill_', (x) => x.fill_(3)],
  ['zero_', (x) => x.zero_()],
  ['copy_', (x) => x.copy_(doubles([5, 6]))],
  ['uniform_', (x) => uniform_(x)],
  ['normal_', (x) => normal_(x)],
  ['bernoulli_', (x) => bernoulli_(x)],
];

test.each(writes)('%s on an output that its operation saved is noticed', (_name, write) => {
  const x = leaf([1, 2]);
  const y = x.exp();
  noGrad(() => write(y));
  expect(() => y.sum().backward()).toThrow(new GradientError(message('exp', ', output of exp,')));
  expect(x.grad).toBeNull();
});

test.each(writes)('%s on an input that an operation saved is noticed', (_name, write) => {
  const [x, scale] = [leaf([1, 2]), doubles([3, 4])];
  const y = x.mul(scale);
  write(scale);
  expect(() => y.sum().backward()).toThrow(new GradientError(message('mul', '')));
});

test('a changed leaf is noticed', () => {
  const x = leaf([1, 2]);
  const y = x.square();
  noGrad(() => x.fill_(0));
  expect(() => y.sum().backward()).toThrow(message('square', ''));
});

test('the message counts all changes', () => {
  const scale = doubles([3, 4]);
  scale.fill_(1);
  const y = leaf([1, 2]).mul(scale);
  scale.fill_(2).fill_(3);
  expect(() => y.sum().backward()).toThrow(message('mul', '', 'version 3, expected 1'));
});

test.each<[string, (scale: Tensor) => Tensor]>([
  ['a view', (scale) => scale.reshape([2, 1])],
  ['part of it', (scale) => scale.select(0, 1)],
  ['a view of a view', (scale) => scale.reshape([2, 1]).narrow(0, 0, 1)],
  ['what detach() gave', (scale) => scale.detach()],
])('a write through %s is noticed', (_name, alias) => {
  const scale = doubles([3, 4]);
  const y = leaf([1, 2]).mul(scale);
  alias(scale).fill_(1);
  expect(() => y.sum().backward()).toThrow(GradientError);
});

test('a write into the base of a saved view is noticed', () => {
  const base = doubles([3, 4]);
  const y = leaf([[1], [2]]).mul(base.reshape([2, 1]));
  base.fill_(1);
  expect(() => y.sum().backward()).toThrow(/mul: a tensor of shape \[2, 1\].*version 1, expected 0/);
});

test('what a rule with a record of its own saved is watched too', () => {
  const x = leaf([1, 2]);
  const y = softmax(x, 0);
  noGrad(() => y.fill_(0));
  expect(() => y.select(0, 0).backward()).toThrow(message('softmax', ', output of softmax,'));
});

test.each<[string, (x: Tensor, other: Tensor) => Tensor]>([
  ['inputs of add', (x, other) => x.add(other)],
  ['inputs of sub', (x, other) => x.sub(other)],
  ['a reshaped input', (x, other) => x.reshape([2]).add(other)],
  ['the factor whose partner needs no gradient', (x, other) => x.sum().mul(1).add(other.sum())],
])('%s may be changed, for no gradient needs them', (_name, build) => {
  const [x, other] = [leaf([1, 2]), doubles([3, 4])];
  const y = build(x, other);
  noGrad(() => {
    x.fill_(9);
    other.fill_(9);
  });
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([1, 1]);
});

test('of a product, only the factor of what needs a gradient is kept', () => {
  const [x, scale] = [doubles([1, 2]), leaf([3, 4])];
  const hidden = x.clone();
  const y = hidden.mul(scale.detach()).mul(scale);
  // the first product is not recorded, so its operands are free
  hidden.fill_(0);
  y.sum().backward();
  expect(scale.grad!.tolist()).toEqual([3, 8]);
  const other = leaf([1, 2]);
  const frozen = doubles([5, 6]);
  const z = other.mul(frozen);
  noGrad(() => other.fill_(0));
  z.sum().backward();
  expect(other.grad!.tolist()).toEqual([5, 6]);
});

test('an output that nobody saved may be changed', () => {
  const x = leaf([1, 2]);
  const y = x.mul(3);
  noGrad(() => y.fill_(0));
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 3]);
});

test('after backward everything may be changed', () => {
  const x = leaf([1, 2]);
  x.square().sum().backward();
  noGrad(() => x.copy_(x.sub(x.grad!.mul(0.1))));
  expectTensor(x, [0.8, 1.6]);
  x.square().sum().backward();
  expectTensor(x.grad!, [3.6, 7.2]);
});

test('in-place writes on a leaf that requires grad are refused while recording, before anything changes', () => {
  const x = leaf([1, 2]);
  for (const [, write] of writes) {
    expect(() => write(x)).toThrow(/_: a leaf tensor that requires grad cannot be changed in place/);
    expect(() => write(x.select(0, 0))).toThrow(/_: /);
  }
  expect(x.tolist()).toEqual([1, 2]);
  x.mul(2).sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 2]);
});

test('a saved tensor is returned with its own place in the graph', () => {
  const x = leaf([1, 2]);
  const y = x.exp();
  const [g] = grad(y.sum(), x, { createGraph: true });
  // exp saved y itself: its gradient reaches y's node again
  expectTensor(grad(g!.sum(), y, { retainGraph: true })[0]!, [1, 1]);
  expectTensor(grad(g!.sum(), x)[0]!, [Math.E, Math.E ** 2]);
});
