import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { linear, noGrad, ones, type Tensor } from '../src/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The bytes of JavaScript objects that one call makes, after the engine has compiled it. */
function bytesPerCall(call: () => unknown): number {
  const count = 1000;
  for (let i = 0; i < 5 * count; i++) call();
  const samples = Array.from({ length: 7 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < count; i++) call();
    return (process.memoryUsage().heapUsed - before) / count;
  });
  // a collection in between makes a sample too small, the engine's own work one too large
  return samples.sort((a, b) => a - b)[3]!;
}

const x = ones([4, 4], { requiresGrad: true });
const weight = ones([4, 4], { requiresGrad: true });
const bias = ones([4], { requiresGrad: true });
const plain = ones([4, 4]);

const budgets: readonly [name: string, bytes: number, call: () => Tensor][] = [
  ['a formula with a number, not recorded', 650, () => plain.mul(2)],
  ['a formula with a number', 950, () => x.mul(2)],
  ['a formula that saves its result', 1600, () => x.tanh()],
  ['a formula of two tensors', 1200, () => x.mul(plain)],
  ['a record', 2500, () => linear(x, weight, bias)],
  ['a record, not recorded', 1500, () => noGrad(() => linear(plain, weight, bias))],
  ['a view', 1500, () => x.mT],
];

test.each(budgets)('%s takes at most %d bytes', (_, budget, call) => {
  expect(bytesPerCall(call)).toBeLessThan(budget);
});
