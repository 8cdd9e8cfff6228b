import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Before a package is packed: puts its modules into `bundle/`, a file for each entry and one for what they share. A
 * program then starts three times faster than with some hundred small files. Nothing is minified, and other packages
 * stay imports.
 */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string> };

rmSync('bundle', { recursive: true, force: true });
await build({
  entryPoints: Object.values(exports).filter((path) => path.endsWith('.ts')),
  outbase: 'src',
  outdir: 'bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  packages: 'external',
  charset: 'utf8',
  logLevel: 'error',
});
