import { memoryStatistics } from '../src/index.ts';

/** The bytes that a run has to evacuate: the least of three times, since what others left has to leave but once. */
export function evacuatedBy(run: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const before = memoryStatistics()!.evacuated;
    run();
    return memoryStatistics()!.evacuated - before;
  });
  return Math.min(...times);
}
