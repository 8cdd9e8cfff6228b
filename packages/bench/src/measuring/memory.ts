import { spec } from '../spec.ts';
import type { Run } from './runner.ts';

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

/**
 * W10: how many megabytes of resident memory `count` synchronous steps add to what the warm process had. Nothing awaits
 * between them, so whatever waits for the event loop to be freed stays.
 */
export function measureGrowth(run: Run, metric: string, step: (index: number) => void, count: number): void {
  if (run.checksOnly) return;
  const warmUp = 100;
  for (let i = 0; i < warmUp; i++) step(i);
  const start = megabytes();
  let peak = start;
  for (let i = 0; i < count; i++) {
    step(warmUp + i);
    if (i % 100 === 0) peak = Math.max(peak, megabytes());
  }
  run.print(metric, { median: megabytes() - start, n: count, rssStart: start, rssPeak: peak });
}

/** The steps of W10's comparison. */
export const growthSteps = spec.W10.steps;
