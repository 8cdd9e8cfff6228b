import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Plugin, rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/**
 * Puts the declarations of a package into a file for each entry, and some for what these share. A module that is exported
 * as a namespace, such as `linalg`, stays a file too: as an object in another file its functions would lose their
 * documentation in editors.
 */
export async function bundleDeclarations(entries: readonly string[], from: string, to: string): Promise<void> {
  const modules = new Set(entries.map((entry) => join(from, `${entry}.d.ts`)));
  // a set's loop reaches what is added to it meanwhile
  const seen = new Set(modules);
  for (const file of seen) {
    for (const [, namespace, path] of readFileSync(file, 'utf8').matchAll(
      /(export \* as \w+ )?from '(\..*)\.ts';$/gm,
    )) {
      const imported = join(dirname(file), `${path}.d.ts`);
      if (namespace) modules.add(imported);
      seen.add(imported);
    }
  }
  const filesOfTheirOwn: Plugin = {
    name: 'files of their own',
    resolveId(path, importer) {
      if (!importer || !path.startsWith('.')) return null;
      const module = join(dirname(importer), path.slice(0, -'.ts'.length));
      return modules.has(`${module}.d.ts`) ? { id: `${module}.js`, external: true } : null;
    },
  };
  const bundle = await rollup({
    input: Object.fromEntries([...modules].map((file) => [relative(from, file).slice(0, -'.d.ts'.length), file])),
    external: /^@cotangent\//,
    plugins: [filesOfTheirOwn, dts()],
    onLog: (_level, { code, message }) => {
      // that an entry mentions a class which no entry exports, as MovingMemory's base is
      if (code !== 'PLUGIN_WARNING') throw new Error(message);
    },
  });
  await bundle.write({
    dir: to,
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'shared/[name].ts',
    minifyInternalExports: false,
  });
}
