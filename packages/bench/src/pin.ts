import { spawnSync } from 'node:child_process';
import type { Command } from './run-command.ts';

/** Whether processes can be kept on one core. */
export const canPin: boolean = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** The command kept on the first core: frameworks then compete with one core each, and nothing migrates. */
export function pinned(command: Command): Command {
  if (!canPin) return command;
  return { ...command, program: 'taskset', args: ['-c', '0', command.program, ...command.args] };
}
