import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';

// Debian's python3-torch belongs to Debian's Python, which need not be the first one
const candidates = ['python3', '/usr/bin/python3'];

/** PyTorch where a Python has it, on one thread. Throws where none does. */
export function pytorch(python: string | undefined): Contestant {
  const tried = python === undefined ? candidates : [python];
  for (const program of tried) {
    const code = 'import os, numpy, torch; print(os.path.dirname(torch.__file__))';
    const { status, stdout } = spawnSync(program, ['-c', code], { encoding: 'utf8' });
    if (status !== 0) continue;
    return {
      name: 'pytorch',
      engine: 'Python',
      command: {
        program,
        args: [fileURLToPath(new URL('pytorch.py', import.meta.url))],
        env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
      },
      installed: [stdout.trim()],
    };
  }
  throw new Error(
    `no PyTorch: tried ${tried.join(' and ')} (Debian: apt-get install python3-torch libopenblas0-pthread)`,
  );
}

/**
 * Whether the lines are of a PyTorch on the reference BLAS, which Debian installs where nobody asks for another: its
 * products are some thirty times slower than those that people know.
 */
export function usesReferenceBlas(libraries: unknown): boolean {
  return Array.isArray(libraries) && libraries.some((file) => /\/blas\/libblas\./.test(String(file)));
}
