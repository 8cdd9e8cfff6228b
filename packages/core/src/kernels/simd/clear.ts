import type { ModuleBuilder } from '../assembler/module-builder.ts';

/** Fills memory with zeros. */
export function defineClear(module: ModuleBuilder): void {
  module.func('clear', ['i32', 'i32'], [], (f, to, bytes) => {
    f.get(to).i32(0).get(bytes).memoryFill();
  });
}
