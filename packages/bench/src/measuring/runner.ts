import { parseArgs } from 'node:util';
import { Recordings } from '../data/read.ts';
import { isWorkload, spec, type WorkloadName } from '../spec.ts';
import { memoryGrowth } from './memory-growth.ts';
import { type Checks, toLine } from './result.ts';
import { statisticsOf } from './statistics.ts';
import { type Timing, timeSteps } from './time-steps.ts';

/** Something to time. */
export interface Measured {
  /** What is counted. Defaults to `ms/step`. */
  readonly metric?: string;
  /** Runs the steps whose results are compared, and returns these. */
  check(): Checks;
  /** One more step; `index` counts from the first that is not a check step. */
  step(index: number): void;
  /** What is counted, from the milliseconds of a step. Defaults to these. */
  figure?(ms: number): number;
  /** Where a step is long. */
  readonly timing?: Partial<Timing>;
  /** Further figures, asked for when `median` is known. */
  more?(median: number): Readonly<Record<string, unknown>>;
}

/** What a workload is given. */
export interface Run {
  readonly recordings: Recordings;
  /** Runs check steps, times further ones unless only checks are wanted, and prints the result. */
  measure(measured: Measured): void;
}

export type Workload = (run: Run) => void;

/** One framework's workloads. */
export interface Framework {
  readonly framework: string;
  readonly version: string;
  readonly workloads: Partial<Record<WorkloadName, Workload>>;
  /** Training of W1 or W3 with memory left to the framework: for W10 and W11. */
  trainer(recordings: Recordings, name: 'W1' | 'W3'): (index: number) => number;
  /** What else every line says. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * The main function of a framework's process. `--data FOLDER` says where the arrays are, and then
 * - `--mode bench --workload W2`, or `check`, runs one of the workloads; if it fails, its result says so;
 * - `--mode startup` takes the first step of W1, then writes STEP, for W11;
 * - `--mode growth --workload W3 --steps 5000` watches the memory of training, for W10.
 */
export function runFramework(
  { framework, version, workloads, trainer, more }: Framework,
  args: readonly string[],
): void {
  const text = { type: 'string' } as const;
  const options = { data: text, workload: text, mode: text, steps: text };
  const { data = '.', workload = 'W1', mode = 'bench', steps } = parseArgs({ args: [...args], options }).values;
  if (!isWorkload(workload)) throw new Error(`there is no workload ${workload}`);
  const recordings = new Recordings(data);
  const print = (counted: WorkloadName, metric: string, figures: object, checks: Checks = {}) =>
    console.log(
      toLine({ framework, version, workload: counted, metric, ...figures, checks, node: process.version, ...more }),
    );
  if (mode === 'startup') {
    trainer(recordings, 'W1')(0);
    console.log('STEP');
    // who that was
    print('W11', 'first step', {});
    return;
  }
  if (mode === 'growth') {
    const count = Number(steps);
    const { growth, ...rss } = memoryGrowth(trainer(recordings, workload === 'W1' ? 'W1' : 'W3'), count);
    print('W10', `MB growth, ${count} steps of ${workload}`, { median: growth, n: count, ...rss });
    return;
  }

  const checksOnly = mode === 'check';
  const measure: Run['measure'] = ({ metric = 'ms/step', check, step, figure = (ms) => ms, timing, more }) => {
    const checks = check();
    if (checksOnly) {
      print(workload, metric, {}, checks);
      return;
    }
    const statistics = statisticsOf(timeSteps(step, { ...spec.timing, ...timing }).map(figure));
    print(workload, metric, { ...statistics, ...more?.(statistics.median) }, checks);
  };
  try {
    const run = workloads[workload];
    if (!run) throw new Error(`${framework} has no runner of ${workload}`);
    run({ recordings, measure });
  } catch (error) {
    print(workload, 'error', { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The losses of the check steps of a training: the first and the last one. */
export function checkLosses(steps: number, step: (index: number) => number): Checks {
  const first = step(0);
  let last = first;
  for (let i = 1; i < steps; i++) last = step(i);
  return { loss_1: first, [`loss_${steps}`]: last };
}
