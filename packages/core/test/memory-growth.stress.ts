import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { usedBytes } from '../src/memory/linear-heap.ts';
import { memorySize } from '../src/memory/wasm-memory.ts';

const resident = (): number => process.memoryUsage().rss;

/** A training step of an MLP, as users write it: nothing is freed. */
function trainer(): () => number {
  core.manualSeed(0);
  const x = core.rand([32, 2]);
  const target = x.sum({ dim: 1, keepdim: true });
  const parameters: core.Tensor[] = [core.rand([2, 64]), core.rand([64]), core.rand([64, 1])];
  for (const parameter of parameters) parameter.sub_(0.5).requiresGrad_();
  const [w1, b1, w2] = parameters as [core.Tensor, core.Tensor, core.Tensor];
  return () => {
    for (const parameter of parameters) parameter.grad = null;
    const loss = x.matmul(w1).add(b1).tanh().matmul(w2).sub(target).square().mean();
    loss.backward();
    core.noGrad(() => {
      for (const parameter of parameters) parameter.sub_(parameter.grad!.mul(0.05));
    });
    return loss.item();
  };
}

test('20,000 training steps in one synchronous loop leave the resident set as it was', () => {
  const step = trainer();
  for (let i = 0; i < 4000; i++) step();
  const [before, used, size] = [resident(), usedBytes(), memorySize()];
  let loss = 0;
  for (let i = 0; i < 20_000; i++) loss = step();
  expect(loss).toBeLessThan(1e-2);
  expect(resident() - before).toBeLessThan(16 << 20);
  expect(usedBytes()).toBeLessThan(used + (1 << 20));
  expect(memorySize()).toBe(size);
});

test('so do 20,000 steps that keep every loss, but for some bytes each', () => {
  const step = trainer();
  const losses: core.Tensor[] = [];
  const values: number[] = [];
  for (let i = 0; i < 4000; i++) step();
  const size = memorySize();
  const x = core.rand([32, 64], { requiresGrad: true });
  for (let i = 0; i < 20_000; i++) {
    const loss = x.square().mean();
    loss.backward();
    x.grad = null;
    losses.push(loss.detach().mul(i));
    values.push(Math.fround(loss.item() * i));
    step();
  }
  expect(memorySize()).toBe(size);
  losses.forEach((loss, i) => {
    expect(loss.item()).toBe(values[i]);
  });
});
