import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import type { WasmFunction } from '../../web-assembly.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';
import type { CumulateKind } from '../cumulate.ts';
import { instantiate } from './instantiate.ts';
import { addressOf, isFloat32 } from './operands.ts';
import { Dims, splitDims } from './reduce/layout.ts';
import { type Cumulation, writeCumulation } from './write-cumulation.ts';

const functions: { [K in Cumulation]?: Readonly<Record<'side' | 'apart', WasmFunction>> } = {};
const sources = /* @__PURE__ */ new Dims();
const targets = /* @__PURE__ */ new Dims();
const along = /* @__PURE__ */ new Dims();

function build(kind: Cumulation): Readonly<Record<'side' | 'apart', WasmFunction>> {
  const module = new ModuleBuilder();
  writeCumulation(module, 'side', kind, true);
  writeCumulation(module, 'apart', kind, false);
  return instantiate(module);
}

/** Sums and products of float32; rows are columns that do not lie side by side. */
export function cumulate(kind: CumulateKind, input: Operand, dim: number, out: Operand): boolean {
  if (kind === 'logsumexp' || !isFloat32(input) || !isFloat32(out) || sizeOf(out.shape) === 0) return false;
  splitDims(input, [dim], sources, along);
  splitDims(out, [dim], targets, along);
  if (sources.count !== targets.count) return false;
  for (let d = 0; d < sources.count; d++) if (sources.sizes[d] !== targets.sizes[d]) return false;
  functions[kind] ??= build(kind);
  const walk = functions[kind][sources.step === 1 && targets.step === 1 ? 'side' : 'apart'];
  for (let i = 0, outer = sources.outerSize(); i < outer; i++) {
    const source = addressOf(input) + 4 * sources.outerOffset(i);
    const target = addressOf(out) + 4 * targets.outerOffset(i);
    const [step, outStep] = [4 * input.strides[dim]!, 4 * out.strides[dim]!];
    walk(source, target, sources.size, out.shape[dim]!, step, outStep, 4 * sources.step, 4 * targets.step);
  }
  return true;
}
