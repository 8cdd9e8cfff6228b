import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Throws an Error that names the file and line of malformed JSON. */
function parse(file: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}, line ${line}: ${(error as Error).message}`);
  }
}

function readLines(file: string): Case[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const parsed = parse(file, i + 1, line) as Case;
    if (typeof parsed.id !== 'string') throw new Error(`${file}, line ${i + 1}: a case needs an id`);
    return [parsed];
  });
}

/** The sections of a directory in the format of FORMAT.md; artefacts `I_*.json` are one section with a case each. */
export function readCorpus(directory: string, only?: string): Section[] {
  const files = readdirSync(directory).sort();
  const sections: Section[] = files
    .filter((file) => file.endsWith('.jsonl.gz'))
    .map((file) => ({ name: file.slice(0, -'.jsonl.gz'.length), file }))
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, file }) => ({ name, cases: readLines(join(directory, file)) }));
  const artifacts = files.filter((file) => /^I_.*\.json$/.test(file));
  if (artifacts.length > 0 && (only === undefined || only === 'I_artifacts')) {
    sections.push({
      name: 'I_artifacts',
      cases: artifacts.map((file) => ({
        ...(parse(file, 1, readFileSync(join(directory, file), 'utf8')) as object),
        id: file.slice(0, -'.json'.length),
        op: 'safetensors',
      })),
    });
  }
  return sections;
}
