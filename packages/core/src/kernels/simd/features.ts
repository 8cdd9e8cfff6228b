import { enableRelaxedSimd } from '../../host.ts';
import { wasmMemory } from '../../memory/wasm-memory.ts';
import { webAssembly } from '../../web-assembly.ts';
import type { VectorInstruction } from '../assembler/instruction.ts';
import * as f32x4 from '../assembler/instructions/f32x4.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';

let simd: boolean | undefined;
let relaxed: boolean | undefined;
let strict = false;

function validates(instruction: VectorInstruction, operands: number): boolean {
  const module = new ModuleBuilder();
  module.func(undefined, ['v128'], ['v128'], (f, x) => {
    for (let i = 0; i < operands; i++) f.get(x!);
    f.op(instruction);
  });
  return webAssembly()!.validate(module.bytes());
}

/** Whether kernels of WebAssembly SIMD can run here. */
export function hasSimd(): boolean {
  simd ??= wasmMemory() !== undefined && validates(f32x4.add, 2);
  return simd;
}

/**
 * Whether kernels multiply and add in one instruction, rounding once. It is about half as fast again, and results differ
 * in their last bits from hosts without it; never so in strict mode.
 */
export function fusesMultiplyAdd(): boolean {
  if (strict) return false;
  if (relaxed === undefined) {
    relaxed = validates(f32x4.relaxed_madd, 3);
    // not before it is needed: where relaxed SIMD is always on, V8 complains of a flag it no longer knows
    if (!relaxed) {
      enableRelaxedSimd();
      relaxed = validates(f32x4.relaxed_madd, 3);
    }
  }
  return relaxed;
}

/** Strict mode keeps to instructions whose results are the same on every host. */
export function setStrict(value: boolean): void {
  strict = value;
}

/**
 * Whether the host's compiler leaves loads where they are written. V8 before its Turboshaft moves those of an unrolled
 * loop to its start, and has no registers for them then; `Math.f16round` came soon after.
 */
export function keepsInstructionOrder(): boolean {
  return 'f16round' in Math;
}
