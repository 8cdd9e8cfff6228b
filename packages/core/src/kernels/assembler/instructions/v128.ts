// Instructions on vectors of whatever numbers.
import type { MemoryInstruction, VectorInstruction } from '../instruction.ts';

export const not = 0x14d as VectorInstruction;
export const and = 0x14e as VectorInstruction;
export const andnot = 0x14f as VectorInstruction;
export const or = 0x150 as VectorInstruction;
export const xor = 0x151 as VectorInstruction;
export const bitselect = 0x152 as VectorInstruction;
export const any_true = 0x153 as VectorInstruction;
// tensors begin at any element, so vectors claim the alignment of one
export const load: MemoryInstruction = { opcode: 0x100, alignment: 2 };
export const load32_splat: MemoryInstruction = { opcode: 0x109, alignment: 2 };
export const load64_splat: MemoryInstruction = { opcode: 0x10a, alignment: 2 };
export const load32_zero: MemoryInstruction = { opcode: 0x15c, alignment: 2 };
export const load64_zero: MemoryInstruction = { opcode: 0x15d, alignment: 2 };
export const store: MemoryInstruction = { opcode: 0x10b, alignment: 2 };
