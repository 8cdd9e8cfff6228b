import type { Kernels } from '../kernels.ts';
import { referenceKernels } from '../reference/reference.ts';
import { accumulate, copy, fill } from './copy.ts';
import { map } from './map.ts';
import { matmul } from './matmul.ts';
import { reduce } from './reduce/reduce.ts';

/**
 * Kernels of WebAssembly SIMD for float32, built at first use. Each leaves other dtypes, and operands that do not lie in
 * the linear memory, to the reference loops.
 */
export const simdKernels: Kernels = {
  ...referenceKernels,
  name: 'simd',
  map,
  copy,
  accumulate,
  fill,
  matmul,
  reduce,
};
