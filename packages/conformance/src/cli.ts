import { runCommand } from './command.ts';

// pnpm runs scripts in the workspace's root; a relative directory means the caller's folder
const folder = process.env.INIT_CWD ?? process.cwd();

process.exitCode = runCommand(process.argv.slice(2), folder, {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
