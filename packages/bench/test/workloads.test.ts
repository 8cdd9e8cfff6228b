import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agree, disagreements, expected, toleranceOf } from '../src/agreement.ts';
import { Recordings, smoothed } from '../src/data/read.ts';
import { writeData } from '../src/data/write.ts';
import { crossEntropy } from '../src/ours/cross-entropy.ts';
import { elementwise } from '../src/ours/elementwise.ts';
import { matmul } from '../src/ours/matmul.ts';
import { scalarChain } from '../src/ours/scalar-chain.ts';
import { cnnStep, mlpStep } from '../src/ours/training.ts';

let folder: string;
let recordings: Recordings;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-data-'));
  // throws unless the bytes are those that PyTorch's losses were recorded with
  writeData(folder);
  recordings = new Recordings(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(['W1', 'W2', 'W3', 'W4'] as const)("the first loss of %s is PyTorch's", (name) => {
  const loss = mlpStep(recordings, name)(0);
  expect(agree(loss, expected[name]!.loss_1!, toleranceOf(name, 'loss_1')), `${loss}`).toBe(true);
});

test("the first loss of W9 is PyTorch's", () => {
  const loss = cnnStep(recordings)(0);
  expect(agree(loss, expected.W9!.loss_1!, toleranceOf('W9', 'loss_1')), `${loss}`).toBe(true);
});

test.each([
  ['W1', 200],
  ['W2', 100],
] as const)("after training, the loss of %s is PyTorch's", (name, steps) => {
  const step = mlpStep(recordings, name);
  let loss = Number.NaN;
  for (let i = 0; i < steps; i++) loss = step(i);
  const check = `loss_${steps}`;
  expect(agree(loss, expected[name]![check]!, toleranceOf(name, check)), `${loss}`).toBe(true);
});

test.each([
  { workload: 'W5', run: matmul, metrics: 5 },
  { workload: 'W6', run: elementwise, metrics: 2 },
  { workload: 'W7', run: crossEntropy, metrics: 1 },
  { workload: 'W8', run: scalarChain, metrics: 1 },
] as const)('$workload computes what PyTorch does', ({ workload, run, metrics }) => {
  const found: string[][] = [];
  run({
    recordings,
    measure: ({ metric = 'ms/step', check }) =>
      found.push([...disagreements({ framework: 'cotangent', version: '0', workload, metric, checks: check() })]),
  });
  expect(found).toEqual(Array.from({ length: metrics }, () => []));
});

test('smoothed labels are probabilities with most of it on the label', () => {
  expect([...smoothed([1], 4, 0.2)]).toEqual([0.05, 0.85, 0.05, 0.05].map(Math.fround));
});
