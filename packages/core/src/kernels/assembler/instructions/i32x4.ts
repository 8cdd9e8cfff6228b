// Instructions on four int32.
import type { LaneInstruction, VectorInstruction } from '../instruction.ts';

export const splat = 0x111 as VectorInstruction;
export const eq = 0x137 as VectorInstruction;
export const ne = 0x138 as VectorInstruction;
export const lt_s = 0x139 as VectorInstruction;
export const lt_u = 0x13a as VectorInstruction;
export const gt_s = 0x13b as VectorInstruction;
export const le_s = 0x13d as VectorInstruction;
export const ge_s = 0x13f as VectorInstruction;
export const extadd_pairwise_i16x8_u = 0x17f as VectorInstruction;
export const abs = 0x1a0 as VectorInstruction;
export const extend_low_i16x8_u = 0x1a9 as VectorInstruction;
export const neg = 0x1a1 as VectorInstruction;
export const shl = 0x1ab as VectorInstruction;
export const shr_s = 0x1ac as VectorInstruction;
export const shr_u = 0x1ad as VectorInstruction;
export const add = 0x1ae as VectorInstruction;
export const sub = 0x1b1 as VectorInstruction;
export const mul = 0x1b5 as VectorInstruction;
export const min_s = 0x1b6 as VectorInstruction;
export const max_s = 0x1b8 as VectorInstruction;
export const trunc_sat_f32x4_s = 0x1f8 as VectorInstruction;
export const extract_lane = 0x11b as LaneInstruction;
export const replace_lane = 0x11c as LaneInstruction;
