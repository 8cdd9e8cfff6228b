import { expect, test } from 'vitest';
import type { FunctionBuilder } from '../src/kernels/assembler/function-builder.ts';
import * as v128 from '../src/kernels/assembler/instructions/v128.ts';
import { ModuleBuilder } from '../src/kernels/assembler/module-builder.ts';
import { getKernels, setKernels } from '../src/kernels/current.ts';
import { pushExp, pushExpOfNonPositive } from '../src/kernels/simd/functions/exp.ts';
import { pushLog } from '../src/kernels/simd/functions/log.ts';
import { instantiate } from '../src/kernels/simd/instantiate.ts';
import { markScratch, releaseScratch, takeScratch } from '../src/memory/scratch.ts';
import { wasmMemory } from '../src/memory/wasm-memory.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Applies a vector function to numbers, rounded to float32 first. */
function apply(push: (f: FunctionBuilder) => void, values: readonly number[]): Float32Array {
  const module = new ModuleBuilder();
  module.func('run', ['i32', 'i32'], [], (f, address, count) => {
    f.repeat(count!, () => {
      f.get(address!).get(address!).memory(v128.load);
      push(f);
      f.memory(v128.store).increment(address!, 16);
    });
  });
  const { run } = instantiate<'run'>(module);
  const mark = markScratch();
  const address = takeScratch(4 * values.length + 16);
  const elements = new Float32Array(wasmMemory()!.buffer, address, values.length);
  elements.set(values);
  run!(address, Math.ceil(values.length / 4));
  const results = elements.slice();
  releaseScratch(mark);
  return results;
}

/** The largest distance from the exact results, in units of the last place. */
function worstError(results: Float32Array, exact: readonly number[]): number {
  return exact.reduce((worst, value, i) => {
    const place = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);
    return Math.max(worst, results[i] === value ? 0 : Math.abs(results[i]! - value) / place);
  }, 0);
}

/** Float32 numbers from one to another, both in the list, in steps of their bits. */
function numbersBetween(low: number, high: number, count: number): number[] {
  const [from, to] = new Int32Array(Float32Array.of(low, high).buffer);
  const bits = Int32Array.from({ length: count }, (_, i) => from! + Math.floor(((to! - from!) * i) / (count - 1)));
  return Array.from(new Float32Array(bits.buffer));
}

test.each([
  ['exp', 'simd', pushExp, Math.exp, [numbersBetween(1e-8, 88.7, 2e4), numbersBetween(-1e-8, -103.9, 2e4)], 1.01],
  [
    'exp',
    'simd-strict',
    pushExp,
    Math.exp,
    [numbersBetween(1e-8, 88.7, 2e4), numbersBetween(-1e-8, -103.9, 2e4)],
    1.01,
  ],
  ['exp of what is not positive', 'simd', pushExpOfNonPositive, Math.exp, [numbersBetween(-1e-8, -87.3, 2e4)], 1.01],
  [
    'exp of what is not positive',
    'simd-strict',
    pushExpOfNonPositive,
    Math.exp,
    [numbersBetween(-1e-8, -87.3, 2e4)],
    1.01,
  ],
  ['log', 'simd', pushLog, Math.log, [numbersBetween(1e-45, 3e38, 2e4), numbersBetween(0.5, 2, 4e4)], 0.83],
  ['log', 'simd-strict', pushLog, Math.log, [numbersBetween(1e-45, 3e38, 2e4), numbersBetween(0.5, 2, 4e4)], 0.83],
] as const)('%s (%s) is close to the exact result', (_, mode, push, exact, ranges, bound) => {
  const before = getKernels();
  setKernels(mode);
  try {
    for (const values of ranges) {
      expect(worstError(apply(push, values), Array.from(values, exact))).toBeLessThan(bound);
    }
  } finally {
    setKernels(before);
  }
});

test.each([
  ['exp', pushExp, [nan, inf, -inf, 0, -0, 89, -104, 1e30, -1e30], [nan, inf, 0, 1, 1, inf, 0, inf, 0]],
  ['exp of what is not positive', pushExpOfNonPositive, [nan, -inf, 0, -0, -88, -1e30], [nan, 0, 1, 1, 0, 0]],
  ['log', pushLog, [nan, inf, -inf, 0, -0, 1, -1, -1e-40], [nan, inf, nan, -inf, -inf, 0, nan, nan]],
] as const)('%s of what is special', (_, push, values, want) => {
  expect(Array.from(apply(push, values))).toEqual(want);
});
