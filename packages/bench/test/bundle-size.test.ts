import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzippedKilobytes } from '../src/bundle-size.ts';

let folder: string;
const program = (): string => join(folder, 'program.mjs');

/** Text that does not compress, so that bytes can be counted. */
const noise = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-size-'));
  mkdirSync(join(folder, 'framework'));
  const module = (name: string, text: string): void => writeFileSync(join(folder, 'framework', name), text);
  module('package.json', JSON.stringify({ name: 'framework', type: 'module', main: 'index.js', sideEffects: false }));
  module('index.js', "export * from './used.js';\nexport * from './unused.js';\n");
  module('used.js', `export const used = '${noise(20_000)}';\nexport const later = () => import('./later.js');\n`);
  module('unused.js', `export const unused = '${noise(20_000)}';\n`);
  module('later.js', `import { used } from './used.js';\nexport default used + '${noise(20_000)}';\n`);
  writeFileSync(join(folder, 'kernels.wasm'), randomBytes(5_000));
  writeFileSync(program(), "import { later, used } from 'framework';\nconsole.log(used, later);\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a page loads what its program uses, and what is shared with what may be imported later', async () => {
  const size = await gzippedKilobytes({ program: program(), modules: folder });
  // a byte of noise is two digits
  expect(size).toBeGreaterThan(10);
  expect(size).toBeLessThan(13);
});

test('what the program fetches is loaded too', async () => {
  const alone = await gzippedKilobytes({ program: program(), modules: folder });
  const fetching = await gzippedKilobytes({ program: program(), modules: folder, fetched: ['kernels.wasm'] });
  expect(fetching - alone).toBeGreaterThan(5);
  expect(fetching - alone).toBeLessThan(5.1);
});
