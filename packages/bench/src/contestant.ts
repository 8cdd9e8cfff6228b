import { spawnSync } from 'node:child_process';
import { data, repository } from './folders.ts';
import { parseLines, type Result } from './measuring/result.ts';
import { pinned } from './pin.ts';
import { type Command, runCommand } from './run-command.ts';
import type { WorkloadName } from './spec.ts';
import { measureStartup } from './startup.ts';

/** A framework on an engine, ready to run. */
export interface Contestant {
  readonly name: string;
  /** `Node 20`, `Node 24`, `Python`. */
  readonly engine: string;
  /** Its runner, which `--data`, `--workload` and `--mode` are added to. */
  readonly command: Command;
  /** The Node it runs on, if it does. */
  readonly node?: string;
  /** The folders that hold it, to be weighed. */
  readonly installed: readonly string[];
  /** Workloads that it is known not to have, and why. */
  readonly lacks?: Partial<Record<WorkloadName, string>>;
}

/** The name of a Node, given by its program: `Node 20`. */
export function engineOf(node: string): string {
  const version = node === process.execPath ? process.version : spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout;
  return `Node ${version.replace(/^v(\d+).*/s, '$1')}`;
}

/**
 * Runs one workload in a process of its own, so that none inherits another's heap or compiled code. A process that fails
 * gives one result that says so.
 */
export async function runWorkload(
  contestant: Contestant,
  workload: WorkloadName,
  mode: 'bench' | 'check',
): Promise<readonly Result[]> {
  const { program, args, env } = contestant.command;
  const told = [...args, '--data', data, '--workload', workload, '--mode', mode];
  try {
    if (workload === 'W11') return mode === 'bench' ? await measureStartup(contestant) : [];
    return parseLines(await runCommand(pinned({ program, args: told, ...(env && { env }) }), repository));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ framework: contestant.name, version: '-', workload, metric: 'error', checks: {}, error: why }];
  }
}
