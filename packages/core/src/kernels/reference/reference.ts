import type { Kernels } from '../kernels.ts';
import { accumulate, copy, fill } from './copy.ts';
import { map } from './map.ts';
import { matmul } from './matmul.ts';
import { reduce } from './reduce.ts';

/** Plain loops for every dtype: what other engines are measured against, and what they fall back on. */
export const referenceKernels: Kernels = { name: 'reference', map, copy, accumulate, fill, reduce, matmul };
