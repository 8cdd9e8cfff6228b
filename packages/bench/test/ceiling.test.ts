import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { chains, loopModule, multiplyAddCeiling } from '../src/ours/ceiling.ts';

test.each([{ fused: true }, { fused: false }])(
  'the loop multiplies and adds on every chain, fused: $fused',
  ({ fused }) => {
    // what Node 20 needs for the fused one
    if (!WebAssembly.validate(loopModule(fused))) setFlagsFromString('--experimental-wasm-relaxed-simd');
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(loopModule(fused)));
    const run = exports.run as (rounds: number) => number;
    expect(run(1)).toBe(chains * 0.5 * 0.25);
    expect(run(1000)).toBe(chains * 0.5 * 0.25 * 1000);
  },
);

test('every supported Node has fused multiply-adds', () => {
  const { instructions, gflops } = multiplyAddCeiling(0.1);
  expect(instructions).toBe('fma');
  expect(gflops).toBeGreaterThan(0);
});
