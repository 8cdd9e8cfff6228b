import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/reference.ts';

let current: Kernels = referenceKernels;

/** The engine that operations run on. */
export function currentKernels(): Kernels {
  return current;
}

/** Makes operations run on another engine; returns the one used before. */
export function exchangeKernels(kernels: Kernels): Kernels {
  const previous = current;
  current = kernels;
  return previous;
}
