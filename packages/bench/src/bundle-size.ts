import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A small program of a framework, and what it needs. */
export interface Bundled {
  /** Computes the gradient of `((a @ a) · 2 + 1 - a) / 3` with respect to `a`. */
  readonly program: string;
  /** Where the framework is installed. */
  readonly modules: string;
  /** What the program fetches when it runs. */
  readonly fetched?: readonly string[];
}

/** What a page loads to run a program, minified and gzipped: without what the program only may import later. */
export async function gzippedKilobytes({ program, modules, fetched = [] }: Bundled): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [program],
    nodePaths: [modules],
    outdir: modules,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    // asked for on Node only
    external: ['node:*', ...builtinModules],
    logLevel: 'error',
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const [entry] = [...outputs].find(([, { entryPoint }]) => entryPoint?.endsWith(basename(program)))!;
  const loaded = new Set([entry]);
  for (const name of loaded) {
    for (const { path, kind } of outputs.get(name)!.imports) {
      if (kind === 'import-statement' && outputs.has(basename(path))) loaded.add(basename(path));
    }
  }
  const files = outputFiles.filter(({ path }) => loaded.has(basename(path))).map(({ contents }) => contents);
  const all = [...files, ...fetched.map((file) => readFileSync(join(modules, file)))];
  return all.reduce((sum, contents) => sum + gzipSync(contents, { level: 9 }).length, 0) / 1000;
}
