import { expect, test } from 'vitest';
import {
  ArgumentError,
  backward,
  type Gradient,
  GradientError,
  getGradientEdge,
  grad,
  ShapeError,
  split,
  type Tensor,
} from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

const lists = (gradients: readonly Gradient[]): unknown => gradients.map((g) => g?.tolist());

test('backward of several tensors is that of their weighted sum', () => {
  const x = leaf([1, 2]);
  const roots = (): Tensor[] => [x.square(), x.sum(), x.mul(2)];
  backward(roots(), { gradient: [doubles([1, 10]), undefined, doubles([100, 100])] });
  expect(x.grad!.tolist()).toEqual([203, 241]);
  x.grad = null;
  backward(x.square().sum());
  expect(x.grad!.tolist()).toEqual([2, 4]);
});

test('edges stand for tensors that are not kept, or are changed in place', () => {
  const x = leaf([1, 2]);
  const hidden = x.mul(3);
  const edge = getGradientEdge(hidden);
  hidden.mul_(10);
  const loss = hidden.sum();
  // before and after the change in place
  expect(lists(grad(loss, [edge, hidden, getGradientEdge(x)]))).toEqual([
    [10, 10],
    [1, 1],
    [30, 30],
  ]);
  expect(lists(grad(getGradientEdge(x.square()), x, { gradOutputs: doubles([5, 5]) }))).toEqual([[10, 20]]);
  backward(getGradientEdge(x.mul(2)), { gradient: doubles([1, 3]), inputs: getGradientEdge(x) });
  expect(x.grad!.tolist()).toEqual([2, 6]);
});

test('an edge names the operation and which of its results', () => {
  const x = leaf([1, 2, 3, 4]);
  const [low, high] = split(x, 2) as [Tensor, Tensor];
  expect([getGradientEdge(high).node, getGradientEdge(high).index]).toEqual([low.gradFn, 1]);
  expect([low.outputNr, high.outputNr, x.outputNr]).toEqual([0, 1, 0]);
  expect(high.gradFn!.next[0]!.node).toBe(getGradientEdge(x).node);
});

test('retainsGrad tells whether backward fills the .grad of a result', () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  expect([x.retainsGrad, y.retainsGrad]).toEqual([false, false]);
  y.retainGrad();
  x.retainGrad();
  expect([x.retainsGrad, y.retainsGrad]).toEqual([false, true]);
  y.mul_(2);
  expect(y.retainsGrad).toBe(true);
});

test('materialized gradients of unused inputs are zeros, which may be differentiated', () => {
  const [a, b] = [leaf([1, 2]), leaf([3])];
  const [used, unused] = grad(a.square().sum(), [a, b], { materializeGrads: true });
  expect([used!.tolist(), unused!.tolist(), unused!.requiresGrad]).toEqual([[2, 4], [0], true]);
});

test('batched gradients give as many results at once', () => {
  const x = leaf([1, 2, 3]);
  const seeds = doubles([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const [rows] = grad(x.square(), x, { gradOutputs: seeds, isGradsBatched: true, createGraph: true });
  expect(rows!.tolist()).toEqual([
    [2, 0, 0],
    [0, 4, 0],
  ]);
  rows!.sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 2, 0]);
});

test.each<[string, (x: Tensor) => unknown, Error]>([
  [
    'another number of gradients',
    (x) => grad([x.mul(2), x.mul(3)], x, { gradOutputs: [doubles([1, 1])] }),
    new ArgumentError('grad: gradOutputs has 1 entries, expected 2'),
  ],
  [
    'more gradients than tensors',
    (x) => x.mul(2).backward({ gradient: [doubles([1, 1]), undefined] }),
    new ArgumentError('backward: gradient has 2 entries, expected 1'),
  ],
  [
    'an edge without gradient',
    (x) => backward(getGradientEdge(x.sum())),
    new GradientError('backward: the gradient at an edge of the graph cannot be left out'),
  ],
  [
    'a gradient of another shape at an edge',
    (x) => backward(getGradientEdge(x.sum()), { gradient: doubles([1]) }),
    new ShapeError('backward: the gradient has shape [1], expected []'),
  ],
  [
    'the edge of a constant',
    (x) => getGradientEdge(x.detach()),
    new GradientError('getGradientEdge: the tensor does not require grad'),
  ],
  [
    'materialized gradients that must be used',
    (x) => grad(x.sum(), x, { materializeGrads: true, allowUnused: false }),
    new ArgumentError('grad: allowUnused is false, but with materializeGrads unused inputs have zeros'),
  ],
  [
    'batched gradients without a batch',
    (x) => grad(x.sum(), x, { isGradsBatched: true, gradOutputs: doubles(1) }),
    new ArgumentError('grad: with isGradsBatched all gradOutputs need a first dimension of one size'),
  ],
  [
    'an input that is neither',
    (x) => grad(x.sum(), 3 as unknown as Tensor),
    new ArgumentError('grad: input 0 must be a tensor, got number 3'),
  ],
])('%s is refused', (_name, call, error) => {
  expect(() => call(leaf([1, 2]))).toThrow(error);
});
