import * as f32 from '../../assembler/instructions/f32.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachVector, writeRowFold } from './rows.ts';

/** Adds `prod` of {@link writeRowFold}, in float64: on the way products leave the range of float32. */
export function writeRowProduct(module: ModuleBuilder): void {
  writeRowFold(module, 'prod', (f) => {
    const [low, high, x] = f.localsOf('v128', 3);
    const tail = f.local('f64');
    const count = f.local('i32');
    return {
      begin: () => f.f64(1).tee(tail).op(f64x2.splat).tee(low).set(high),
      fold: (address, length) => {
        eachVector(
          f,
          address,
          length,
          count,
          () => {
            f.get(address).memory(v128.load).tee(x).op(f64x2.promote_low_f32x4).get(low).op(f64x2.mul).set(low);
            f.get(x).get(x).shuffle32([2, 3, 2, 3]).op(f64x2.promote_low_f32x4).get(high).op(f64x2.mul).set(high);
          },
          () => f.get(tail).get(address).memory(f32.load).op(f64.promote_f32).op(f64.mul).set(tail),
        );
      },
      end: () => {
        f.get(low).get(high).op(f64x2.mul).tee(x).lane(f64x2.extract_lane, 0).get(x).lane(f64x2.extract_lane, 1);
        f.op(f64.mul).get(tail).op(f64.mul).op(f32.demote_f64);
      },
    };
  });
}
