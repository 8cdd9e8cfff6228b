import { describe, expect, test } from 'vitest';
import {
  binaryBounds,
  sweepBinary,
  sweepUnary,
  unaryBounds,
  type VectorBinary,
  type VectorUnary,
  type Worst,
} from './vector-functions.ts';

const hour = 3_600_000;
const everyNumber: readonly VectorUnary[] = ['exp', 'log', 'tanh', 'sigmoid', 'erf', 'sin', 'cos'];
const unaries = Object.entries(unaryBounds) as [VectorUnary, number][];
const binaries = Object.entries(binaryBounds) as [VectorBinary, number][];

function expectWithin({ error, at }: Worst, bound: number, name: string): void {
  console.info(`${name}: ${error.toFixed(3)} ulp at ${at}`);
  expect(error).toBeLessThanOrEqual(bound);
}

test.each(everyNumber)(
  'of all float32 numbers, %s is off by no more than its bound',
  (name) => {
    expectWithin(sweepUnary(name, 'simd', 1), unaryBounds[name], name);
  },
  hour,
);

describe.each(['simd', 'simd-strict'] as const)('%s', (mode) => {
  test.each(unaries)('%s is at most %f ulp off at forty million numbers', (name, bound) => {
    expectWithin(sweepUnary(name, mode, 101), bound, `${name} (${mode})`);
  });

  test.each(binaries)('%s is at most %f ulp off at thirty million pairs', (name, bound) => {
    expectWithin(sweepBinary(name, mode, 1000), bound, `${name} (${mode})`);
  });
});
