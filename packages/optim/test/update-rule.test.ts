import { ArgumentError, e, type Tensor, tensor } from '@cotangent/core';
import { defineUpdateRule, Optimizer, type ParamsLike, type PlannedUpdate } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectClose, valuesOf } from './close-to.ts';

interface LionSettings {
  lr: number;
  betas: readonly [number, number];
  weightDecay: number;
}

const lionRule = defineUpdateRule({
  name: 'lion',
  state: ['expAvg'],
  scalars: 4,
  update: ({ param, grad, expAvg }, [lr, beta1, beta2, decay]) => {
    const blend = (beta: typeof grad) => e.add(e.mul(beta, expAvg), e.mul(e.sub(1, beta), grad));
    const direction = e.add(e.sign(blend(beta1!)), e.mul(decay!, param));
    return { param: e.sub(param, e.mul(lr!, direction)), expAvg: blend(beta2!) };
  },
});

/** Lion (arXiv 2302.06675), written as a user would. */
class Lion extends Optimizer<LionSettings> {
  constructor(params: ParamsLike<LionSettings>, options: Partial<LionSettings> = {}) {
    super(params, options, { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0 });
  }

  protected override check({ lr }: Readonly<LionSettings>): void {
    if (!(lr >= 0)) throw new ArgumentError(`Lion: lr must be ≥ 0, got ${lr}`);
  }

  protected override plan(_: Tensor, __: unknown, { lr, betas, weightDecay }: Readonly<LionSettings>): PlannedUpdate {
    return { rule: lionRule, scalars: [lr, betas[0], betas[1], weightDecay] };
  }
}

test('an optimizer written outside the library follows its formula', () => {
  const param = tensor([0.5, -1], { dtype: 'float64', requiresGrad: true });
  const optimizer = new Lion([param], { lr: 0.1, weightDecay: 0.5 });
  let want = [0.5, -1];
  let average = [0, 0];
  for (const gradient of [
    [1, -2],
    [-3, 0.25],
    [0, 0],
  ]) {
    param.grad = tensor(gradient, { dtype: 'float64' });
    optimizer.step();
    want = want.map((x, i) => x - 0.1 * (Math.sign(0.9 * average[i]! + 0.1 * gradient[i]!) + 0.5 * x));
    average = average.map((m, i) => 0.99 * m + 0.01 * gradient[i]!);
    expectClose(valuesOf(param), want, 1e-15);
  }
  expectClose(valuesOf(optimizer.state.get(param)!.expAvg as Tensor), average, 1e-15);
});

test('a plan with the wrong count of numbers is refused before anything is written', () => {
  class Careless extends Lion {
    protected override plan(): PlannedUpdate {
      return { rule: lionRule, scalars: [1] };
    }
  }
  const param = tensor([0.5], { requiresGrad: true });
  param.grad = tensor([1]);
  expect(() => new Careless([param]).step()).toThrow('Careless: lion takes 4 numbers, got 1');
  expect(param.item()).toBe(0.5);
});

test.each(['param', 'grad', 'step'])('a state tensor cannot be called %s', (name) => {
  const define = () => defineUpdateRule({ name: 'odd', state: [name], scalars: 0, update: (old) => old });
  expect(define).toThrow(new ArgumentError(`odd: no state tensor can be called ${name}`));
});
