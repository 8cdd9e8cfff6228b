import { describe, expect, test } from 'vitest';
import * as e from '../src/formula/builder.ts';
import type { Num } from '../src/formula/formula.ts';
import { formulaOf } from '../src/formula/formula-of.ts';
import { referenceKernels } from '../src/kernels/reference/reference.ts';
import { simdKernels } from '../src/kernels/simd/simd.ts';
import { elementsOf, expectElements, operand } from './kernel-operands.ts';
import {
  binaryBounds,
  sweepBinary,
  sweepUnary,
  unaryBounds,
  type VectorBinary,
  type VectorUnary,
} from './vector-functions.ts';

const unaries = Object.entries(unaryBounds) as [VectorUnary, number][];
const binaries = Object.entries(binaryBounds) as [VectorBinary, number][];

test.each<[string, (x: Num) => Num]>([
  ['erfinv', e.erfinv],
  ['lgamma', e.lgamma],
  ['digamma', e.digamma],
  ['polygamma', (x) => e.polygamma(1, x)],
  ['polygamma of the index', (x) => e.polygamma(e.floor(e.abs(x)), 0.5)],
  ['several of them', (x) => e.add(x, e.mul(e.lgamma(x), e.digamma(x)))],
])('%s is called for each of a few or many elements', (_, build) => {
  const formula = formulaOf(1, 0, ([x]) => build(x));
  for (const length of [1, 3, 4, 7, 16, 37]) {
    const x = operand(
      'float32',
      [length],
      Array.from({ length }, (_, i) => (i - 9.3) / 4),
    );
    const [got, want] = [operand('float32', [length]), operand('float32', [length])];
    simdKernels.map(formula, [x], [got], [], false);
    referenceKernels.map(formula, [x], [want], [], false);
    expectElements(got, elementsOf(want), 3e-7);
  }
});

describe.each(['simd', 'simd-strict'] as const)('%s, of all exponents,', (mode) => {
  test.each(unaries)('%s is at most %f ulp off, with the special values of Math', (name, bound) => {
    // odd, so that mantissas of all kinds are among the numbers
    const worst = sweepUnary(name, mode, 33331);
    expect(worst.error, `at ${worst.at}`).toBeLessThanOrEqual(bound);
  });

  test.each(binaries)('%s is at most %f ulp off, also at pairs of special values', (name, bound) => {
    const worst = sweepBinary(name, mode, 4);
    expect(worst.error, `at ${worst.at}`).toBeLessThanOrEqual(bound);
  });
});
