import { spawnSync } from 'node:child_process';
import type { Bundled } from './bundle-size.ts';
import { data, repository } from './folders.ts';
import { parseLines, type Result } from './measuring/result.ts';
import { pinned } from './pin.ts';
import { type Command, runCommand } from './run-command.ts';
import { spec, type WorkloadName } from './spec.ts';
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
  /** A small program for a page, to be bundled and weighed. */
  readonly bundled?: Bundled;
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
  try {
    if (workload === 'W10') return mode === 'bench' ? await measureGrowth(contestant) : [];
    if (workload === 'W11') return mode === 'bench' ? await measureStartup(contestant) : [];
    return await run(contestant, '--workload', workload, '--mode', mode);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ framework: contestant.name, version: '-', workload, metric: 'error', checks: {}, error: why }];
  }
}

/** W10: memory that steps of W3 add, left to the framework and without a pause; ours must stand many more of W1, too. */
async function measureGrowth(contestant: Contestant): Promise<readonly Result[]> {
  const growth = (workload: WorkloadName, steps: number) =>
    run(contestant, '--workload', workload, '--mode', 'growth', '--steps', String(steps));
  const compared = await growth('W3', spec.W10.steps);
  return contestant.name === 'cotangent' ? [...compared, ...(await growth('W1', 20_000))] : compared;
}

async function run({ command }: Contestant, ...told: string[]): Promise<readonly Result[]> {
  const args = [...command.args, '--data', data, ...told];
  return parseLines(await runCommand(pinned({ ...command, args }), repository));
}
