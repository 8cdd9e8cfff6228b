import { pushName, sized, unsigned } from './encoding.ts';
import { FunctionBuilder, type FunctionRef, type Local, typeCode, type ValueType } from './function-builder.ts';

/** The names under which a module imports the memory that it works on. */
export const memoryImport = { module: 'env', name: 'memory' } as const;

/** Under which a module imports functions, each by its own name. */
export const functionImports = 'js';

/** The most pages of 64 KiB that addresses of 32 bits reach. */
export const maximumPages = 65536;

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const;
const section = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const functionType = 0x60;

interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/**
 * Puts together a WebAssembly module of functions over one imported memory.
 * https://webassembly.github.io/spec/core/binary/modules.html
 */
export class ModuleBuilder {
  readonly #imports: { readonly name: string; readonly type: FunctionType }[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports = new Map<string, FunctionBuilder>();

  /** A function of the host. Imports come before the functions of the module. */
  importFunction(name: string, params: readonly ValueType[], results: readonly ValueType[]): FunctionRef {
    if (this.#functions.length > 0) throw new Error('imported functions come first');
    return { index: this.#imports.push({ name, type: { params, results } }) - 1 };
  }

  /** Adds a function; those with a name are exported. `write` gets its parameters after the builder. */
  func<const Params extends readonly ValueType[]>(
    name: string | undefined,
    params: Params,
    results: readonly ValueType[],
    write: (f: FunctionBuilder, ...params: { [K in keyof Params]: Local }) => void,
  ): FunctionBuilder {
    const builder = new FunctionBuilder(this.#imports.length + this.#functions.length, params, results);
    this.#functions.push(builder);
    if (name !== undefined) this.#exports.set(name, builder);
    write(builder, ...(builder.params as { [K in keyof Params]: Local }));
    return builder;
  }

  bytes(): Uint8Array {
    const types: number[][] = [];
    const typeIndices = new Map<string, number>();
    const typeIndex = ({ params, results }: FunctionType): number => {
      const type = [functionType, ...sized(params.map(typeCode)), ...sized(results.map(typeCode))];
      const key = type.join();
      const known = typeIndices.get(key) ?? types.push(type) - 1;
      typeIndices.set(key, known);
      return known;
    };
    const memory = [...name(memoryImport.module), ...name(memoryImport.name), 0x02, 0x01, 0x00];
    memory.push(...unsigned(maximumPages));
    const imports = this.#imports.map((imported) => [
      ...name(functionImports),
      ...name(imported.name),
      0x00,
      ...unsigned(typeIndex(imported.type)),
    ]);
    const functions = this.#functions.map(({ params, results }) =>
      unsigned(typeIndex({ params: params.map((param) => param.type), results })),
    );
    const exported = [...this.#exports].map(([exportName, { index }]) => [
      ...name(exportName),
      0x00,
      ...unsigned(index),
    ]);
    const bodies = this.#functions.map((builder) => sized(builder.body()));
    return joined([
      magicAndVersion,
      ...sectionOf(section.types, types),
      ...sectionOf(section.imports, [memory, ...imports]),
      ...sectionOf(section.functions, functions),
      ...sectionOf(section.exports, exported),
      ...sectionOf(section.code, bodies),
    ]);
  }
}

function name(text: string): number[] {
  const bytes: number[] = [];
  pushName(bytes, text);
  return bytes;
}

/** How many entries there are, then the entries, with their length in front. */
function sectionOf(id: number, entries: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const count = unsigned(entries.length);
  const length = entries.reduce((sum, entry) => sum + entry.length, count.length);
  return [[id], unsigned(length), count, ...entries];
}

/** Copies each byte but once: this runs cold, before the first kernel, where loops over bytes take milliseconds. */
function joined(parts: readonly (readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
