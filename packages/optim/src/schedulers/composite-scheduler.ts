import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { listOf } from './checks.ts';
import type { ComposableScheduler } from './lr-scheduler.ts';

/** Refuses schedulers that cannot be parts of one of this optimizer. */
export function checkParts(name: string, optimizer: Optimizer | undefined, schedulers: readonly unknown[]): void {
  if (listOf(name, 'schedulers', schedulers).length === 0) {
    throw new ArgumentError(`${name}: got an empty list of schedulers`);
  }
  schedulers.forEach((scheduler, i) => {
    const part = scheduler as Partial<ComposableScheduler> | null | undefined;
    if (typeof part?.begin !== 'function') {
      const what = String(part?.constructor?.name ?? part);
      throw new ArgumentError(`${name}: scheduler ${i} does not go by epochs alone: ${what}`);
    }
    if (part.optimizer !== optimizer) {
      throw new ArgumentError(`${name}: scheduler ${i} belongs to another optimizer`);
    }
  });
}

/** Sets the rates back to those that schedulers count from. */
export function resetRates({ paramGroups }: Optimizer): void {
  for (const group of paramGroups) group.lr = group.initialLr ?? group.lr;
}

/** Loads a state into each part, or into none. Throws an ArgumentError as they do. */
export function loadParts(name: string, parts: readonly ComposableScheduler[], states: readonly object[]): void {
  if (!Array.isArray(states) || states.length !== parts.length) {
    throw new ArgumentError(`${name}: expected the states of ${parts.length} schedulers, got ${states?.length}`);
  }
  const before = parts.map((part) => part.stateDict());
  try {
    parts.forEach((part, i) => {
      part.loadStateDict(states[i] as never);
    });
  } catch (error) {
    parts.forEach((part, i) => {
      part.loadStateDict(before[i] as never);
    });
    throw error;
  }
}
