import type { WasmFunction } from '../../web-assembly.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { instantiate } from './instantiate.ts';
import { variants } from './variants.ts';

/** A function in a module of its own, built at first use: of a family, most programs need one. */
/* @__NO_SIDE_EFFECTS__ */
export function oneFunction(name: string, write: (module: ModuleBuilder) => void): () => WasmFunction {
  return variants(() => {
    const module = new ModuleBuilder();
    write(module);
    return instantiate(module)[name]!;
  });
}
