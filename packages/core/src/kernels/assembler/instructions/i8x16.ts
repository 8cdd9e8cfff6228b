// Instructions on sixteen int8.
import type { VectorInstruction } from '../instruction.ts';

export const all_true = 0x163 as VectorInstruction;
export const narrow_i16x8_u = 0x166 as VectorInstruction;
