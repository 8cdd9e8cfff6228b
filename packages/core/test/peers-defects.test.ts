import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  bernoulli_,
  defineElementwise,
  e,
  gather,
  grad,
  IndexError,
  indexSelect,
  logSoftmax,
  logsumexp,
  manualSeed,
  normal_,
  softmax,
  type Tensor,
  tensor,
  uniform_,
} from '../src/index.ts';
import { leaf } from './structured-tensors.ts';

const gradientAt = (fn: (x: Tensor) => Tensor, at: number, dtype: 'float32' | 'float64' = 'float32'): number => {
  const x = tensor(at, { dtype, requiresGrad: true });
  return grad(fn(x), x)[0]!.item();
};

/** Gradients far out, where the textbook formula overflows or divides 0 by 0. */
test.each<[string, (x: Tensor) => Tensor, (x: number) => number]>([
  ['sigmoid', (x) => x.sigmoid(), () => 0],
  ['tanh', (x) => x.tanh(), () => 0],
  ['softplus', (x) => core.softplus(x), (x) => (x > 0 ? 1 : 0)],
  ['logsigmoid', (x) => core.logsigmoid(x), (x) => (x > 0 ? 0 : 1)],
  ['silu', (x) => core.silu(x), (x) => (x > 0 ? 1 : 0)],
  ['gelu', (x) => core.gelu(x), (x) => (x > 0 ? 1 : 0)],
  ['gelu by tanh', (x) => core.gelu(x, { approximate: 'tanh' }), (x) => (x > 0 ? 1 : 0)],
  ['mish', (x) => core.mish(x), (x) => (x > 0 ? 1 : 0)],
  ['elu', (x) => core.elu(x), (x) => (x > 0 ? 1 : 0)],
  ['selu', (x) => core.selu(x), (x) => (x > 0 ? 1.0507009873554805 : 0)],
])('the gradient of %s is right far from 0', (_name, fn, want) => {
  for (const dtype of ['float32', 'float64'] as const) {
    for (const at of [-1e4, -800, -100, 100, 800, 1e4]) {
      expect(gradientAt(fn, at, dtype), `${dtype} at ${at}`).toBeCloseTo(want(at), 6);
    }
  }
});

test.each<[string, (x: Tensor) => Tensor, number[]]>([
  ['softmax', (x) => softmax(x, 0), [1, 0, 0]],
  ['logSoftmax', (x) => logSoftmax(x, 0), [0, -800, -1600]],
  ['logsumexp', (x) => logsumexp(x, 0), [800]],
])('%s of logits of 800 neither overflows nor is clipped', (_name, fn, want) => {
  const x = tensor([800, 0, -800], { requiresGrad: true });
  const y = fn(x);
  expect([...y.toTypedArray()]).toEqual(want);
  y.sum().backward();
  expect([...x.grad!.toTypedArray()].every(Number.isFinite)).toBe(true);
});

describe('an index out of range is an IndexError that names the operation', () => {
  const x = (): Tensor =>
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  const at = (values: number[] | number[][]): Tensor => tensor(values as number[], { dtype: 'int32' });
  test.each<[string, () => unknown]>([
    ['gather', () => gather(x(), 0, at([[3, 0]]))],
    ['gather', () => gather(x(), 0, at([[0, -4]]))],
    ['scatter', () => core.scatter(x(), 0, at([[3, 0]]), tensor([[1, 1]]))],
    ['scatter', () => core.scatter(x(), 0, at([[3, 0]]), 9)],
    ['scatterAdd', () => core.scatterAdd(x(), 1, at([[2], [0], [0]]), tensor([[1], [1], [1]]))],
    ['indexSelect', () => indexSelect(x(), 0, at([0, 3]))],
    ['indexAdd', () => core.indexAdd(x(), 0, at([3]), tensor([[1, 1]]))],
    ['oneHot', () => core.oneHot(at([3]), 3)],
    ['select', () => x().select(0, 3)],
    ['narrow', () => x().narrow(0, 2, 2)],
  ])('%s', (name, call) => {
    const before = x().tolist();
    expect(call).toThrow(core.CotangentError);
    expect(call).toThrow(new RegExp(`^${name}: `));
    if (name !== 'narrow') expect(call).toThrow(IndexError);
    expect(x().tolist()).toEqual(before);
  });
});

describe('errors name the public operation, not what runs inside', () => {
  const [wide, narrow] = [tensor([[1, 2, 3]]), tensor([[1, 2]])];
  test.each<[string, () => unknown]>([
    ['add', () => (wide as Tensor).add(narrow as Tensor)],
    ['matmul', () => (wide as Tensor).matmul(narrow as Tensor)],
    ['bmm', () => core.bmm(wide, narrow)],
    ['linear', () => core.linear(wide, narrow)],
    ['cat', () => core.cat([wide, narrow])],
    ['stack', () => core.stack([wide, narrow])],
    ['where', () => core.where(tensor([[true, false]]), wide, 0)],
    ['softmax', () => softmax(wide, 2 as 1)],
    ['sum', () => core.sum(wide, { dim: 5 })],
    ['mean', () => core.mean(tensor(Int32Array.of(1)))],
    ['amax', () => core.amax(core.zeros([0]), { dim: 0 })],
    ['argmax', () => core.argmax(core.zeros([0]))],
    ['reshape', () => core.reshape(wide, [7])],
    ['expand', () => core.expand(wide, [2])],
    ['squeeze', () => core.squeeze(wide, 4)],
    ['var', () => core.var(wide, { dim: 3 })],
    ['prelu', () => core.prelu(wide, tensor([1, 2]))],
    ['lerp', () => core.lerp(wide, narrow, 0.5)],
    ['multinomial', () => core.multinomial(tensor([0.5]), 2)],
    ['logsumexp', () => core.logsumexp(wide, 3)],
    ['glu', () => core.glu(wide)],
    ['relu', () => core.relu('text' as unknown as Tensor)],
  ])('%s', (name, call) => {
    expect(call).toThrow(core.CotangentError);
    expect(call).toThrow(new RegExp(`^${name}: `));
  });
});

test.each<[string, () => unknown]>([
  ['takeAlongDim', () => core.takeAlongDim(tensor([1, 2]), tensor(Int32Array.of(3)), 0)],
  ['mm', () => core.mm(tensor([[1, 2, 3]]), tensor([[1, 2]]))],
  ['maskedFill', () => core.maskedFill(tensor([1, 2, 3]), tensor([true, false]), 0)],
])('%s names itself, not the public operation it is made of', (name, call) => {
  expect(call).toThrow(new RegExp(`^${name}: `));
});

test('a gradient is there every time, not only the first', () => {
  const x = leaf([0.5, -2]);
  const gradients = Array.from({ length: 5 }, () => grad(x.tanh().square().sum(), x)[0]!.tolist());
  for (const g of gradients) expect(g).toEqual(gradients[0]);
});

test('every operation with a gradient gives one to each input', () => {
  const [x, y] = [leaf([0.5, 2]), leaf([1.5, 0.3])];
  for (const run of [core.add, core.sub, core.mul, core.div, core.pow, core.maximum, core.atan2, core.hypot]) {
    const loss = (run as (a: Tensor, b: Tensor) => Tensor)(x, y).sum();
    expect(grad(loss, [x, y]).map(({ shape }) => shape)).toEqual([[2], [2]]);
  }
});

test('long chains do not overflow the stack, whatever they are made of', () => {
  const double = defineElementwise({ name: 'half', promotion: 'float', formula: (x) => e.mul(x, 0.99999) });
  const x = tensor([1], { requiresGrad: true });
  let y: Tensor = x;
  for (let i = 0; i < 25_000; i++) y = double(y.reshape([1, 1]).sum({ dim: 0 })).add(0);
  y.backward();
  expect(x.grad!.item()).toBeCloseTo(Math.exp(-0.25), 3);
});

describe('a seed decides every random number', () => {
  test.each<[string, () => Tensor]>([
    ['rand', () => core.rand([40])],
    ['rand of doubles', () => core.rand([5], { dtype: 'float64' })],
    ['randn', () => core.randn([5])],
    ['randn, many', () => core.randn([40])],
    ['randint', () => core.randint(0, 1000, [20])],
    ['randperm', () => core.randperm(20)],
    ['bernoulli', () => core.bernoulli(core.full([64], 0.5))],
    ['multinomial', () => core.multinomial(core.ones([50]), 10)],
    ['uniform_', () => uniform_(core.empty([20]), -1, 1)],
    ['normal_', () => normal_(core.empty([20]))],
    ['bernoulli_', () => bernoulli_(core.empty([64]), 0.5)],
    ['randLike', () => core.randLike(core.ones([20]))],
    ['randnLike', () => core.randnLike(core.ones([20]))],
  ])('%s', (_name, draw) => {
    const seeded = (seed: number): unknown => {
      manualSeed(seed);
      return [draw().tolist(), draw().tolist()];
    };
    const first = seeded(3) as unknown[];
    expect(seeded(3)).toEqual(first);
    expect(first[1]).not.toEqual(first[0]);
    expect(seeded(4)).not.toEqual(first);
  });
});

test('intermediate results may be used again: nothing is consumed or disposed', () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  const uses = [y.exp(), y.sum(), y.reshape([2, 1]), y];
  for (const use of uses) expect(use.numel()).toBeGreaterThan(0);
  uses[1]!.backward();
  expect([y.tolist(), uses[2]!.tolist()]).toEqual([
    [2, 4],
    [[2], [4]],
  ]);
});
