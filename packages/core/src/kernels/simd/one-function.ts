import type { WasmFunction } from '../../web-assembly.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { instantiate } from './instantiate.ts';
import { variants } from './variants.ts';

/** The function that `write` adds, in a module of its own, built at first use: of a family, most programs need one. */
/* @__NO_SIDE_EFFECTS__ */
export function oneFunction(write: (module: ModuleBuilder) => void): () => WasmFunction {
  return variants(() => {
    const module = new ModuleBuilder();
    write(module);
    return Object.values(instantiate(module))[0]!;
  });
}
