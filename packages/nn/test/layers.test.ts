import { gradcheck, manualSeed, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

describe('Linear', () => {
  test('multiplies by the transposed weight and adds the bias', () => {
    const layer = new nn.Linear(3, 2, { dtype: 'float64' });
    layer.loadStateDict({
      weight: doubles([
        [1, 2, 3],
        [0, -1, 1],
      ]),
      bias: doubles([0.5, -0.5]),
    });
    expect(
      layer
        .call(
          doubles([
            [1, 1, 1],
            [1, 0, 0],
          ]),
        )
        .tolist(),
    ).toEqual([
      [6.5, -0.5],
      [1.5, -0.5],
    ]);
    expect(layer.call(doubles([1, 1, 1])).tolist()).toEqual([6.5, -0.5]);
    expect(layer.call(zeros([4, 2, 3], { dtype: 'float64' })).shape).toEqual([4, 2, 2]);
  });

  test('has gradients for input, weight and bias', () => {
    const layer = new nn.Linear(3, 2, { dtype: 'float64' });
    const run = (x: Tensor, weight: Tensor, bias: Tensor): Tensor => F.linear(x, weight, bias);
    expect(gradcheck(run as never, [variedLeaf([4, 3]), layer.weight, layer.bias!])).toBe(true);
  });

  test('starts as PyTorch’s from the same seed', () => {
    manualSeed(0);
    const layer = new nn.Linear(4, 3);
    const weight = [
      -0.003743410110473633, 0.26822179555892944, -0.4115225672721863, -0.3679695129394531, -0.19257718324661255,
      0.13407868146896362, -0.009906589984893799, 0.39644473791122437, -0.04437202215194702, 0.1323062777519226,
      -0.15110653638839722, -0.09828269481658936,
    ];
    const bias = [-0.4776742458343506, -0.33114105463027954, -0.20611155033111572];
    expect([elements(layer.weight), elements(layer.bias!)]).toEqual([weight, bias]);
  });

  test('is uniform on ±1/√in', () => {
    const layer = new nn.Linear(784, 128);
    const values = [...elements(layer.weight), ...elements(layer.bias!)];
    const bound = 1 / 28;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1);
  });

  test('may have no bias, or no features', () => {
    expect(new nn.Linear(2, 1, { bias: false }).bias).toBeUndefined();
    const empty = new nn.Linear(0, 2);
    expect([empty.weight.shape, empty.bias!.tolist()]).toEqual([
      [2, 0],
      [0, 0],
    ]);
    expect(empty.call(zeros([3, 0])).tolist()).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test.each([
    [-1, 2, 'inFeatures is -1'],
    [2, 1.5, 'outFeatures is 1.5'],
  ])('refuses %d to %d', (from, to, message) => {
    expect(() => new nn.Linear(from, to)).toThrow(`Linear: ${message}, expected a whole number of features`);
  });
});

describe('Flatten and Identity', () => {
  test('Flatten keeps the batch', () => {
    expect(new nn.Flatten().call(zeros([2, 3, 4])).shape).toEqual([2, 12]);
    expect(new nn.Flatten(0, 1).call(zeros([2, 3, 4])).shape).toEqual([6, 4]);
    expect(String(new nn.Flatten())).toBe('Flatten(startDim=1, endDim=-1)');
  });

  test('Identity gives back its input', () => {
    const x = zeros([2]);
    expect(new nn.Identity().call(x) === x).toBe(true);
  });
});

const x = doubles([
  [-4, -1, -0.3, 0],
  [0.4, 1, 2, 7],
]);

const activations: readonly (readonly [string, nn.Module, Tensor])[] = [
  ['ReLU()', new nn.ReLU(), F.relu(x)],
  ['ReLU6()', new nn.ReLU6(), F.relu6(x)],
  ['LeakyReLU(negativeSlope=0.2)', new nn.LeakyReLU({ negativeSlope: 0.2 }), F.leakyRelu(x, { negativeSlope: 0.2 })],
  ['ELU(alpha=2)', new nn.ELU({ alpha: 2 }), F.elu(x, { alpha: 2 })],
  ['SELU()', new nn.SELU(), F.selu(x)],
  ['CELU(alpha=2)', new nn.CELU({ alpha: 2 }), F.celu(x, { alpha: 2 })],
  ["GELU(approximate='none')", new nn.GELU(), F.gelu(x)],
  ["GELU(approximate='tanh')", new nn.GELU({ approximate: 'tanh' }), F.gelu(x, { approximate: 'tanh' })],
  ['SiLU()', new nn.SiLU(), F.silu(x)],
  ['Mish()', new nn.Mish(), F.mish(x)],
  [
    'Softplus(beta=2, threshold=3)',
    new nn.Softplus({ beta: 2, threshold: 3 }),
    F.softplus(x, { beta: 2, threshold: 3 }),
  ],
  ['Softsign()', new nn.Softsign(), F.softsign(x)],
  ['Softshrink(0.3)', new nn.Softshrink({ lambd: 0.3 }), F.softshrink(x, { lambd: 0.3 })],
  ['Hardshrink(0.5)', new nn.Hardshrink(), F.hardshrink(x)],
  ['Hardtanh(minVal=-2, maxVal=1)', new nn.Hardtanh({ minVal: -2 }), F.hardtanh(x, { minVal: -2 })],
  ['Hardsigmoid()', new nn.Hardsigmoid(), F.hardsigmoid(x)],
  ['Hardswish()', new nn.Hardswish(), F.hardswish(x)],
  ['Sigmoid()', new nn.Sigmoid(), F.sigmoid(x)],
  ['LogSigmoid()', new nn.LogSigmoid(), F.logsigmoid(x)],
  ['Tanh()', new nn.Tanh(), F.tanh(x)],
  ['Tanhshrink()', new nn.Tanhshrink(), F.tanhshrink(x)],
  ['Threshold(threshold=0.5, value=20)', new nn.Threshold(0.5, 20), F.threshold(x, 0.5, 20)],
  ['GLU(dim=-1)', new nn.GLU(), F.glu(x)],
  ['Softmax(dim=1)', new nn.Softmax(1), F.softmax(x, 1)],
  ['LogSoftmax(dim=0)', new nn.LogSoftmax(0), F.logSoftmax(x, 0)],
  ['Softmin(dim=1)', new nn.Softmin(1), F.softmax(x.neg(), 1)],
];

describe('activations', () => {
  test.each(activations)('%s computes what its function does, and prints its settings', (text, module, want) => {
    expectClose(module.call(x), elements(want));
    expect(String(module)).toBe(text);
  });

  test('PReLU learns its slopes', () => {
    const layer = new nn.PReLU({ numParameters: 2, init: 0.5, dtype: 'float64' });
    const y = layer.call(
      doubles([
        [-2, -4],
        [1, 2],
      ]),
    );
    expect(y.tolist()).toEqual([
      [-1, -2],
      [1, 2],
    ]);
    y.sum().backward();
    expectClose(layer.weight.grad!, [-2, -4]);
    expect(String(layer)).toBe('PReLU(numParameters=2)');
    expect([...new nn.PReLU().stateDict().keys()]).toEqual(['weight']);
  });

  test('RReLU draws PyTorch’s slopes while training, and takes their mean after', () => {
    const layer = new nn.RReLU();
    manualSeed(0);
    const input = tensor([-1, 2, -3, 0, -5], { requiresGrad: true });
    const y = layer.call(input);
    expectClose(y, [-0.3271, 2, -0.8174, 0, -1.5841], 1e-4);
    y.sum().backward();
    expectClose(input.grad!, [0.3271, 1, 0.2725, 0.2207, 0.3168], 1e-4);
    expectClose(layer.eval().call(doubles([-24, 24])), [-5.5, 24]);
    expect(() => new nn.RReLU({ lower: 1 })).toThrow(/^RReLU: lower 1 is greater than upper 0\.333/);
    expect(() => F.rrelu(tensor([1], { dtype: 'int64' }))).toThrow('rrelu: expected a float tensor, got int32');
  });
});
