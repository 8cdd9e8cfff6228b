import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { instantiate } from '../instantiate.ts';
import { writeAddRows, writeCopyRows, writeFirstOutside, writeGatherRows } from './write-indexing.ts';

type IndexingFunctions = Readonly<
  Record<'firstOutside' | 'pickRows' | 'putRows' | 'addRows' | 'gatherRows', WasmFunction>
>;

let functions: IndexingFunctions | undefined;

/** What copies and adds rows by their indices, built at first use. */
export function indexingFunctions(): IndexingFunctions {
  if (functions) return functions;
  const module = new ModuleBuilder();
  writeFirstOutside(module);
  writeCopyRows(module, 'pickRows');
  writeCopyRows(module, 'putRows');
  writeAddRows(module);
  writeGatherRows(module);
  functions = instantiate(module);
  return functions;
}
