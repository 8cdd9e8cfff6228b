import {
  ArgumentError,
  DTypeError,
  e,
  isGradEnabled,
  noGrad,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@cotangent/core';
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  defineUpdateRule,
  Lion,
  NAdam,
  Optimizer,
  type PlannedUpdate,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from '@cotangent/optim';
import { expect, test } from 'vitest';
import { valuesOf } from './close-to.ts';

const optimizers = [
  ['SGD', (params: Tensor[]) => new SGD(params, { lr: 0.1, momentum: 0.9 })],
  ['Adam', (params: Tensor[]) => new Adam(params, { lr: 0.1 })],
  ['AdamW', (params: Tensor[]) => new AdamW(params, { lr: 0.1 })],
  ['RMSprop', (params: Tensor[]) => new RMSprop(params, { momentum: 0.9, centered: true })],
  ['Adagrad', (params: Tensor[]) => new Adagrad(params, { lr: 1 })],
  ['Adadelta', (params: Tensor[]) => new Adadelta(params, { lr: 50 })],
  ['Adamax', (params: Tensor[]) => new Adamax(params, { lr: 0.1 })],
  ['NAdam', (params: Tensor[]) => new NAdam(params, { lr: 0.1 })],
  ['RAdam', (params: Tensor[]) => new RAdam(params, { lr: 0.1 })],
  ['ASGD', (params: Tensor[]) => new ASGD(params)],
  ['Rprop', (params: Tensor[]) => new Rprop(params)],
  ['Lion', (params: Tensor[]) => new Lion(params, { lr: 0.02 })],
  ['Adafactor', (params: Tensor[]) => new Adafactor(params, { lr: 0.05 })],
] as const;

const follow = defineUpdateRule({
  name: 'follow',
  state: ['seen'],
  scalars: 1,
  update: ({ param, grad }, [lr]) => ({ param: e.sub(param, e.mul(lr!, grad)), seen: grad }),
});

test.each(optimizers)('%s leaves a parameter without gradient and its state untouched', (_, make) => {
  const [idle, busy] = [tensor([1, 2], { requiresGrad: true }), tensor([1, 2], { requiresGrad: true })];
  const optimizer = make([idle, busy]);
  for (const param of [idle, busy]) param.grad = tensor([1, 1]);
  optimizer.step();
  const [before, stateBefore, versionBefore] = [valuesOf(idle), optimizer.stateDict().state[0]!, idle.storage.version];
  idle.grad = null;
  optimizer.step();
  expect(valuesOf(idle)).toEqual(before);
  expect(idle.storage.version).toBe(versionBefore);
  const stateAfter = optimizer.stateDict().state[0]!;
  expect(Object.keys(stateAfter)).toEqual(Object.keys(stateBefore));
  for (const [key, value] of Object.entries(stateBefore)) {
    if (typeof value === 'number') expect(stateAfter[key]).toBe(value);
    else expect(valuesOf(stateAfter[key] as Tensor)).toEqual(valuesOf(value));
  }
  expect(valuesOf(busy)).not.toEqual(before);
});

test.each(optimizers)('%s has no state for a parameter that never had a gradient', (_, make) => {
  const [idle, busy] = [zeros([2], { requiresGrad: true }), zeros([2], { requiresGrad: true })];
  const optimizer = make([idle, busy]);
  busy.grad = tensor([1, 1]);
  optimizer.step();
  expect(optimizer.state.has(idle)).toBe(false);
  expect(optimizer.state.has(busy)).toBe(true);
  expect(Object.keys(optimizer.stateDict().state)).toEqual(['1']);
});

test.each(optimizers)('%s keeps state by the identity of the parameter, not its place', (_, make) => {
  const [a, b] = [zeros([2], { requiresGrad: true }), zeros([2], { requiresGrad: true })];
  const together = make([a, b]);
  const alone = zeros([2], { requiresGrad: true });
  const single = make([alone]);
  // a has a gradient in the first step only, so that from then on b comes first among those that are updated
  a.grad = tensor([5, 5]);
  for (const step of [1, 2, 3]) {
    for (const param of [b, alone]) param.grad = tensor([step, -step]);
    together.step();
    single.step();
    a.grad = null;
  }
  expect(valuesOf(b)).toEqual(valuesOf(alone));
});

test.each(optimizers)('%s minimizes a loss', (_, make) => {
  const x = tensor([3, -2], { requiresGrad: true });
  const target = tensor([1, 1]);
  const optimizer = make([x]);
  for (let step = 0; step < 400; step++) {
    optimizer.zeroGrad();
    x.sub(target).square().sum().backward();
    optimizer.step();
  }
  for (const value of valuesOf(x)) expect(value).toBeCloseTo(1, 1);
});

test('the closure runs with gradients recorded and its loss is returned', () => {
  const x = tensor([2], { requiresGrad: true });
  const optimizer = new SGD([x], { lr: 0.25 });
  const loss = noGrad(() =>
    optimizer.step(() => {
      expect(isGradEnabled()).toBe(true);
      optimizer.zeroGrad();
      const value = x.square().sum();
      value.backward();
      return value;
    }),
  );
  expect(loss.item()).toBe(4);
  expect(valuesOf(x)).toEqual([1]);
  expect(optimizer.step()).toBeUndefined();
});

test('a closure that throws changes nothing', () => {
  const x = tensor([2], { requiresGrad: true });
  const optimizer = new Adam([x]);
  x.grad = tensor([1]);
  const failing = (): never => {
    throw new Error('no loss today');
  };
  expect(() => optimizer.step(failing)).toThrow('no loss today');
  expect(valuesOf(x)).toEqual([2]);
  expect(optimizer.state.size).toBe(0);
});

/** Refuses the second parameter it is asked about. */
class Choosy extends Optimizer {
  #asked = 0;

  constructor(params: Iterable<Tensor>) {
    super(params, {}, { lr: 0.1 });
  }

  protected override check(): void {}

  protected override plan(): PlannedUpdate {
    if (this.#asked++ === 1) throw new ArgumentError('Choosy: not this one');
    return { rule: follow, scalars: [0.1], step: 1 };
  }
}

test('a step that is refused for one parameter changes none', () => {
  const params = [tensor([1], { requiresGrad: true }), tensor([2], { requiresGrad: true })];
  const optimizer = new Choosy(params);
  for (const param of params) param.grad = tensor([1]);
  expect(() => optimizer.step()).toThrow('Choosy: not this one');
  expect(params.map((param) => param.item())).toEqual([1, 2]);
  expect(optimizer.state.size).toBe(0);
});

test('zeroGrad forgets gradients, or fills them with zeros in place', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const optimizer = new SGD([x]);
  x.square().sum().backward();
  optimizer.zeroGrad({ setToNone: false });
  const grad = x.grad!;
  expect(valuesOf(grad)).toEqual([0, 0]);
  x.sum().backward();
  expect(x.grad).toBe(grad);
  optimizer.zeroGrad();
  expect(x.grad).toBeNull();
  expect(valuesOf(grad)).toEqual([1, 1]);
});

test('zeroGrad cuts a gradient off the graph it was recorded with', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const optimizer = new SGD([x]);
  x.square().sum().backward({ createGraph: true });
  optimizer.zeroGrad({ setToNone: false });
  expect(x.grad!.requiresGrad).toBe(false);
  expect(valuesOf(x.grad!)).toEqual([0, 0]);
});

test('a step is noticed by a graph that saved the parameter', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const loss = x.square().sum();
  x.grad = tensor([1, 1]);
  new SGD([x]).step();
  expect(() => loss.backward()).toThrow(/changed in place/);
});

test('parameters of both float dtypes live in one optimizer', () => {
  const [single, double] = [tensor([1], { requiresGrad: true }), tensor([1], { dtype: 'float64', requiresGrad: true })];
  const optimizer = new Adam([single, double], { lr: 0.1 });
  single.square().sum().backward();
  double.square().sum().backward();
  optimizer.step();
  expect((optimizer.state.get(double)!.expAvg as Tensor).dtype).toBe('float64');
  expect(double.item()).toBeCloseTo(0.9, 6);
  expect(single.item()).toBeCloseTo(0.9, 6);
});

test('empty parameters are no trouble', () => {
  const x = zeros([0, 3], { requiresGrad: true });
  const optimizer = new Adam([x]);
  x.grad = zeros([0, 3]);
  optimizer.step();
  expect(x.shape).toEqual([0, 3]);
});

test.each([
  ['SGD: a gradient is [3], its parameter [2]', ShapeError, () => zeros([3])],
  ['SGD: a gradient is float64, its parameter float32', DTypeError, () => zeros([2], { dtype: 'float64' })],
])('%s, and no parameter changes', (message, type, makeGradient) => {
  const [sound, spoiled] = [zeros([2], { requiresGrad: true }), zeros([2], { requiresGrad: true })];
  const optimizer = new SGD([sound, spoiled], { lr: 1 });
  sound.grad = tensor([1, 1]);
  // past the setter of `grad`, which refuses it already
  spoiled.gradient = makeGradient();
  expect(() => optimizer.step()).toThrow(new type(message));
  expect(valuesOf(sound)).toEqual([0, 0]);
});
