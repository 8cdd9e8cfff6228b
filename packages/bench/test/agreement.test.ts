import { expect, test } from 'vitest';
import { agree, disagreements, expected } from '../src/agreement.ts';
import type { Result } from '../src/measuring/result.ts';
import type { WorkloadName } from '../src/spec.ts';

const result = (workload: WorkloadName, checks: Result['checks'], metric = 'ms/step'): Result => ({
  framework: 'some',
  version: '1',
  workload,
  metric,
  checks,
});

test.each(Object.entries(expected))('the recorded results of %s agree with themselves', (workload, checks) => {
  expect(disagreements(result(workload as WorkloadName, checks))).toEqual([]);
});

test('a loss that differs in the fourth digit is no longer the same computation', () => {
  const { loss_1, loss_200 } = expected.W1 as { loss_1: number; loss_200: number };
  expect(disagreements(result('W1', { loss_1: loss_1 * 1.0005, loss_200 }))).toEqual([
    `loss_1 is ${loss_1 * 1.0005}, expected ${loss_1}`,
  ]);
  expect(disagreements(result('W1', { loss_1, loss_200: loss_200 * 0.9995 }))).toHaveLength(1);
});

test('a missing result, one that is not a number, and a failure are disagreements', () => {
  const { loss_1 } = expected.W1 as { loss_1: number };
  expect(disagreements(result('W1', { loss_1 }))).toEqual(['loss_200 is undefined, expected 0.01357024']);
  expect(disagreements(result('W1', { loss_1: Number.NaN, loss_200: 0.01357024 }))).toHaveLength(1);
  expect(disagreements(result('W5', {}, 'GFLOPS-64'))).toHaveLength(5);
  expect(disagreements({ ...result('W8', {}, 'error'), error: 'stack overflow' })).toEqual(['stack overflow']);
});

test('each size of W5 is compared by itself', () => {
  expect(disagreements(result('W5', { c00_64: -4.10784 }, 'GFLOPS-64'))).toEqual([]);
  expect(disagreements(result('W5', { c00_64: -4.1077 }, 'GFLOPS-64'))).toHaveLength(1);
});

test('results are compared with each other too', () => {
  expect(disagreements(result('W8', { value: 1, grad: 2 }), { value: 1, grad: 2 })).toEqual([]);
  expect(disagreements(result('W8', { value: 1, grad: 2 }), { value: 1, grad: 2.1 })).toEqual([
    'grad is 2, expected 2.1',
  ]);
});

test('tolerances are relative to the second number, or absolute', () => {
  expect(agree(1.01, 1, { relative: 0.02, absolute: 0 })).toBe(true);
  expect(agree(0.01, 0, { relative: 0.02, absolute: 0 })).toBe(false);
  expect(agree(0.01, 0, { relative: 0, absolute: 0.02 })).toBe(true);
});
