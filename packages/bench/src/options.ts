import { parseArgs } from 'node:util';
import { isWorkload, type WorkloadName, workloads } from './spec.ts';

/** What a run can be told. */
export interface Options {
  readonly only: readonly WorkloadName[];
  readonly source: boolean;
  readonly cpuProf: boolean;
  readonly peers: boolean;
  readonly node24: boolean;
  readonly rounds: number;
  readonly python: string | undefined;
  readonly write: boolean;
}

export const usage = `Usage: pnpm bench [options]

Measures training steps and single operations, prints one line of JSON per result, and everything else to stderr.

  --only <W1,W2,…>    some workloads (default: all, ${workloads[0]} to ${workloads.at(-1)})
  --source            run the workspace's sources instead of the packed packages: for a quick look while working
  --cpu-prof          with --source: write CPU profiles to packages/bench/.work/profiles
  --node24            Cotangent on Node 24 too
  --peers             compare with PyTorch, jax-js and TensorFlow.js
  --rounds <n>        with --peers: how often each framework runs each workload (default 3)
  --python <program>  with --peers: the Python that has PyTorch (default python3, else /usr/bin/python3)
  --write             with --peers: write the table to docs/performance.md
  --help              print this
`;

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/** Reads the command line; `'help'` where that was asked for. Throws a UsageError that names the option at fault. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const { source = false, peers = false, write = false, node24 = false, python } = values;
  const cpuProf = values['cpu-prof'] ?? false;
  if (source && (peers || node24)) throw new UsageError('--source measures the sources on this Node, and nothing else');
  if (write && values.only !== undefined) throw new UsageError('--write wants all workloads, not --only some');
  if (cpuProf && !source) throw new UsageError('--cpu-prof goes with --source');
  if (!peers) {
    for (const name of ['rounds', 'python', 'write'] as const) {
      if (values[name] !== undefined) throw new UsageError(`--${name} goes with --peers`);
    }
  }
  return {
    only: readOnly(values.only),
    source,
    cpuProf,
    peers,
    node24,
    rounds: readRounds(values.rounds),
    python,
    write,
  };
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
        rounds: text,
        python: text,
        source: flag,
        'cpu-prof': flag,
        node24: flag,
        peers: flag,
        write: flag,
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

function readRounds(text = '3'): number {
  const rounds = Number(text);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds is ${text}, expected a whole number, 1 or more`);
  return rounds;
}
