// Instructions on two float64.
import type { LaneInstruction, VectorInstruction } from '../instruction.ts';

export const splat = 0x114 as VectorInstruction;
export const eq = 0x147 as VectorInstruction;
export const ne = 0x148 as VectorInstruction;
export const lt = 0x149 as VectorInstruction;
export const gt = 0x14a as VectorInstruction;
export const le = 0x14b as VectorInstruction;
export const ge = 0x14c as VectorInstruction;
export const promote_low_f32x4 = 0x15f as VectorInstruction;
export const trunc = 0x17a as VectorInstruction;
export const nearest = 0x194 as VectorInstruction;
export const abs = 0x1ec as VectorInstruction;
export const neg = 0x1ed as VectorInstruction;
export const sqrt = 0x1ef as VectorInstruction;
export const add = 0x1f0 as VectorInstruction;
export const sub = 0x1f1 as VectorInstruction;
export const mul = 0x1f2 as VectorInstruction;
export const div = 0x1f3 as VectorInstruction;
export const pmin = 0x1f6 as VectorInstruction;
export const pmax = 0x1f7 as VectorInstruction;
export const relaxed_madd = 0x207 as VectorInstruction;
export const extract_lane = 0x121 as LaneInstruction;
