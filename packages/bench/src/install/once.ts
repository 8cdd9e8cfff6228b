import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { work } from '../folders.ts';
import { progress } from '../progress.ts';
import { npmInstall } from './tools.ts';

/** Installs these exact packages into a folder of that name under `.work`, unless they are there; returns the folder. */
export async function installOnce(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(work, name);
  const receipt = join(folder, 'installed.json');
  const wanted = JSON.stringify(packages);
  if (existsSync(receipt) && readFileSync(receipt, 'utf8') === wanted) return folder;
  progress(`installing ${packages.join(', ')}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await npmInstall(folder, packages);
  writeFileSync(receipt, wanted);
  return folder;
}
