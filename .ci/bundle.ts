import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transform } from 'esbuild';
import { type InputPluginOption, type Plugin, rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/**
 * Before a package is packed: puts its modules into `bundle/`, and the declarations that `tsc -b` wrote likewise. One file
 * has nearly all of the code, and beside it stands a small one for each entry: a program then starts three times faster
 * than with some hundred small files, and half as much is installed. Nothing is minified, and other packages stay imports.
 *
 * A module that is exported as a namespace, such as `linalg`, is a file too. An object in its place would keep all of the
 * namespace in every user's bundle, and its functions would lose their documentation in editors.
 */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string> };
const src = resolve('src');
const entries = Object.values(exports).filter((path) => path.endsWith('.ts'));
const modules = [...new Set([...entries.map((path) => resolve(path)), ...namespaces()])].map((file) =>
  relative(src, file).slice(0, -'.ts'.length),
);

/** The modules that others export as namespaces. */
function namespaces(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    if (!path.endsWith('.ts')) return [];
    const exported = readFileSync(join(src, path), 'utf8').matchAll(/^export \* as \w+ from '(\..*)';$/gm);
    return [...exported].map(([, module]) => join(src, dirname(path), module!));
  });
}

/** Bundles all modules of the package, found in a folder with this ending, to files with that one. */
async function bundle(folder: string, ending: '.ts' | '.d.ts', to: '.js' | '.d.ts', plugins: InputPluginOption) {
  const files = new Set(modules.map((module) => join(folder, module)));
  const filesOfTheirOwn: Plugin = {
    name: 'files of their own',
    resolveId(path, importer) {
      if (!importer || !path.startsWith('.')) return null;
      const module = join(dirname(importer), path.slice(0, -'.ts'.length));
      return files.has(module) ? { id: `${module}.js`, external: true } : null;
    },
  };
  const input = Object.fromEntries(modules.map((module) => [module, join(folder, module + ending)]));
  const bundled = await rollup({
    input,
    external: /^@cotangent\//,
    plugins: [filesOfTheirOwn, plugins],
    onLog: (_level, { code, message }) => {
      // that an entry mentions a class which no entry exports, as MovingMemory's base is
      if (code !== 'PLUGIN_WARNING') throw new Error(message);
    },
  });
  const isEntry = new Set(Object.values(input));
  await bundled.write({
    dir: 'bundle',
    entryFileNames: `[name]${to}`,
    chunkFileNames: to === '.js' ? 'shared.js' : 'shared/[name].ts',
    // types of one name in one file would show in editors as Operand$1
    manualChunks: (id) => (to === '.d.ts' || modules.length === 1 || isEntry.has(id) ? undefined : 'shared'),
    minifyInternalExports: false,
    hoistTransitiveImports: false,
  });
}

const withoutTypes: Plugin = {
  name: 'without types',
  transform: async (code) => ({ code: (await transform(code, { loader: 'ts', target: 'esnext' })).code, map: null }),
  renderChunk: async (code) => {
    const { code: lowered } = await transform(code, { target: 'es2022', charset: 'ascii' });
    // V8 reads text of one-byte characters faster, and comments are the only place of others
    const bare = lowered.replace(/^ *(\/\*\*[\s\S]*?\*\/|\/\/ (?!@__).*)\n/gm, '');
    const other = bare.match(/.*[^\0-\x7f].*/);
    if (other) throw new Error(`a character of more than one byte is left: ${other[0]}`);
    return bare;
  },
};

rmSync('bundle', { recursive: true, force: true });
await bundle(src, '.ts', '.js', withoutTypes);
await bundle(resolve('dist'), '.d.ts', '.d.ts', dts());
