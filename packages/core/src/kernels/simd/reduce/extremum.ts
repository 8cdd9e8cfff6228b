import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';

export type Extremum = 'max' | 'min';

/**
 * Takes two vectors and leaves their larger or smaller elements, NaN where either is: `f32x4.max` does the same, at less
 * than half the speed. `second` is overwritten.
 */
export function pushExtremum(f: FunctionBuilder, kind: Extremum, second: Local): void {
  // the first of two that do not compare, so a NaN of the second is missing; all bits set are a NaN
  f.tee(second).op(kind === 'max' ? f32x4.pmax : f32x4.pmin);
  f.get(second).get(second).op(f32x4.ne).op(v128.or);
}
