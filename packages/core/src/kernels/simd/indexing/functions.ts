import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { instantiate } from '../instantiate.ts';
import { type NamedFunction, writeAddRows, writeAreWithin, writeCopyRows, writeNamed } from './write-indexing.ts';

type IndexingFunctions = Readonly<
  Record<'areWithin' | 'pickRows' | 'putRows' | 'addRows' | NamedFunction, WasmFunction>
>;

const namedFunctions: readonly NamedFunction[] = ['gatherNamed', 'setNamed', 'addNamed', 'addNamedIntegers'];

let functions: IndexingFunctions | undefined;

/** What copies and adds rows by their indices, built at first use. */
export function indexingFunctions(): IndexingFunctions {
  if (functions) return functions;
  const module = new ModuleBuilder();
  writeAreWithin(module);
  writeCopyRows(module, 'pickRows');
  writeCopyRows(module, 'putRows');
  writeAddRows(module);
  for (const name of namedFunctions) writeNamed(module, name);
  functions = instantiate(module);
  return functions;
}
