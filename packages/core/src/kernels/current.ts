import { ArgumentError } from '../errors.ts';
import { environmentVariable } from '../host.ts';
import { wasmMemory } from '../memory/wasm-memory.ts';
import { warnOnce } from '../warn.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/reference.ts';
import { hasSimd, setStrict } from './simd/features.ts';
import { simdKernels } from './simd/simd.ts';

/**
 * Which kernels operations run on: `'simd'`, the default, is WebAssembly SIMD for float32; `'simd-strict'` is the same
 * without instructions whose last bits depend on the machine; `'reference'` is plain loops.
 */
export type KernelsName = 'reference' | 'simd' | 'simd-strict';

const names: readonly KernelsName[] = ['reference', 'simd', 'simd-strict'];

let current: Kernels | undefined;
let currentName: KernelsName = 'reference';

/** The engine that operations run on. */
export function currentKernels(): Kernels {
  if (!current) setKernels(chosenName());
  return current!;
}

/** Whether kernels that have a version for SIMD run that. */
export function runsSimd(): boolean {
  if (!current) setKernels(chosenName());
  return currentName !== 'reference';
}

/**
 * Makes operations run on other kernels from now on; existing tensors stay as they are. The environment variable
 * `COTANGENT_KERNELS` says which are used at first. Where WebAssembly SIMD is not available the reference kernels run
 * instead, after one warning.
 *
 * Throws an ArgumentError for an unknown name.
 */
export function setKernels(name: KernelsName): void {
  if (!names.includes(name)) throw new ArgumentError(`setKernels: expected ${names.join(', ')}, got ${String(name)}`);
  currentName = name === 'reference' || hasSimd() ? name : 'reference';
  // a host without WebAssembly has been told so
  if (currentName !== name && wasmMemory()) {
    warnOnce(
      'no SIMD',
      'Cotangent: WebAssembly SIMD is not available here, so operations run on plain JavaScript loops.',
    );
  }
  setStrict(name === 'simd-strict');
  current = currentName === 'reference' ? referenceKernels : simdKernels;
}

/** Which kernels operations run on. */
export function getKernels(): KernelsName {
  if (!current) setKernels(chosenName());
  return currentName;
}

function chosenName(): KernelsName {
  return (environmentVariable('COTANGENT_KERNELS') as KernelsName | undefined) ?? 'simd';
}
