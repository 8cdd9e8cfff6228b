// Instructions on four float32.
import type { LaneInstruction, VectorInstruction } from '../instruction.ts';

export const splat = 0x113 as VectorInstruction;
export const eq = 0x141 as VectorInstruction;
export const ne = 0x142 as VectorInstruction;
export const lt = 0x143 as VectorInstruction;
export const gt = 0x144 as VectorInstruction;
export const le = 0x145 as VectorInstruction;
export const ge = 0x146 as VectorInstruction;
export const demote_f64x2_zero = 0x15e as VectorInstruction;
export const ceil = 0x167 as VectorInstruction;
export const floor = 0x168 as VectorInstruction;
export const trunc = 0x169 as VectorInstruction;
export const nearest = 0x16a as VectorInstruction;
export const abs = 0x1e0 as VectorInstruction;
export const neg = 0x1e1 as VectorInstruction;
export const sqrt = 0x1e3 as VectorInstruction;
export const add = 0x1e4 as VectorInstruction;
export const sub = 0x1e5 as VectorInstruction;
export const mul = 0x1e6 as VectorInstruction;
export const div = 0x1e7 as VectorInstruction;
export const min = 0x1e8 as VectorInstruction;
export const max = 0x1e9 as VectorInstruction;
export const pmin = 0x1ea as VectorInstruction;
export const pmax = 0x1eb as VectorInstruction;
export const convert_i32x4_s = 0x1fa as VectorInstruction;
// relaxed SIMD: whether the product is rounded before the addition is up to the host
export const relaxed_madd = 0x205 as VectorInstruction;
export const relaxed_nmadd = 0x206 as VectorInstruction;
export const extract_lane = 0x11f as LaneInstruction;
export const replace_lane = 0x120 as LaneInstruction;
