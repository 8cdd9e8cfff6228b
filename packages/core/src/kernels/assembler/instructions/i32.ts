// Instructions on int32.
import type { Instruction, MemoryInstruction } from '../instruction.ts';

export const eqz = 0x45 as Instruction;
export const eq = 0x46 as Instruction;
export const ne = 0x47 as Instruction;
export const lt_s = 0x48 as Instruction;
export const lt_u = 0x49 as Instruction;
export const gt_s = 0x4a as Instruction;
export const gt_u = 0x4b as Instruction;
export const ge_u = 0x4f as Instruction;
export const add = 0x6a as Instruction;
export const sub = 0x6b as Instruction;
export const mul = 0x6c as Instruction;
export const div_u = 0x6e as Instruction;
export const rem_u = 0x70 as Instruction;
export const and = 0x71 as Instruction;
export const or = 0x72 as Instruction;
export const shl = 0x74 as Instruction;
export const shr_u = 0x76 as Instruction;
export const load: MemoryInstruction = { opcode: 0x28, alignment: 2 };
export const load8_u: MemoryInstruction = { opcode: 0x2d, alignment: 0 };
export const load16_u: MemoryInstruction = { opcode: 0x2f, alignment: 0 };
export const store: MemoryInstruction = { opcode: 0x36, alignment: 2 };
export const store8: MemoryInstruction = { opcode: 0x3a, alignment: 0 };
export const store16: MemoryInstruction = { opcode: 0x3b, alignment: 0 };
