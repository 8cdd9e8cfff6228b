import expectedJson from '../expected.json' with { type: 'json' };
import type { Checks, Result } from './measuring/result.ts';
import type { WorkloadName } from './spec.ts';

/** What PyTorch computes in each workload's check steps. */
export const expected: Partial<Record<WorkloadName, Checks>> = expectedJson;

/** How far a result may lie from another. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * Frameworks add in other orders and have exponentials of their own, which a first loss shows in its sixth digit.
 * Training amplifies that; in the convolutional network also a maximum falls to another side now and then.
 */
export function toleranceOf(workload: WorkloadName, check: string): Tolerance {
  // an element of a product is a sum of terms that cancel
  if (workload === 'W5') return { relative: 0, absolute: 2e-5 };
  if (check === 'loss_1') return { relative: 2e-5, absolute: 0 };
  return { relative: workload === 'W9' ? 1e-3 : 1e-4, absolute: 0 };
}

/** What is wrong with the checks of a result, a line for each; nothing where they agree with what PyTorch computes. */
export function disagreements({ workload, metric, checks, error }: Result): readonly string[] {
  if (metric === 'error') return [error ?? 'failed'];
  const known = expected[workload] ?? {};
  // W5 has a line for each size, and its checks beside it
  const wanted = workload === 'W5' ? Object.keys(checks) : Object.keys(known);
  if (wanted.length === 0 && Object.keys(known).length > 0) return ['nothing to compare'];
  return wanted.flatMap((check) => {
    const actual = checks[check];
    const reference = known[check];
    if (actual === undefined || reference === undefined) return [`${check} is ${actual}, expected ${reference}`];
    return agree(actual, reference, toleranceOf(workload, check))
      ? []
      : [`${check} is ${actual}, expected ${reference}`];
  });
}

/** Whether two numbers are as close as they must be; not-a-number is close to nothing. */
export function agree(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}
