import type { WasmFunction } from '../../../web-assembly.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { oneFunction } from '../one-function.ts';

/** A function for each way to walk rows, built when the first rows are walked so: a program seldom needs more than one. */
/* @__NO_SIDE_EFFECTS__ */
export function rowVariants<Way extends string>(
  write: (module: ModuleBuilder, way: Way) => void,
): (way: Way) => WasmFunction {
  const built = new Map<Way, () => WasmFunction>();
  return (way) => {
    let variant = built.get(way);
    if (!variant) {
      variant = oneFunction((module) => write(module, way));
      built.set(way, variant);
    }
    return variant();
  };
}
