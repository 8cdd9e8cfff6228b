import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzippedKilobytes } from './bundle-size.ts';
import type { Contestant } from './contestant.ts';
import { data } from './folders.ts';
import { parseLines, type Result } from './measuring/result.ts';
import { median, statisticsOf } from './measuring/statistics.ts';
import { pinned } from './pin.ts';
import type { Command } from './run-command.ts';

const repetitions = 7;

/**
 * W11: milliseconds from the start of a process until the first step of W1 is done, the megabytes installed, and the
 * kilobytes that a page loads for a gradient.
 */
export async function measureStartup({ command, node, installed, bundled }: Contestant): Promise<readonly Result[]> {
  const first: Command = { ...command, args: [...command.args, '--data', data, '--mode', 'startup'] };
  // a Node that has nothing to do, for what of the time is not the framework's
  const bare: Command = { program: node ?? '', args: ['--input-type=module', '--eval', "console.log('STEP')"] };
  const times: number[] = [];
  const bareTimes: number[] = [];
  // the first run brings the files into the cache
  let { output } = await untilStep(first);
  for (let i = 0; i < repetitions; i++) {
    const run = await untilStep(first);
    times.push(run.time);
    output = run.output;
    if (node !== undefined) bareTimes.push((await untilStep(bare)).time);
  }
  const [identity] = parseLines(output);
  if (!identity) throw new Error(`${command.program} did not say what it is:\n${output}`);
  const { framework, version, workload, metric: _metric, checks, ...rest } = identity;
  const who = { framework, version, workload };
  const bareNode = node === undefined ? {} : { bareNode: median(bareTimes) };
  return [
    { ...who, metric: 'ms to first step', ...statisticsOf(times), ...bareNode, checks, ...rest },
    ...(installed.length > 0
      ? [{ ...who, metric: 'MB installed', median: megabytesOnDisk(installed), checks, ...rest }]
      : []),
    ...(bundled
      ? [{ ...who, metric: 'kB gzipped for a page', median: await gzippedKilobytes(bundled), checks, ...rest }]
      : []),
  ];
}

function untilStep(command: Command): Promise<{ readonly time: number; readonly output: string }> {
  const { program, args, env } = pinned(command);
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let time: number | undefined;
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('STEP')) time ??= performance.now() - start;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0 && time !== undefined) resolve({ time, output });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status} before its first step:\n${output}`));
    });
  });
}

/** What the files below these folders take on disk. */
function megabytesOnDisk(folders: readonly string[]): number {
  let bytes = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      // 512 is what a block of stat means, whatever the disk's own blocks are
      if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).blocks * 512;
    }
  }
  return bytes / 2 ** 20;
}
