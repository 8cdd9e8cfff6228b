import { afterEach, expect, test } from 'vitest';
import { getKernels, setKernels, tensor } from '../src/index.ts';
import { currentKernels, runsSimd } from '../src/kernels/current.ts';
import { defineKernel } from '../src/kernels/define-kernel.ts';
import { fusesMultiplyAdd } from '../src/kernels/simd/features.ts';

const before = getKernels();
afterEach(() => setKernels(before));

test.each(['reference', 'simd', 'simd-strict'] as const)(
  'operations run on the %s kernels once they are set',
  (name) => {
    setKernels(name);
    expect(getKernels()).toBe(name);
    expect(currentKernels().name).toBe(name === 'reference' ? 'reference' : 'simd');
    expect(runsSimd()).toBe(name !== 'reference');
    expect(tensor([1, 2]).add(1).tolist()).toEqual([2, 3]);
  },
);

test('strict kernels round products before they add', () => {
  setKernels('simd-strict');
  expect(fusesMultiplyAdd()).toBe(false);
});

test('an unknown name is refused and changes nothing', () => {
  setKernels('reference');
  expect(() => setKernels('fast' as 'simd')).toThrow('setKernels: expected reference, simd, simd-strict, got fast');
  expect(getKernels()).toBe('reference');
});

test('a kernel of its own runs in the version of the engine', () => {
  const runs: string[] = [];
  const both = defineKernel(
    () => runs.push('loop'),
    () => runs.push('vectors'),
  );
  const one = defineKernel(() => runs.push('only loop'));
  for (const name of ['reference', 'simd'] as const) {
    setKernels(name);
    both();
    one();
  }
  expect(runs).toEqual(['loop', 'only loop', 'vectors', 'only loop']);
});
