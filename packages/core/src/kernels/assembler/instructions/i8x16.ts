// Instructions on sixteen int8.
import type { VectorInstruction } from '../instruction.ts';

export const swizzle = 0x10e as VectorInstruction;
export const splat = 0x10f as VectorInstruction;
export const all_true = 0x163 as VectorInstruction;
export const narrow_i16x8_u = 0x166 as VectorInstruction;
