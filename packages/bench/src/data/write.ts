import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spec } from '../spec.ts';
import { generate } from './generate.ts';

/** Of the bytes that the expected losses were recorded with. */
const sha256 = '715addd04422771d47a6a827bf298678b21bb88d937c4ba2a2fbddc471e528c6';

/** Where an array stands in `data.bin`, and what its bytes are multiplied by. */
export interface ManifestEntry {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly scale: number;
}

/** Writes `data.bin`, `manifest.json` and `spec.json`, from which every framework reads, unless they are there. */
export function writeData(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec));
  const file = join(folder, 'data.bin');
  if (existsSync(file) && digest(readFileSync(file)) === sha256) return;

  const manifest: Record<string, ManifestEntry> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, scale, values }] of generate()) {
    manifest[name] = { offset, shape, scale };
    parts.push(new Uint8Array(values.buffer));
    offset += values.length;
  }
  const bytes = Buffer.concat(parts);
  if (digest(bytes) !== sha256) {
    throw new Error('the generated data differ from those that the expected losses were recorded with');
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(file, bytes);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
