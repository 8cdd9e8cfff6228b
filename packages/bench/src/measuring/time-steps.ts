/** How long to warm up and to measure; milliseconds and numbers of steps. */
export interface Timing {
  readonly warmMs: number;
  readonly warmSteps: number;
  readonly measureMs: number;
  readonly minSteps: number;
  readonly maxSteps: number;
}

/** Runs steps 0, 1, 2 … until engine and caches are warm, then the ones whose milliseconds it returns. */
export function timeSteps(step: (index: number) => void, timing: Timing): readonly number[] {
  let index = 0;
  const warmStart = performance.now();
  const warmTime = () => performance.now() - warmStart;
  while (index < timing.warmSteps || warmTime() < timing.warmMs) {
    step(index++);
    // steps so slow that the compilers have long been through
    if (index >= 3 && warmTime() > 8 * timing.warmMs) break;
  }

  const times: number[] = [];
  const start = performance.now();
  let before = start;
  while ((times.length < timing.minSteps || before - start < timing.measureMs) && times.length < timing.maxSteps) {
    step(index++);
    const after = performance.now();
    times.push(after - before);
    before = after;
    if (times.length >= 3 && after - start > 6 * timing.measureMs) break;
  }
  return times;
}
