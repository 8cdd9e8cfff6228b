import { join } from 'node:path';
import { installOnce } from './once.ts';

const version = '24.21.0';

/**
 * A Node 24, from the package of its binary for this machine; npm's `node` would fetch the same by a script of its own.
 * Installed when it is first wanted: it has 189 MB.
 */
export async function installNode24(): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = await installOnce('node24', [`${name}@${version}`]);
  return join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
}
