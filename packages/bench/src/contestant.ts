import { data, repository } from './folders.ts';
import type { Result } from './measuring/result.ts';
import { parseLines } from './measuring/result.ts';
import { pinned } from './pin.ts';
import { type Command, runCommand } from './run-command.ts';
import type { WorkloadName } from './spec.ts';
import { measureStartup } from './startup.ts';

/** A framework on an engine, ready to run. */
export interface Contestant {
  readonly name: string;
  /** Its runner, which `--data`, `--workload` and `--mode` are added to. */
  readonly command: Command;
  /** The Node it runs on, if it does. */
  readonly node?: string;
  /** The folders that hold it, to be weighed. */
  readonly installed: readonly string[];
  /** Workloads that it is known not to have, and why. */
  readonly lacks?: Partial<Record<WorkloadName, string>>;
}

/** Runs one workload in a process of its own, so that none inherits another's heap or compiled code. */
export async function runWorkload(
  contestant: Contestant,
  workload: WorkloadName,
  mode: 'bench' | 'check',
): Promise<readonly Result[]> {
  if (workload === 'W11') return mode === 'bench' ? measureStartup(contestant) : [];
  const { program, args, env } = contestant.command;
  const told = [...args, '--data', data, '--workload', workload, '--mode', mode];
  return parseLines(await runCommand(pinned({ program, args: told, ...(env && { env }) }), repository));
}
