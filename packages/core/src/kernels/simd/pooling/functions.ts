import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { defineClear } from '../clear.ts';
import { instantiate } from '../instantiate.ts';
import { defineAverages, defineShares } from './averages.ts';
import { defineAddAt, defineMaxima, definePairMaxima } from './maxima.ts';

type Name = 'maxima' | 'pairMaxima' | 'addAt' | 'averages' | 'shares' | 'clear';

let functions: Readonly<Record<Name, WasmFunction>> | undefined;

/** The module of pooling. */
export function poolingFunctions(): Readonly<Record<Name, WasmFunction>> {
  if (!functions) {
    const module = new ModuleBuilder();
    defineMaxima(module);
    definePairMaxima(module);
    defineAddAt(module);
    defineAverages(module);
    defineShares(module);
    defineClear(module);
    functions = instantiate<Name>(module);
  }
  return functions;
}
