import { type Tensor, tensor } from '@cotangent/core';
import { exchangeMemory, MovingMemory } from '@cotangent/core/testing';
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  NAdam,
  type Optimizer,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from '@cotangent/optim';
import { describe, expect, test } from 'vitest';
import { adaptiveTrajectories } from './adaptive-trajectories.ts';
import { expectClose, valuesOf } from './close-to.ts';
import { trajectories as firstTrajectories, gradients, start } from './torch-trajectories.ts';

const trajectories = [...firstTrajectories, ...adaptiveTrajectories];

const optimizers = { SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, NAdam, RAdam, ASGD, Rprop };
const tolerances = { float32: 5e-7, float64: 1e-14 };

interface Kind {
  readonly optimizer: keyof typeof optimizers;
  readonly options: Readonly<Record<string, unknown>>;
}

function make({ optimizer, options }: Kind, param: Tensor): Optimizer {
  return new optimizers[optimizer]([param], options);
}

describe.each(['float64', 'float32'] as const)('%s', (dtype) => {
  test.each(trajectories)('$optimizer with $options makes the steps that PyTorch makes', (trajectory) => {
    const param = tensor(start, { dtype, requiresGrad: true });
    const optimizer = make(trajectory, param);
    gradients.forEach((gradient, step) => {
      param.grad = tensor(gradient, { dtype });
      optimizer.step();
      expectClose(valuesOf(param), trajectory.steps[step]!, tolerances[dtype]);
    });
  });

  test.each(trajectories)('$optimizer with $options resumes bit for bit', (trajectory) => {
    const run = (saveAt: number): number[] => {
      let param = tensor(start, { dtype, requiresGrad: true });
      let optimizer = make(trajectory, param);
      gradients.forEach((gradient, step) => {
        if (step === saveAt) {
          const state = optimizer.stateDict();
          param = param.detach().clone().requiresGrad_();
          optimizer = make({ ...trajectory, options: {} }, param);
          optimizer.loadStateDict(state);
        }
        param.grad = tensor(gradient, { dtype });
        optimizer.step();
      });
      return valuesOf(param);
    };
    const uninterrupted = run(-1);
    for (let saveAt = 0; saveAt < gradients.length; saveAt++) expect(run(saveAt)).toEqual(uninterrupted);
  });
});

test.each(trajectories)('$optimizer with $options does not mind memory that moves', (trajectory) => {
  const previous = exchangeMemory(new MovingMemory());
  try {
    const param = tensor(start, { dtype: 'float64', requiresGrad: true });
    const optimizer = make(trajectory, param);
    for (const gradient of gradients) {
      param.grad = tensor(gradient, { dtype: 'float64' });
      optimizer.step();
    }
    expectClose(valuesOf(param), trajectory.steps.at(-1)!, tolerances.float64);
  } finally {
    exchangeMemory(previous);
  }
});

test.each(trajectories)(
  '$optimizer with $options updates a transposed parameter as it does a plain one',
  (trajectory) => {
    const values = [...start, ...start.map((x) => x / 2)];
    const plain = tensor(values, { dtype: 'float64' }).reshape([2, 3]).clone().requiresGrad_();
    const transposed = plain.detach().t().clone().t().requiresGrad_();
    expect(transposed.isContiguous()).toBe(false);
    const both = [plain, transposed].map((param) => [param, make(trajectory, param)] as const);
    for (const gradient of gradients) {
      for (const [param, optimizer] of both) {
        param.grad = tensor([gradient, gradient], { dtype: 'float64' });
        optimizer.step();
      }
    }
    expect(valuesOf(transposed)).toEqual(valuesOf(plain));
  },
);

test('a moment that decays under zero gradients becomes 0 instead of subnormal, in float32', () => {
  const cases: readonly Kind[] = [
    { optimizer: 'SGD', options: { momentum: 0.1 } },
    { optimizer: 'Adam', options: { betas: [0.1, 0.1] } },
  ];
  for (const each of cases) {
    const param = tensor([1], { requiresGrad: true });
    const optimizer = make(each, param);
    for (let step = 0; step < 60; step++) {
      param.grad = tensor([step === 0 ? 1 : 0]);
      optimizer.step();
    }
    for (const value of Object.values(optimizer.state.get(param)!)) {
      if (typeof value !== 'number') expect(valuesOf(value)).toEqual([0]);
    }
  }
});

test('float64 moments decay as far as they go', () => {
  const param = tensor([1], { dtype: 'float64', requiresGrad: true });
  const optimizer = new SGD([param], { momentum: 0.1 });
  for (let step = 0; step < 315; step++) {
    param.grad = tensor([step === 0 ? 1 : 0], { dtype: 'float64' });
    optimizer.step();
  }
  const buffer = (optimizer.state.get(param)!.momentumBuffer as Tensor).item();
  expect(buffer).toBeGreaterThan(0);
  expect(buffer).toBeLessThan(2 ** -1022);
});

test('Adam with eps 0 divides tiny gradients by their size, as PyTorch does', () => {
  const param = tensor([1], { requiresGrad: true });
  const optimizer = new Adam([param], { lr: 0.1, eps: 0 });
  param.grad = tensor([1e-18]);
  optimizer.step();
  expectClose(valuesOf(param), [0.9], 1e-6);
});

test('without weight decay an infinite element stays infinite', () => {
  for (const optimizer of ['SGD', 'Adam', 'AdamW'] as const) {
    const param = tensor([Infinity, 1], { requiresGrad: true });
    const made = make({ optimizer, options: { weightDecay: 0 } }, param);
    param.grad = tensor([1, 1]);
    made.step();
    expect(valuesOf(param)[0]).toBe(Infinity);
  }
});
