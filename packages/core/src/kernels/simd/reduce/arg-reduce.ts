import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { argReduce as referenceArgReduce } from '../../reference/arg-reduce.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { Dims, splitDims } from './layout.ts';
import { writeArgExtremum } from './row-extremum.ts';

let functions: Readonly<Record<'argmax' | 'argmin', WasmFunction>> | undefined;
const kept = /* @__PURE__ */ new Dims();
const reduced = /* @__PURE__ */ new Dims();
const dims = [0];

function build(): NonNullable<typeof functions> {
  const module = new ModuleBuilder();
  writeArgExtremum(module, 'max');
  writeArgExtremum(module, 'min');
  return instantiate(module);
}

/** Indices of extrema of float32 whose rows lie side by side. */
export function argReduce(kind: 'max' | 'min', input: Operand, dim: number, out: Operand): void {
  const known = isFloat32(input) && out.dtype === 'int32' && out.storage.pointer >= 0;
  if (!known || sizeOf(input.shape) === 0 || input.strides[dim] !== 1) {
    referenceArgReduce(kind, input, dim, out);
    return;
  }
  dims[0] = dim;
  splitDims(input, dims, kept, reduced);
  functions ??= build();
  const find = kind === 'max' ? functions.argmax : functions.argmin;
  const rows = kept.size;
  const [from, to] = [addressOf(input), addressOf(out)];
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    find(from + 4 * kept.outerOffset(i), to + 4 * i * rows, rows, 4 * kept.step, input.shape[dim]!);
  }
}
