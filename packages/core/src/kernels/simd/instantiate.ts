import { wasmMemory } from '../../memory/wasm-memory.ts';
import { type WasmFunction, webAssembly } from '../../web-assembly.ts';
import { type ModuleBuilder, memoryImport } from '../assembler/module-builder.ts';

/** Compiles a module over the memory that tensors lie in, and gives its exported functions. */
export function instantiate<Name extends string>(module: ModuleBuilder): Readonly<Record<Name, WasmFunction>> {
  const api = webAssembly()!;
  const imports = { [memoryImport.module]: { [memoryImport.name]: wasmMemory() } };
  return new api.Instance(new api.Module(module.bytes()), imports).exports as Readonly<Record<Name, WasmFunction>>;
}
