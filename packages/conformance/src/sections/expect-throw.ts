import { CotangentError } from '@cotangent/core';
import { Mismatch } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { NotThere } from '../values.ts';

/** Runs what must be refused: only one of the library's own errors counts. */
export function expectThrow(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof CotangentError) return;
    if (error instanceof NotThere) throw error;
    throw new Mismatch(`threw ${String(error)}, which is not an error of the library`);
  }
  throw new Mismatch('did not throw');
}

/** A runner whose cases may say that the whole of them must be refused. */
export function refusable(run: (kase: Case) => void): (kase: Case) => void {
  return (kase) => (kase.throws ? expectThrow(() => run(kase)) : run(kase));
}
