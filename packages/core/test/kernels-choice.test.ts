import { afterEach, expect, test } from 'vitest';
import { getKernels, setKernels, tensor } from '../src/index.ts';
import { currentKernels, runsSimd } from '../src/kernels/current.ts';
import { defineKernel } from '../src/kernels/define-kernel.ts';
import { fusesMultiplyAdd } from '../src/kernels/simd/features.ts';
import { markScratch, releaseScratch, takeScratch } from '../src/memory/scratch.ts';

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

test('a kernel of its own runs in the version of the engine, unless that leaves the operands to the loop', () => {
  const runs: string[] = [];
  const both = defineKernel<[fits: boolean]>(
    () => runs.push('loop'),
    (fits) => {
      if (fits) runs.push('vectors');
      return fits;
    },
  );
  const one = defineKernel(() => runs.push('only loop'));
  for (const name of ['reference', 'simd'] as const) {
    setKernels(name);
    both(true);
    one();
  }
  expect(runs.splice(0)).toEqual(['loop', 'only loop', 'vectors', 'only loop']);
  both(false);
  expect(runs).toEqual(['loop']);
});

test.each<[string, () => boolean]>([
  ['does the work', () => true],
  ['leaves it', () => false],
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
])('scratch memory of a kernel that %s is given back', (_, end) => {
  setKernels('simd');
  const kernel = defineKernel(
    () => {},
    () => {
      takeScratch(4096);
      return end();
    },
  );
  // the first region, which stays
  const mark = markScratch();
  takeScratch(16);
  releaseScratch(mark);
  const top = markScratch();
  try {
    kernel();
  } catch {
    // of no matter here
  }
  expect(markScratch()).toBe(top);
});
