// Instructions on two int64.
import type { VectorInstruction } from '../instruction.ts';

export const shl = 0x1cb as VectorInstruction;
export const shr_u = 0x1cd as VectorInstruction;
export const add = 0x1ce as VectorInstruction;
