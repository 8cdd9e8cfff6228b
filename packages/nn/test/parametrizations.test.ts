import { manualSeed, noGrad, norm, ones, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import {
  ConvTranspose2d,
  copyModule,
  isParametrized,
  Linear,
  Module,
  Parameter,
  parametersToVector,
  registerParametrization,
  removeParametrizations,
  spectralNorm,
  vectorToParameters,
  weightNorm,
} from '../src/index.ts';
import { doubles, elements, expectClose, gradientOf, useMovingMemory } from './tensors.ts';

useMovingMemory();

class Doubled extends Module {
  forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

class Halving extends Doubled {
  rightInverse(x: Tensor): Tensor {
    return x.div(2);
  }
}

describe('weightNorm', () => {
  test('has PyTorch’s numbers and names, and changes nothing at first', () => {
    manualSeed(0);
    const layer = new Linear(3, 2);
    const before = elements(layer.weight);
    expect(weightNorm(layer)).toBe(layer);
    expect([...layer.stateDict().keys()]).toEqual([
      'bias',
      'parametrizations.weight.original0',
      'parametrizations.weight.original1',
    ]);
    expectClose(layer.weight, before, 1e-6);
    const [, length, direction] = layer.stateDict().values();
    expectClose(length!, [0.5672245621681213, 0.503937304019928], 1e-6);
    expect(length!.shape).toEqual([2, 1]);
    expectClose(direction!, before);
  });

  test('trains length and direction: no step along the weight comes from the direction', () => {
    const layer = weightNorm(new Linear(3, 2, { dtype: 'float64' }));
    const [, length, direction] = layer.parameters();
    layer
      .call(doubles([[1, 2, 3]]))
      .square()
      .sum()
      .backward();
    const along = direction!.grad!.mul(direction!).sum({ dim: 1 });
    expectClose(along, [0, 0]);
    expect(elements(length!.grad!).every((each) => each !== 0)).toBe(true);
  });

  test.each([
    [null, []],
    [-1, []],
    [1, [1, 3]],
  ])('dim %s', (dim, shape) => {
    const layer = new Linear(3, 2);
    const before = elements(layer.weight);
    weightNorm(layer, 'weight', { dim });
    expect(layer.stateDict().get('parametrizations.weight.original0')!.shape).toEqual(shape);
    expectClose(layer.weight, before, 1e-6);
  });
});

// the numbers of PyTorch
describe('spectralNorm', () => {
  test('has PyTorch’s numbers and names', () => {
    manualSeed(0);
    const layer = spectralNorm(new Linear(3, 2));
    expect([...layer.stateDict().keys()]).toEqual([
      'bias',
      'parametrizations.weight.original',
      'parametrizations.weight.0._u',
      'parametrizations.weight.0._v',
    ]);
    const x = tensor([[1, 2, 3]]);
    expectClose(layer.call(x), [-1.2438111305236816, -0.158330500125885], 1e-6);
    layer.eval();
    expectClose(layer.call(x), [-1.2438111305236816, -0.158330500125885], 1e-6);
  });

  test('knows the outputs of transposed convolutions', () => {
    manualSeed(0);
    const layer = spectralNorm(new ConvTranspose2d(2, 3, 2));
    const shapes = [...layer.stateDict().values()].map(({ shape }) => shape);
    expect(shapes).toEqual([[3], [2, 3, 2, 2], [3], [8]]);
    expectClose(layer.call(ones([1, 2, 1, 1])).sum(), 0.42242521047592163, 1e-5);
  });

  test('gives a largest singular value of 1, and a vector the length 1', () => {
    manualSeed(0);
    const layer = spectralNorm(new Linear(4, 4, { dtype: 'float64' }));
    for (let i = 0; i < 50; i++) layer.call(ones([1, 4], { dtype: 'float64' }));
    const { weight } = layer;
    let v: Tensor = ones([4], { dtype: 'float64' });
    for (let i = 0; i < 200; i++) v = weight.transpose(0, 1).matmul(weight.matmul(v)).detach();
    const u = weight.matmul(v.div(norm(v)));
    expectClose(norm(u), 1, 1e-4);
    spectralNorm(layer, 'bias');
    expectClose(norm(layer.bias!), 1);
  });

  test('two calls before a backward do not disturb each other', () => {
    const layer = spectralNorm(new Linear(2, 2));
    const x = ones([1, 2]);
    expect(() =>
      layer
        .call(x)
        .sub(layer.call(x.mul(2)))
        .sum()
        .backward(),
    ).not.toThrow();
  });
});

describe('registerParametrization', () => {
  test('computes the tensor from what is trained, and a chain in order', () => {
    const layer = new Linear(1, 1, { bias: false, dtype: 'float64' });
    const { weight } = layer;
    noGrad(() => weight.fill_(3));
    registerParametrization(layer, 'weight', new Doubled());
    expectClose(layer.weight, [6]);
    expect([...layer.parameters()][0]).toBe(weight);
    expectClose(gradientOf(layer.call(doubles([[1]])).sum(), weight), [2]);
    registerParametrization(layer, 'weight', new Halving());
    expectClose(layer.weight, [12]);
    expect(isParametrized(layer, 'weight')).toBe(true);
    expect(isParametrized(layer, 'bias')).toBe(false);
    expect(isParametrized(new Linear(1, 1))).toBe(false);
  });

  test('the right inverse keeps the value, and takes an assigned one', () => {
    const layer = new Linear(1, 1, { bias: false, dtype: 'float64' });
    noGrad(() => layer.weight.fill_(3));
    registerParametrization(layer, 'weight', new Halving());
    expectClose(layer.weight, [3]);
    expectClose(layer.stateDict().get('parametrizations.weight.original')!, [1.5]);
    Object.assign(layer, { weight: doubles([[8]]) });
    expectClose(layer.weight, [8]);
  });

  test('a copy is parametrized by its own tensors', () => {
    const layer = weightNorm(new Linear(2, 2));
    const copy = copyModule(layer);
    const before = elements(layer.weight);
    noGrad(() => copy.stateDict().get('parametrizations.weight.original0')!.zero_());
    expectClose(copy.weight, [0, 0, 0, 0]);
    expectClose(layer.weight, before);
    expect(isParametrized(copy, 'weight')).toBe(true);
  });

  test('is undone, with the value or with what was trained', () => {
    for (const [leaveParametrized, want] of [
      [true, 6],
      [false, 3],
    ] as const) {
      const layer = new Linear(1, 1, { dtype: 'float64' });
      const { weight } = layer;
      noGrad(() => weight.fill_(3));
      registerParametrization(layer, 'weight', new Doubled());
      removeParametrizations(layer, 'weight', { leaveParametrized });
      expect(layer.weight).toBe(weight);
      expectClose(layer.weight, [want]);
      expect([...layer.stateDict().keys()]).toEqual(['bias', 'weight']);
      expect(isParametrized(layer)).toBe(false);
    }
    const normed = weightNorm(new Linear(2, 2));
    const before = elements(normed.weight);
    expect(() => removeParametrizations(normed, 'weight', { leaveParametrized: false })).toThrow(
      'removeParametrizations: several tensors were trained',
    );
    removeParametrizations(normed, 'weight');
    expect(normed.weight).toBeInstanceOf(Parameter);
    expectClose(normed.weight, before);
  });

  test.each([
    ['weightNorm: Linear has no parameter or buffer heft', () => weightNorm(new Linear(1, 1), 'heft')],
    ['weightNorm: dim 2 is out of range for 2 dimensions', () => weightNorm(new Linear(1, 1), 'weight', { dim: 2 })],
    [
      'spectralNorm: dim -3 is out of range for 2 dimensions',
      () => spectralNorm(new Linear(1, 1), 'weight', { dim: -3 }),
    ],
    [
      'spectralNorm: nPowerIterations is 0, expected a whole number above 0',
      () => spectralNorm(new Linear(1, 1), 'weight', { nPowerIterations: 0 }),
    ],
    [
      'registerParametrization: the parametrization gives [1], expected [2, 1]',
      () =>
        registerParametrization(
          new Linear(1, 2),
          'weight',
          new (class extends Module {
            forward(x: Tensor): Tensor {
              return x.sum().reshape([1]);
            }
          })(),
        ),
    ],
    ['removeParametrizations: weight is not parametrized', () => removeParametrizations(new Linear(1, 1), 'weight')],
  ])('%s', (message, run) => {
    expect(run).toThrow(message);
  });
});

describe('parameters as a vector', () => {
  test('stand one after the other, in the graph', () => {
    const layer = new Linear(2, 1, { dtype: 'float64' });
    const vector = parametersToVector(layer.parameters());
    expectClose(vector, [...elements(layer.weight), ...elements(layer.bias!)]);
    expectClose(gradientOf(vector.mul(doubles([1, 2, 3])).sum(), layer.weight), [1, 2]);
  });

  test('are set from one', () => {
    const layer = new Linear(2, 1, { dtype: 'float64' });
    const { weight } = layer;
    vectorToParameters(doubles([1, 2, 3]), layer.parameters());
    expect(layer.weight).toBe(weight);
    expectClose(layer.weight, [1, 2]);
    expectClose(layer.bias!, [3]);
    expect(() => vectorToParameters(doubles([1, 2]), layer.parameters())).toThrow(
      'vectorToParameters: got [2], expected [3]',
    );
    expect(() => parametersToVector([])).toThrow('parametersToVector: expected at least one parameter, got none');
  });

  test('requiresGrad_ freezes all of a module', () => {
    const layer = new Linear(2, 1).requiresGrad_(false);
    expect(layer.call(ones([1, 2])).requiresGrad).toBe(false);
    expect(layer.requiresGrad_().call(ones([1, 2])).requiresGrad).toBe(true);
  });
});
