import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../folders.ts';
import { type Command, runCommand } from '../run-command.ts';

/** The workspace's TypeScript. */
export function tsc(...args: string[]): Command {
  return { program: process.execPath, args: [join(repository, 'node_modules/typescript/bin/tsc'), ...args] };
}

/** The workspace's pnpm, installed or not. */
export function pnpm(...args: string[]): Command {
  const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return { program: 'npx', args: ['-y', packageManager, ...args] };
}

/** Installs packages as a project of their own: outside the workspace, and without running their scripts. */
export async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  await runCommand({ program: 'npm', args: ['install', ...quiet, ...packages] }, folder);
}
