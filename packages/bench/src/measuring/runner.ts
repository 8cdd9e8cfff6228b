import { parseArgs } from 'node:util';
import { Recordings } from '../data/read.ts';
import { isWorkload, spec, type WorkloadName } from '../spec.ts';
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

/** What a workload is given: the recorded arrays, and where its results go. */
export interface Run {
  readonly recordings: Recordings;
  /** Whether to stop after the check steps. */
  readonly checksOnly: boolean;
  /** Runs check steps, times further ones unless only checks are wanted, and prints the result. */
  measure(measured: Measured): void;
  /** Prints a result that was found some other way. */
  print(metric: string, figures: Readonly<Record<string, unknown>>, checks?: Checks): void;
}

export type Workload = (run: Run) => void;

/** One framework's workloads. */
export interface Framework {
  readonly framework: string;
  readonly version: string;
  readonly workloads: Partial<Record<WorkloadName, Workload>>;
  /** The first step of W1. */
  firstStep(recordings: Recordings): void;
  /** What else every line says. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * The main function of a framework's process, for one workload:
 * `--data FOLDER --workload W3 --mode bench|check|startup`. A failing workload becomes a line that says so.
 */
export function runFramework({ framework, version, workloads, firstStep, more }: Framework, args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { data: text, workload: text, mode: text } });
  const { data = '.', workload = 'W11', mode = 'bench' } = values;
  if (!isWorkload(workload)) throw new Error(`there is no workload ${workload}`);
  const recordings = new Recordings(data);
  const print: Run['print'] = (metric, figures, checks = {}) =>
    console.log(toLine({ framework, version, workload, metric, ...figures, checks, node: process.version, ...more }));
  if (mode === 'startup') {
    firstStep(recordings);
    console.log('STEP');
    // who that was
    print('first step', {});
    return;
  }

  const checksOnly = mode === 'check';
  const measure: Run['measure'] = ({ metric = 'ms/step', check, step, figure = (ms) => ms, timing, more }) => {
    const checks = check();
    if (checksOnly) {
      print(metric, {}, checks);
      return;
    }
    const statistics = statisticsOf(timeSteps(step, { ...spec.timing, ...timing }).map(figure));
    print(metric, { ...statistics, ...more?.(statistics.median) }, checks);
  };
  try {
    const run = workloads[workload];
    if (!run) throw new Error(`${framework} has no runner of ${workload}`);
    run({ recordings, checksOnly, measure, print });
  } catch (error) {
    print('error', { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The losses of the check steps of a training: the first and the last one. */
export function checkLosses(steps: number, step: (index: number) => number): Checks {
  const first = step(0);
  let last = first;
  for (let i = 1; i < steps; i++) last = step(i);
  return { loss_1: first, [`loss_${steps}`]: last };
}
