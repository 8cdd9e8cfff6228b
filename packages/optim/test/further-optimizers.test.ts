import { eye, grad, manualSeed, randn, type Tensor, tensor, unbind } from '@cotangent/core';
import { Adafactor, LBFGS, Lion, Muon, NAdam, type Optimizer } from '@cotangent/optim';
import { describe, expect, test } from 'vitest';
import { expectClose, valuesOf } from './close-to.ts';

const double = { dtype: 'float64' } as const;
const gradients = [
  [0.3, -0.8],
  [-0.2, 0.6],
  [0.1, 0.1],
];

function run(optimizer: Optimizer, param: Tensor, steps: readonly (readonly number[])[]): number[] {
  for (const gradient of steps) {
    param.grad = tensor([...gradient], double).reshape(param.shape);
    optimizer.step();
  }
  return valuesOf(param);
}

describe('Lion', () => {
  test('follows the sign of its momentum', () => {
    const param = tensor([1, -2], { ...double, requiresGrad: true });
    const want = [1, -2].map((start, i) => {
      let [x, m] = [start, 0];
      for (const gradient of gradients) {
        const g = gradient[i]!;
        x = x * (1 - 0.1 * 0.2) - 0.1 * Math.sign(0.9 * m + 0.1 * g);
        m = 0.99 * m + 0.01 * g;
      }
      return x;
    });
    expectClose(run(new Lion([param], { lr: 0.1, weightDecay: 0.2 }), param, gradients), want, 1e-14);
  });
});

describe('Muon', () => {
  test('moves by a matrix whose singular values are near 1', () => {
    manualSeed(0);
    for (const shape of [
      [6, 4],
      [4, 6],
    ]) {
      const param = randn(shape, double).requiresGrad_();
      const before = param.detach().clone();
      param.grad = randn(shape, double).mul(100);
      new Muon([param], { lr: 1, weightDecay: 0 }).step();
      const scale = Math.sqrt(Math.max(1, shape[0]! / shape[1]!));
      const moved = before.sub(param.detach()).div(scale);
      const gram = shape[0]! > shape[1]! ? moved.t().matmul(moved) : moved.matmul(moved.t());
      // the squares of the singular values lie between 0.7² and 1.2²
      expect(gram.sub(eye(4)).abs().amax().item()).toBeLessThan(0.52);
    }
  });

  test('takes the shrinking, the rate and its momentum as documented', () => {
    const param = tensor([[2]], { ...double, requiresGrad: true });
    const optimizer = new Muon([param], { lr: 0.1, momentum: 0.5, nsSteps: 0, adjustLrFn: 'match_rms_adamw' });
    param.grad = tensor([[3]], double);
    optimizer.step();
    // without iterations a number becomes its sign
    expectClose(valuesOf(param), [2 * (1 - 0.1 * 0.1) - 0.1 * 0.2], 1e-14);
    expectClose(valuesOf(optimizer.state.get(param)!.momentumBuffer as Tensor), [1.5], 1e-14);
  });

  test('refuses what is no matrix', () => {
    expect(() => new Muon([tensor([1, 2], { requiresGrad: true })])).toThrow(
      'Muon: a parameter is [2], expected matrices alone',
    );
  });
});

describe('Adafactor', () => {
  const rms = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

  test('of a vector keeps a mean square of every element', () => {
    const param = tensor([1, -2], { ...double, requiresGrad: true });
    let x = [1, -2];
    let variance = [0, 0];
    gradients.forEach((g, k) => {
      const share = (k + 1) ** -0.8;
      const rate = Math.max(1e-3, rms(x)) * Math.min(0.5, 1 / Math.sqrt(k + 1));
      x = x.map((value) => value * (1 - 0.5 * 0.1));
      variance = variance.map((v, i) => v + share * (g[i]! ** 2 - v));
      const update = g.map((value, i) => value / Math.sqrt(variance[i]!));
      const clip = Math.max(1, rms(update));
      x = x.map((value, i) => value - (rate / clip) * update[i]!);
    });
    expectClose(run(new Adafactor([param], { lr: 0.5, weightDecay: 0.1 }), param, gradients), x, 1e-12);
  });

  test('of a matrix keeps those of rows and columns', () => {
    const param = tensor([[1, -2]], { ...double, requiresGrad: true });
    const optimizer = new Adafactor([param]);
    run(optimizer, param, gradients.slice(0, 1));
    const { rowVar, colVar, step } = optimizer.state.get(param)!;
    expect(step).toBe(1);
    expectClose(valuesOf(rowVar as Tensor), [(0.09 + 0.64) / 2], 1e-14);
    expectClose(valuesOf(colVar as Tensor), [0.09, 0.64], 1e-14);
    const update = [0.3, -0.8].map((g) => g / Math.sqrt(g * g));
    const rate = Math.max(1e-3, rms([1, -2])) * 0.01;
    expectClose(valuesOf(param), [1 - rate * update[0]!, -2 - rate * update[1]!], 1e-12);
  });
});

describe('LBFGS', () => {
  /** Rosenbrock's valley. */
  const valley = (x: Tensor): Tensor => {
    const [a, b] = unbind(x) as [Tensor, Tensor];
    return b.sub(a.square()).square().mul(100).add(a.neg().add(1).square());
  };

  test('with a line search finds the lowest point of a curved valley', () => {
    const x = tensor([-1.2, 1], { ...double, requiresGrad: true });
    const optimizer = new LBFGS([x], { maxIter: 100, lineSearchFn: 'strong_wolfe' });
    const first = optimizer.step(() => {
      optimizer.zeroGrad();
      const loss = valley(x);
      loss.backward();
      return loss;
    });
    expectClose([first.item()], [24.2], 1e-9);
    // PyTorch ends there, too
    expectClose(valuesOf(x), [0.9999814210791366, 0.9999619651810986], 1e-10);
    expect(grad(valley(x), x)[0]!.abs().amax().item()).toBeLessThan(1e-3);
  });

  test.each([null, 'strong_wolfe'] as const)('resumes bit for bit, line search %s', (lineSearchFn) => {
    const run = (saveAt: number): number[] => {
      let x = tensor([-1.2, 1], { ...double, requiresGrad: true });
      const options = { lr: lineSearchFn ? 1 : 0.01, maxIter: 3, historySize: 2, lineSearchFn };
      let optimizer = new LBFGS([x], options);
      for (let step = 0; step < 6; step++) {
        if (step === saveAt) {
          const state = optimizer.stateDict();
          x = x.detach().clone().requiresGrad_();
          optimizer = new LBFGS([x], options);
          optimizer.loadStateDict(state);
        }
        optimizer.step(() => {
          optimizer.zeroGrad();
          const loss = valley(x);
          loss.backward();
          return loss.item();
        });
      }
      return valuesOf(x);
    };
    const uninterrupted = run(-1);
    for (let saveAt = 1; saveAt < 6; saveAt++) expect(run(saveAt)).toEqual(uninterrupted);
  });

  test('needs one group, a closure, and a loss', () => {
    const [a, b] = [tensor([1], { requiresGrad: true }), tensor([1], { requiresGrad: true })];
    expect(() => new LBFGS([{ params: [a] }, { params: [b] }])).toThrow(
      'LBFGS: parameter groups are not supported, got 2',
    );
    const optimizer = new LBFGS([a]);
    expect(() => optimizer.step()).toThrow('LBFGS: step needs a closure that computes the loss');
    expect(() => optimizer.step(() => 'done')).toThrow('LBFGS: the closure must return the loss, got done');
  });
});

test.each([
  ['Lion', (param: Tensor) => new Lion([param], { lr: 0.1 })],
  ['Muon', (param: Tensor) => new Muon([param], { lr: 0.1 })],
  ['Adafactor', (param: Tensor) => new Adafactor([param], { lr: 0.1 })],
  ['NAdam', (param: Tensor) => new NAdam([param], { lr: 0.1 })],
] as const)('%s resumes bit for bit, and leaves a parameter without gradient alone', (_name, make) => {
  const steps = [
    [0.3, -0.8, 0.1, 0.2],
    [-0.2, 0.6, 0, 1],
    [0.1, 0.1, -1, 0.5],
  ];
  const runTo = (saveAt: number): number[] => {
    let param = tensor(
      [
        [1, -2],
        [0.5, 3],
      ],
      { ...double, requiresGrad: true },
    );
    let optimizer: Optimizer = make(param);
    steps.forEach((gradient, step) => {
      if (step === saveAt) {
        const state = optimizer.stateDict();
        param = param.detach().clone().requiresGrad_();
        optimizer = make(param);
        optimizer.loadStateDict(state);
      }
      run(optimizer, param, [gradient]);
    });
    param.grad = null;
    const before = valuesOf(param);
    optimizer.step();
    expect(valuesOf(param)).toEqual(before);
    return before;
  };
  for (let saveAt = 0; saveAt < steps.length; saveAt++) expect(runTo(saveAt)).toEqual(runTo(-1));
});
