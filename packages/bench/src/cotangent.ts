import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contestant, engineOf } from './contestant.ts';
import { repository, work } from './folders.ts';
import { oursFolder } from './install/ours.ts';

/** Cotangent as it was packed and installed, with its runner. */
export function packedCotangent(runner: string, node: string = process.execPath): Contestant {
  const modules = join(oursFolder, 'node_modules');
  return {
    name: 'cotangent',
    engine: engineOf(node),
    command: { program: node, args: [runner] },
    node,
    installed: ['core', 'nn', 'optim'].map((name) => join(modules, '@cotangent', name)),
    bundled: { program: join(repository, '.ci/size/tensors.js'), modules },
  };
}

/** Cotangent from the workspace's sources. */
export function sourceCotangent(cpuProf: boolean): Contestant {
  const profiles = join(work, 'profiles');
  if (cpuProf) mkdirSync(profiles, { recursive: true });
  const node = process.execPath;
  const args = [
    ...(cpuProf ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []),
    '--import=tsx',
    fileURLToPath(new URL('ours/main.ts', import.meta.url)),
  ];
  return { name: 'cotangent', engine: engineOf(node), command: { program: node, args }, node, installed: [] };
}
