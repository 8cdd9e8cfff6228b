import type { Contestant } from './contestant.ts';
import { ratioGoals } from './goals.ts';
import type { Result } from './measuring/result.ts';
import { median } from './measuring/statistics.ts';
import type { WorkloadName } from './spec.ts';

/** All results of one contestant for one metric, a line per round. */
export interface Series {
  readonly contestant: Contestant;
  readonly workload: WorkloadName;
  readonly metric: string;
  readonly results: readonly Result[];
}

/** Our time by theirs, from the medians of the same round: below 1 where we are faster, in W5 too. */
export interface Ratio {
  readonly workload: WorkloadName;
  readonly metric: string;
  readonly peer: string;
  /** What ours ran on; theirs ran on the same, or on Python. */
  readonly engine: string;
  /** The median of the rounds' ratios. */
  readonly ratio: number;
  readonly rounds: readonly number[];
  /** What it should be at most, where there is a goal. */
  readonly goal?: number;
}

/** What came of a comparison. */
export interface Comparison {
  readonly series: readonly Series[];
  readonly ratios: readonly Ratio[];
  /** Why it cannot be trusted; nothing where everyone computed the same. */
  readonly problems: readonly string[];
}

/** The median over the rounds of what a series counts; none where all of them failed. */
export function middle({ results }: Series): number | undefined {
  const medians = results.flatMap((result) => result.median ?? []);
  return medians.length > 0 ? median(medians) : undefined;
}

/**
 * The ratios to each peer on the same engine, or on none of ours. What only we count, as W6 written as one formula, is
 * held against what they count for the workload. Bytes have no ratio: they may be none, or fewer than before.
 */
export function ratios(series: readonly Series[]): readonly Ratio[] {
  const ours = series.filter(({ contestant, metric }) => contestant.name === 'cotangent' && !/^[kM]B/.test(metric));
  const engines = new Set(ours.map(({ contestant }) => contestant.engine));
  return ours.flatMap((mine) =>
    series
      .filter(
        ({ contestant, workload, metric }) =>
          contestant.name !== 'cotangent' &&
          workload === mine.workload &&
          metric === mine.metric.replace(', one formula', '') &&
          (contestant.engine === mine.contestant.engine || !engines.has(contestant.engine)),
      )
      .flatMap((theirs) => ratioOf(mine, theirs) ?? []),
  );
}

function ratioOf(mine: Series, theirs: Series): Ratio | undefined {
  const { workload, metric } = mine;
  const isSpeed = metric.startsWith('GFLOPS');
  const rounds = mine.results.flatMap((result, round) => {
    const [a, b] = [result.median, theirs.results[round]?.median];
    if (a === undefined || b === undefined) return [];
    return isSpeed ? b / a : a / b;
  });
  if (rounds.length === 0) return undefined;
  const goal = ratioGoals.find(
    (one) => one.workload === workload && one.metric === metric && one.peer === theirs.contestant.name,
  );
  return {
    workload,
    metric,
    peer: theirs.contestant.name,
    engine: mine.contestant.engine,
    ratio: median(rounds),
    rounds,
    ...(goal && { goal: goal.atMost }),
  };
}

/** `jax-js, Node 24`. */
export function nameOf({ name, engine }: Contestant): string {
  return engine === 'Python' ? name : `${name}, ${engine}`;
}
