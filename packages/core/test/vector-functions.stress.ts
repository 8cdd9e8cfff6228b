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

describe.each(['simd', 'simd-strict'] as const)('%s: of all float32 numbers', (mode) => {
  test.each(unaries)('%s is at most %f ulp off', (name, bound) => {
    const worst = sweepUnary(name, mode, 1);
    console.info(`${name} (${mode}): ${worst.error.toFixed(3)} ulp at ${worst.at}`);
    expect(worst.error).toBeLessThanOrEqual(bound);
  });

  test.each(binaries)('%s of a hundred million pairs is at most %f ulp off', (name, bound) => {
    const worst = sweepBinary(name, mode, 3000);
    console.info(`${name} (${mode}): ${worst.error.toFixed(3)} ulp at ${worst.at}`);
    expect(worst.error).toBeLessThanOrEqual(bound);
  });
});
