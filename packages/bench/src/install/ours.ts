import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repository, work } from '../folders.ts';
import { progress } from '../progress.ts';
import { runCommand } from '../run-command.ts';
import { bundleRunner } from './bundle.ts';
import { npmInstall, pnpm, tsc } from './tools.ts';

const packages = ['core', 'nn', 'optim', 'data', 'cotangent'];

/** Where the packed packages are installed. */
export const oursFolder: string = join(work, 'ours');

/** Builds and packs the packages, installs the tarballs as a user would, and returns the runner that imports them. */
export async function installOurs(): Promise<string> {
  progress('building the packages');
  await runCommand(tsc('-b', ...packages.map((name) => `packages/${name}`)), repository);
  for (const name of packages) removeOrphans(join(repository, 'packages', name));

  progress('packing and installing them');
  const tarballs = join(work, 'tarballs');
  for (const folder of [tarballs, oursFolder]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const filters = packages.map((name) => `--filter=./packages/${name}`);
  await runCommand(pnpm('-r', ...filters, 'pack', '--pack-destination', tarballs), repository);
  await npmInstall(
    oursFolder,
    readdirSync(tarballs).map((file) => join(tarballs, file)),
  );
  return bundleRunner('ours/main.ts', oursFolder);
}

/** Removes what was built from sources that are gone: tsc leaves it, and it would be packed. */
function removeOrphans(packageFolder: string): void {
  const built = join(packageFolder, 'dist');
  for (const file of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
    const source = file.replace(/(?:\.d\.ts|\.js)(?:\.map)?$/, '.ts');
    if (source !== file && !existsSync(join(packageFolder, 'src', source))) rmSync(join(built, file));
  }
}
