import type { WorkloadName } from '../spec.ts';

/** Results that every framework must agree on: losses, sums, single gradients. */
export type Checks = Readonly<Record<string, number>>;

/** One line of output. */
export interface Result {
  readonly framework: string;
  readonly version: string;
  readonly workload: WorkloadName;
  /** What is counted: `ms/step`, `GFLOPS-512` …; `checks` where nothing was timed, `error` where it failed. */
  readonly metric: string;
  readonly median?: number;
  readonly p10?: number;
  readonly p90?: number;
  readonly n?: number;
  readonly checks: Checks;
  /** Which Node ran it; Python's frameworks have none. */
  readonly node?: string;
  /** Whether Cotangent was the packed packages or the workspace's sources. */
  readonly build?: string;
  /** Which kernels Cotangent ran on. */
  readonly kernels?: string;
  readonly error?: string;
  /** Further figures of one framework. */
  readonly [extra: string]: unknown;
}

/** A result, or what follows from several, as a line of JSON, numbers to seven digits: float32 holds no more. */
export function toLine(result: object): string {
  return JSON.stringify(result, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value));
}

/** The results among the lines that a process wrote; frameworks greet, warn and advertise between them. */
export function parseLines(output: string): readonly Result[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Result);
}
