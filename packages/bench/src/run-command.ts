import { spawn } from 'node:child_process';

/** How to start a program. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program and returns what it wrote to standard output; its errors and warnings go where ours go. Throws when it
 * cannot start, fails, or takes longer than `limitMs`.
 */
export async function runCommand({ program, args, env }: Command, cwd: string, limitMs = 1_800_000): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: limitMs,
  });
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
  });
  const end = await new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal));
  });
  if (end !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${end}:\n${output}`);
  return output;
}
