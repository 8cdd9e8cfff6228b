import type { WorkloadName } from './spec.ts';

/** What a ratio, ours by theirs, should be at most. */
export interface Goal {
  readonly workload: WorkloadName;
  readonly metric: string;
  readonly peer: string;
  readonly atMost: number;
}

const goal = (peer: string, workload: WorkloadName, atMost: number, metric = 'ms/step'): Goal => ({
  workload,
  metric,
  peer,
  atMost,
});

/** Ratios to peers, of one interleaved run. */
export const ratioGoals: readonly Goal[] = [
  goal('pytorch', 'W1', 0.1),
  goal('pytorch', 'W2', 0.4),
  goal('pytorch', 'W3', 0.67),
  goal('pytorch', 'W4', 1.75),
  goal('pytorch', 'W6', 2.1),
  goal('pytorch', 'W6', 0.65, 'ms/step, one formula'),
  goal('pytorch', 'W7', 0.8),
  goal('pytorch', 'W8', 0.12, 'us/op'),
  goal('pytorch', 'W9', 1.5),
  goal('jax-js', 'W1', 0.06),
  goal('jax-js', 'W2', 0.25),
  goal('jax-js', 'W3', 0.37),
  goal('jax-js', 'W4', 0.5),
  goal('jax-js', 'W7', 0.12),
  goal('jax-js', 'W9', 0.04),
];

/** Goals that no peer has a part in, as they stand in the report. */
export const ownGoals = {
  share: '≥ 0.88',
  growth: '≤ 5',
  startup: '≤ bare Node + 30',
  installed: '≤ 2',
  bundled: '≤ 20',
} as const;
