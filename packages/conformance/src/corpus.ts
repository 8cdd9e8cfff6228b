import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** A number as JSON can hold it. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A recorded tensor. */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly (JsonNumber | boolean)[];
  readonly requires_grad?: boolean;
  readonly strides?: readonly number[];
  readonly storage_offset?: number;
}

/** A recorded argument or result. */
export type Value =
  | TensorValue
  | { readonly kind: 'int' | 'float'; readonly value: JsonNumber }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'str' | 'dtype' | 'device'; readonly value: string }
  | { readonly kind: 'none' | 'ellipsis' }
  | { readonly kind: 'slice'; readonly start: unknown; readonly stop: unknown; readonly step: unknown }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly items: Readonly<Record<string, Value>> };

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** One case as it stands in the corpus; the fields depend on its section (FORMAT.md). */
export interface Case {
  readonly id: string;
  readonly op?: string;
  readonly torch_name?: string;
  readonly dtype?: string;
  readonly tol?: Tolerance;
  readonly notes?: readonly string[];
  readonly throws?: unknown;
  readonly [field: string]: unknown;
}

/** The cases of one file. */
export interface Section {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** The directory of the corpus in this package. */
export const shippedCorpus: string = fileURLToPath(new URL('../corpus', import.meta.url));

/** A corpus that cannot be read; the message names the file, and the line where there is one. */
export class CorpusError extends Error {}

const lineFiles: readonly { readonly ending: string; readonly decode: (bytes: Buffer) => string }[] = [
  { ending: '.jsonl.gz', decode: (bytes) => gunzipSync(bytes).toString('utf8') },
  { ending: '.jsonl', decode: (bytes) => bytes.toString('utf8') },
];

/** Runs `read`; what it throws becomes a CorpusError that begins with the place. */
function reading<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CorpusError(`${place}: ${(error as Error).message}`);
  }
}

function parseCase(place: string, text: string): Case {
  const parsed = reading(place, () => JSON.parse(text) as unknown);
  if (typeof parsed !== 'object' || parsed === null || typeof (parsed as { id?: unknown }).id !== 'string') {
    throw new CorpusError(`${place}: a case is an object with a string "id"`);
  }
  return parsed as Case;
}

function readCases(path: string, decode: (bytes: Buffer) => string): Case[] {
  const lines = reading(path, () => decode(readFileSync(path))).split('\n');
  return lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseCase(`${path}, line ${i + 1}`, line)]));
}

function readArtifact(directory: string, file: string): Case {
  const path = join(directory, file);
  const parsed = reading(path, () => JSON.parse(readFileSync(path, 'utf8')) as object);
  const id = file.slice(0, -'.json'.length);
  return { ...parsed, id, op: 'safetensors', file: join(directory, `${id}.safetensors`) };
}

/**
 * The sections of a directory in the format of FORMAT.md, or the one named `only`; artefacts `I_*.json` are one section
 * with a case each. Throws a CorpusError for a directory, file or line that cannot be read and for an unknown section.
 */
export function readCorpus(directory: string, only?: string): Section[] {
  const files = reading('the corpus', () => readdirSync(directory)).sort();
  const readers = new Map<string, () => readonly Case[]>();
  for (const file of files) {
    const kind = lineFiles.find(({ ending }) => file.endsWith(ending));
    if (kind) readers.set(file.slice(0, -kind.ending.length), () => readCases(join(directory, file), kind.decode));
  }
  const artifacts = files.filter((file) => /^I_.*\.json$/.test(file));
  if (artifacts.length > 0) readers.set('I_artifacts', () => artifacts.map((file) => readArtifact(directory, file)));
  if (readers.size === 0) throw new CorpusError(`${directory}: no file of cases (*.jsonl.gz) in it`);
  if (only !== undefined && !readers.has(only)) {
    throw new CorpusError(`${directory}: no section ${only}; there are ${[...readers.keys()].join(', ')}`);
  }
  return [...readers]
    .filter(([name]) => only === undefined || name === only)
    .map(([name, read]) => ({ name, cases: read() }));
}
