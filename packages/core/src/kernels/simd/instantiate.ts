import { wasmMemory } from '../../memory/wasm-memory.ts';
import { type WasmFunction, webAssembly } from '../../web-assembly.ts';
import { functionImports, type ModuleBuilder, memoryImport } from '../assembler/module-builder.ts';

/** Compiles a module over the memory that tensors lie in, with what it imports, and gives its exported functions. */
export function instantiate<Name extends string>(
  module: ModuleBuilder,
  functions: Readonly<Record<string, WasmFunction>> = {},
): Readonly<Record<Name, WasmFunction>> {
  const api = webAssembly()!;
  const imports = { [memoryImport.module]: { [memoryImport.name]: wasmMemory() }, [functionImports]: functions };
  return new api.Instance(new api.Module(module.bytes()), imports).exports as Readonly<Record<Name, WasmFunction>>;
}
