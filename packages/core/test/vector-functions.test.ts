import { describe, expect, test } from 'vitest';
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
