// Instructions on float64.
import type { Instruction, MemoryInstruction } from '../instruction.ts';

export const ne = 0x62 as Instruction;
export const add = 0xa0 as Instruction;
export const mul = 0xa2 as Instruction;
export const div = 0xa3 as Instruction;
export const promote_f32 = 0xbb as Instruction;
export const convert_i32_u = 0xb8 as Instruction;
export const load: MemoryInstruction = { opcode: 0x2b, alignment: 3 };
export const store: MemoryInstruction = { opcode: 0x39, alignment: 3 };
