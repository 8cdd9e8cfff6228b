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

/**
 * What is wrong with the checks of a result, a line for each; nothing where they agree with what PyTorch recorded, or
 * with another result of the workload.
 */
export function disagreements(result: Result, reference: Checks = expected[result.workload] ?? {}): readonly string[] {
  const { workload, metric, checks, error } = result;
  if (metric === 'error') return [error ?? 'failed'];
  const checked = Object.keys(checks);
  // a result of W5 is of one size, what it is compared with may have all of them
  const wanted = workload === 'W5' && checked.length > 0 ? checked : Object.keys(reference);
  return wanted.flatMap((check) => {
    const [actual, other] = [checks[check], reference[check]];
    const same = actual !== undefined && other !== undefined && agree(actual, other, toleranceOf(workload, check));
    return same ? [] : [`${check} is ${actual}, expected ${other}`];
  });
}

/** Whether two numbers are as close as they must be; not-a-number is close to nothing. */
export function agree(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}
