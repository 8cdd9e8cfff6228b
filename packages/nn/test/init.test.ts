import { Generator, manualSeed, Parameter, type Tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { init } from '../src/index.ts';
import { elements, expectClose } from './tensors.ts';

const moments = (x: Tensor): { mean: number; std: number; largest: number } => {
  const values = elements(x);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, std, largest: Math.max(...values.map(Math.abs)) };
};

describe('calculateGain', () => {
  test.each([
    ['linear', undefined, 1],
    ['conv2d', undefined, 1],
    ['sigmoid', undefined, 1],
    ['tanh', undefined, 5 / 3],
    ['relu', undefined, Math.SQRT2],
    ['leakyRelu', undefined, Math.sqrt(2 / (1 + 0.01 ** 2))],
    ['leakyRelu', 0.2, Math.sqrt(2 / 1.04)],
    ['selu', undefined, 0.75],
  ] as const)('of %s (%s) is %d', (nonlinearity, param, gain) => {
    expect(init.calculateGain(nonlinearity, param)).toBe(gain);
  });

  test('refuses what it does not know', () => {
    expect(() => init.calculateGain('swish' as never)).toThrow('calculateGain: unknown nonlinearity "swish"');
  });
});

describe('fans', () => {
  test('count the kernel’s positions', () => {
    expect(init.calculateFanInAndFanOut(zeros([6, 2, 3, 3]))).toEqual({ fanIn: 18, fanOut: 54 });
    expect(init.calculateFanInAndFanOut(zeros([4, 3]))).toEqual({ fanIn: 3, fanOut: 4 });
  });

  test.each([
    ['calculateFanInAndFanOut', (x: Tensor) => init.calculateFanInAndFanOut(x)],
    ['xavierUniform_', (x: Tensor) => init.xavierUniform_(x)],
    ['kaimingNormal_', (x: Tensor) => init.kaimingNormal_(x)],
  ])('%s needs two dimensions', (name, run) => {
    expect(() => run(zeros([3]))).toThrow(`${name}: fans need two or more dimensions, got [3]`);
  });
});

describe('spreads', () => {
  const shape = [60, 20, 3, 3] as const;
  const [fanIn, fanOut] = [180, 540];

  test.each([
    ['xavierUniform_', init.xavierUniform_, {}, Math.sqrt(6 / (fanIn + fanOut))],
    ['xavierUniform_, gain 2', init.xavierUniform_, { gain: 2 }, 2 * Math.sqrt(6 / (fanIn + fanOut))],
    ['kaimingUniform_', init.kaimingUniform_, {}, Math.sqrt(6 / fanIn)],
    ['kaimingUniform_, √5', init.kaimingUniform_, { a: Math.sqrt(5) }, 1 / Math.sqrt(fanIn)],
    ['kaimingUniform_, fanOut', init.kaimingUniform_, { mode: 'fanOut' }, Math.sqrt(6 / fanOut)],
    ['kaimingUniform_, tanh', init.kaimingUniform_, { nonlinearity: 'tanh' }, (5 / 3) * Math.sqrt(3 / fanIn)],
  ] as const)('%s is uniform up to its bound', (_, fill, options, bound) => {
    manualSeed(1);
    const { mean, std, largest } = moments((fill as (x: Tensor, options: object) => Tensor)(zeros(shape), options));
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest / bound).toBeCloseTo(1, 2);
    expect(mean / bound).toBeCloseTo(0, 1);
    expect(std / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  test.each([
    ['xavierNormal_', init.xavierNormal_, {}, Math.sqrt(2 / (fanIn + fanOut))],
    ['kaimingNormal_', init.kaimingNormal_, {}, Math.sqrt(2 / fanIn)],
    [
      'kaimingNormal_, fanOut and relu',
      init.kaimingNormal_,
      { mode: 'fanOut', nonlinearity: 'relu' },
      Math.sqrt(2 / fanOut),
    ],
  ] as const)('%s is normal with its deviation', (_, fill, options, deviation) => {
    manualSeed(1);
    const { mean, std } = moments((fill as (x: Tensor, options: object) => Tensor)(zeros(shape), options));
    expect(mean / deviation).toBeCloseTo(0, 1);
    expect(std / deviation).toBeCloseTo(1, 1);
  });

  test('an unknown mode is refused', () => {
    expect(() => init.kaimingUniform_(zeros([2, 2]), { mode: 'fan_in' as never })).toThrow(
      'kaimingUniform_: unknown mode "fan_in": expected fanIn or fanOut',
    );
  });

  test('weights without elements stay as they are', () => {
    expect(init.kaimingUniform_(zeros([2, 0])).shape).toEqual([2, 0]);
    expect(init.kaimingNormal_(zeros([2, 0])).shape).toEqual([2, 0]);
  });
});

describe('fixed values', () => {
  test('constants and the identity', () => {
    expect(init.constant_(zeros([2]), 3).tolist()).toEqual([3, 3]);
    expect(init.ones_(zeros([2])).tolist()).toEqual([1, 1]);
    expect(init.zeros_(init.ones_(zeros([2]))).tolist()).toEqual([0, 0]);
    expect(init.eye_(init.ones_(zeros([2, 3]))).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(() => init.eye_(zeros([2, 2, 2]))).toThrow('eye_: expected two dimensions, got [2, 2, 2]');
  });

  test('parameters are filled in place, and a generator may be given', () => {
    const parameter = new Parameter(zeros([3]));
    const [one, two] = [new Generator().manualSeed(5), new Generator().manualSeed(5)];
    expect(init.uniform_(parameter, -1, 1, { generator: one }) === parameter).toBe(true);
    expect(parameter.tolist()).toEqual(init.uniform_(zeros([3]), -1, 1, { generator: two }).tolist());
    expect(parameter.requiresGrad).toBe(true);
  });

  test('truncNormal_ stays within its bounds', () => {
    manualSeed(2);
    const { largest, std } = moments(init.truncNormal_(zeros([5000]), 0, 1, -1, 1));
    expect(largest).toBeLessThanOrEqual(1);
    expect(std).toBeCloseTo(0.54, 1);
  });
});

describe('orthogonal_', () => {
  test('gives PyTorch’s matrix from the same seed', () => {
    manualSeed(3);
    // torch.manual_seed(3); torch.nn.init.orthogonal_(torch.zeros(3, 5, dtype=torch.double))
    const expected = [
      0.7793, 0.1696, 0.0863, -0.5954, 0.0448, -0.5501, 0.1391, 0.4128, -0.5905, 0.3987, -0.0263, 0.7939, -0.4476,
      0.1554, 0.3803,
    ];
    expectClose(init.orthogonal_(zeros([3, 5], { dtype: 'float64' })), expected, 5e-5);
  });

  test.each([[[3, 5]], [[5, 3]], [[4, 4]], [[4, 2, 3]], [[7, 2, 2]]])('its short side is orthogonal: %s', (shape) => {
    const gain = 1.5;
    const matrix = init.orthogonal_(zeros(shape, { dtype: 'float64' }), { gain }).reshape([shape[0]!, -1]) as Tensor;
    const square = matrix.shape[0]! < matrix.shape[1]! ? matrix.matmul(matrix.mT) : matrix.mT.matmul(matrix);
    const size = square.shape[0]!;
    const identity = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? gain ** 2 : 0));
    expectClose(square, identity, 1e-12);
  });

  test('needs two dimensions', () => {
    expect(() => init.orthogonal_(zeros([3]))).toThrow('orthogonal_: expected two or more dimensions, got [3]');
  });
});
