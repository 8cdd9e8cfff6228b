// Instructions on eight int16.
import type { VectorInstruction } from '../instruction.ts';

export const extadd_pairwise_i8x16_u = 0x17d as VectorInstruction;
export const narrow_i32x4_u = 0x186 as VectorInstruction;
export const extend_low_i8x16_u = 0x189 as VectorInstruction;
