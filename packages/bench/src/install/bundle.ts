import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Puts a framework's runner, given by its file under `src`, beside the installed packages that it imports. */
export async function bundleRunner(source: string, folder: string): Promise<string> {
  const file = join(folder, 'runner.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(`../${source}`, import.meta.url))],
    outfile: file,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  return file;
}
