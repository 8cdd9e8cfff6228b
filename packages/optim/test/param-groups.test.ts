import { ArgumentError, Parameter, tensor, zeros } from '@cotangent/core';
import { Adam, AdamW, SGD } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectSame, valuesOf } from './close-to.ts';

const leaf = () => zeros([2], { requiresGrad: true });

test('defaults are those of PyTorch', () => {
  expect(new SGD([leaf()]).defaults).toEqual({
    lr: 1e-3,
    momentum: 0,
    dampening: 0,
    weightDecay: 0,
    nesterov: false,
    maximize: false,
  });
  const adam = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false, maximize: false };
  expect(new Adam([leaf()]).defaults).toEqual({ ...adam, weightDecay: 0, decoupledWeightDecay: false });
  expect(new AdamW([leaf()]).defaults).toEqual({ ...adam, weightDecay: 0.01, decoupledWeightDecay: true });
});

test('an option given as undefined is the default', () => {
  expect(new SGD([leaf()], { lr: undefined }).paramGroups[0]!.lr).toBe(1e-3);
  expect(new AdamW([leaf()], { weightDecay: undefined }).paramGroups[0]!.weightDecay).toBe(0.01);
});

test.each([
  ['SGD: lr must be a number ≥ 0, got -0.1', () => new SGD([leaf()], { lr: -0.1 })],
  ['SGD: lr must be a number ≥ 0, got NaN', () => new SGD([leaf()], { lr: Number.NaN })],
  ['SGD: momentum must be a number ≥ 0, got -1', () => new SGD([leaf()], { momentum: -1 })],
  ['SGD: weightDecay must be a number ≥ 0, got -1', () => new SGD([leaf()], { weightDecay: -1 })],
  ['SGD: nesterov needs a momentum > 0 and no dampening, got 0 and 0', () => new SGD([leaf()], { nesterov: true })],
  [
    'SGD: nesterov needs a momentum > 0 and no dampening, got 0.9 and 0.1',
    () => new SGD([leaf()], { nesterov: true, momentum: 0.9, dampening: 0.1 }),
  ],
  ['Adam: lr must be a number ≥ 0, got -1', () => new Adam([leaf()], { lr: -1 })],
  ['Adam: betas[0] must be in [0, 1), got 1', () => new Adam([leaf()], { betas: [1, 0.9] })],
  ['Adam: betas[1] must be in [0, 1), got -0.1', () => new Adam([leaf()], { betas: [0.9, -0.1] })],
  ['Adam: eps must be a number ≥ 0, got -1', () => new Adam([leaf()], { eps: -1 })],
  ['Adam: weightDecay must be a number ≥ 0, got -1', () => new Adam([leaf()], { weightDecay: -1 })],
  ['AdamW: lr must be a number ≥ 0, got -1', () => new AdamW([leaf()], { lr: -1 })],
  [
    'SGD: unknown option momentun; it has lr, momentum, dampening, weightDecay, nesterov, maximize',
    () => new SGD([leaf()], { momentun: 0.9 } as object),
  ],
  ['SGD: lr must be a number ≥ 0, got -2', () => new SGD([{ params: [leaf()], lr: -2 }])],
  ['SGD: got an empty list of parameters', () => new SGD([])],
  [
    'SGD: params must be an iterable of tensors or of groups, got a single tensor; wrap it in [ ]',
    () => new SGD(leaf()),
  ],
  ['SGD: params must be an iterable of tensors or of groups, got undefined', () => new SGD(undefined as unknown as [])],
  ['SGD: can only optimize tensors, but parameter 1 is 3', () => new SGD([leaf(), 3 as unknown as Parameter])],
  [
    'SGD: parameter 0 is not a leaf but the result of mul; give the tensor it was made from',
    () => new SGD([leaf().mul(2)]),
  ],
  ['SGD: parameter 0 is int32, expected float32 or float64', () => new SGD([tensor(Int32Array.of(1, 2))])],
])('%s', (message, construct) => {
  expect(construct).toThrow(new ArgumentError(message));
});

test('a parameter in two groups is refused', () => {
  const shared = leaf();
  expect(() => new SGD([{ params: [shared] }, { params: [leaf(), shared] }])).toThrow(
    'SGD: some parameters appear in more than one parameter group',
  );
});

test('a refused group leaves the optimizer as it was', () => {
  const first = leaf();
  const optimizer = new SGD([first]);
  expect(() => optimizer.addParamGroup({ params: [leaf(), first] })).toThrow(ArgumentError);
  expect(() => optimizer.addParamGroup({ params: [leaf()], lr: -1 })).toThrow(ArgumentError);
  expect(optimizer.paramGroups).toHaveLength(1);
});

test('groups have their own settings and take the rest from the options', () => {
  const [a, b, c] = [leaf(), leaf(), leaf()];
  const optimizer = new SGD([{ params: [a], lr: 1 }, { params: [b] }], { lr: 0.5, momentum: 0.9 });
  optimizer.addParamGroup({ params: [c], momentum: 0 });
  expect(optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum])).toEqual([
    [1, 0.9],
    [0.5, 0.9],
    [0.5, 0],
  ]);
  for (const param of [a, b, c]) param.grad = tensor([1, -1]);
  optimizer.step();
  expect([a, b, c].map(valuesOf)).toEqual([
    [-1, 1],
    [-0.5, 0.5],
    [-0.5, 0.5],
  ]);
});

test('parameters come from any iterable', () => {
  const params = new Map([['weight', new Parameter(zeros([2]))]]);
  expectSame(new SGD(params.values()).paramGroups[0]!.params, [...params.values()]);
});

test('a tied parameter is updated once', () => {
  const tied = leaf();
  const optimizer = new SGD([tied, leaf(), tied], { lr: 1 });
  tied.grad = tensor([1, 2]);
  optimizer.step();
  expect(valuesOf(tied)).toEqual([-1, -2]);
  expect(optimizer.paramGroups[0]!.params).toHaveLength(2);
});
