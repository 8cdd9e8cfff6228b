import { pushName, pushSized, pushUnsigned } from './encoding.ts';
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
    const bytes: number[] = [...magicAndVersion];
    const types: number[][] = [];
    const typeIndex = ({ params, results }: FunctionType): number => {
      const type = [functionType];
      pushSized(type, params.map(typeCode));
      pushSized(type, results.map(typeCode));
      const known = types.findIndex((other) => other.join() === type.join());
      return known >= 0 ? known : types.push(type) - 1;
    };
    const imports = this.#imports.map(({ name, type }) => {
      const entry: number[] = [];
      pushName(entry, functionImports);
      pushName(entry, name);
      entry.push(0x00);
      pushUnsigned(entry, typeIndex(type));
      return entry;
    });
    const typeIndices = this.#functions.map(({ params, results }) =>
      typeIndex({ params: params.map((param) => param.type), results }),
    );
    pushSection(bytes, section.types, types);
    const memory: number[] = [];
    pushName(memory, memoryImport.module);
    pushName(memory, memoryImport.name);
    memory.push(0x02, 0x01);
    pushUnsigned(memory, 0);
    pushUnsigned(memory, maximumPages);
    pushSection(bytes, section.imports, [memory, ...imports]);
    pushSection(bytes, section.functions, typeIndices.map(unsigned));
    const exported = [...this.#exports].map(([name, { index }]) => {
      const entry: number[] = [];
      pushName(entry, name);
      entry.push(0x00);
      pushUnsigned(entry, index);
      return entry;
    });
    pushSection(bytes, section.exports, exported);
    const bodies = this.#functions.map((builder) => {
      const body: number[] = [];
      pushSized(body, builder.body());
      return body;
    });
    pushSection(bytes, section.code, bodies);
    return Uint8Array.from(bytes);
  }
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

/** How many entries there are, then the entries, with their length in front. */
function pushSection(bytes: number[], id: number, entries: readonly (readonly number[])[]): void {
  const content = unsigned(entries.length);
  for (const entry of entries) for (let i = 0; i < entry.length; i++) content.push(entry[i]!);
  bytes.push(id);
  pushSized(bytes, content);
}
