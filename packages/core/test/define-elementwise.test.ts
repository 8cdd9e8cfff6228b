import { expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import type { Num } from '../src/formula/formula.ts';
import { defineElementwise, grad, tensor } from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

/** `Σ (i + 1) · xᵢ²` of so many operands. */
function weightedSquares(count: number) {
  const formula = (...xs: Num[]) => xs.map((x, i) => e.mul(e.mul(x, x), i + 1)).reduce((sum, term) => e.add(sum, term));
  Object.defineProperty(formula, 'length', { value: count });
  return defineElementwise({ name: 'weightedSquares', promotion: 'float', formula });
}

test('as many as 53 operands are told apart: which are numbers, which want a gradient', () => {
  const operands = Array.from({ length: 53 }, (_, i) => {
    if (i % 3 === 1) return i / 10;
    return i % 3 === 2 ? leaf([i / 10]) : doubles([i / 10]);
  });
  const wanted = operands.filter((x) => typeof x !== 'number' && x.requiresGrad);
  const y = weightedSquares(53)(...operands);
  const expected = operands.reduce<number>((sum, _, i) => sum + (i + 1) * (i / 10) ** 2, 0);
  expect(y.item()).toBeCloseTo(expected, 9);
  const gradients = grad(y, wanted as never[]).map((g) => (g as unknown as { item(): number }).item());
  expect(gradients).toHaveLength(17);
  for (const [k, gradient] of gradients.entries()) {
    const i = 3 * k + 2;
    expect(gradient).toBeCloseTo(2 * (i + 1) * (i / 10), 9);
  }
});

test('more are refused', () => {
  const operands = Array.from({ length: 54 }, () => tensor([1]));
  expect(() => weightedSquares(54)(...operands)).toThrow('a formula has at most 53 inputs, this has 54');
});
