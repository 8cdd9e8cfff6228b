import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import * as f32x4 from '../assembler/instructions/f32x4.ts';

/** `sum += x · y` for four float32, rounded once where `fused`. */
export function multiplyAdd(f: FunctionBuilder, fused: boolean, sum: Local, x: Local, y: Local): void {
  if (fused) f.get(x).get(y).get(sum).op(f32x4.relaxed_madd).set(sum);
  else f.get(sum).get(x).get(y).op(f32x4.mul).op(f32x4.add).set(sum);
}
