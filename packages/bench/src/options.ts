import { parseArgs } from 'node:util';
import { isWorkload, type WorkloadName, workloads } from './spec.ts';

/** What a run can be told. */
export interface Options {
  readonly only: readonly WorkloadName[];
  readonly source: boolean;
  readonly cpuProf: boolean;
}

export const usage = `Usage: pnpm bench [options]

Measures training steps and single operations, prints one line of JSON per result, and everything else to stderr.

  --only <W1,W2,…>    some workloads (default: all, ${workloads[0]} to ${workloads.at(-1)})
  --source            run the workspace's sources instead of the packed packages: for a quick look while working
  --cpu-prof          with --source: write CPU profiles to packages/bench/.work/profiles
  --help              print this
`;

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/** Reads the command line; `'help'` where that was asked for. Throws a UsageError that names the option at fault. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const { source = false } = values;
  const cpuProf = values['cpu-prof'] ?? false;
  if (cpuProf && !source) throw new UsageError('--cpu-prof goes with --source');
  return { only: readOnly(values.only), source, cpuProf };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      // `pnpm bench -- --only W1` passes the dashes on
      args: args[0] === '--' ? args.slice(1) : [...args],
      options: {
        only: text,
        source: flag,
        'cpu-prof': flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

function readOnly(names: string | undefined): readonly WorkloadName[] {
  if (names === undefined) return workloads;
  const wanted = names.split(',');
  const unknown = wanted.find((name) => !isWorkload(name));
  if (unknown !== undefined)
    throw new UsageError(`--only: there is no workload ${unknown}; there are ${workloads.join(', ')}`);
  return workloads.filter((name) => wanted.includes(name));
}
