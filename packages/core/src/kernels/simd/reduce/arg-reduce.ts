import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { lanes, writeArgColumns } from './arg-columns.ts';
import type { Extremum } from './extremum.ts';
import { Dims, splitDims } from './layout.ts';
import { writeArgExtremum } from './row-extremum.ts';

type Name = `arg${Extremum}${'' | 'Columns' | 'Strided'}`;

const functions: { [K in Extremum]?: Readonly<Record<Name, WasmFunction>> } = {};
const kept = /* @__PURE__ */ new Dims();
const reduced = /* @__PURE__ */ new Dims();
const dims = [0];

/** Rows up to this length are looked at four at a time, as columns that do not lie side by side. */
const shortRow = 32;

function build(kind: Extremum): Readonly<Record<Name, WasmFunction>> {
  const module = new ModuleBuilder();
  writeArgExtremum(module, kind);
  writeArgColumns(module, kind, true);
  writeArgColumns(module, kind, false);
  return instantiate(module);
}

/** Indices of extrema of float32. */
export function argReduce(kind: 'max' | 'min', input: Operand, dim: number, out: Operand): boolean {
  const known = isFloat32(input) && out.dtype === 'int32' && out.storage.pointer >= 0;
  if (!known || sizeOf(input.shape) === 0) return false;
  dims[0] = dim;
  splitDims(input, dims, kept, reduced);
  const columns = kept.size;
  const isRow = input.strides[dim] === 1;
  const asColumns = columns >= lanes && (!isRow || input.shape[dim]! <= shortRow);
  if (!isRow && !asColumns) return false;
  functions[kind] ??= build(kind);
  const find = functions[kind][`arg${kind}${asColumns ? (kept.step === 1 ? 'Columns' : 'Strided') : ''}`];
  const [from, to, length] = [addressOf(input), addressOf(out), input.shape[dim]!];
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    const [first, target] = [from + 4 * kept.outerOffset(i), to + 4 * i * columns];
    // rows, whose elements lie side by side, take no last argument
    find(first, target, columns, 4 * kept.step, length, 4 * input.strides[dim]!);
  }
  return true;
}
