// Instructions on float32.
import type { Instruction, MemoryInstruction } from '../instruction.ts';

export const ne = 0x5c as Instruction;
export const gt = 0x5e as Instruction;
export const neg = 0x8c as Instruction;
export const sqrt = 0x91 as Instruction;
export const add = 0x92 as Instruction;
export const sub = 0x93 as Instruction;
export const mul = 0x94 as Instruction;
export const div = 0x95 as Instruction;
export const min = 0x96 as Instruction;
export const max = 0x97 as Instruction;
export const demote_f64 = 0xb6 as Instruction;
export const convert_i32_s = 0xb2 as Instruction;
export const reinterpret_i32 = 0xbe as Instruction;
export const load: MemoryInstruction = { opcode: 0x2a, alignment: 2 };
export const store: MemoryInstruction = { opcode: 0x38, alignment: 2 };
