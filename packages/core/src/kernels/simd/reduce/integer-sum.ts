import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as i16x8 from '../../assembler/instructions/i16x8.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachVector, writeRowFold } from './rows.ts';

/** Adds `integerSum` of {@link writeRowFold}: of int32, which wraps around, or of bytes, whose sum is int32 too. */
export function writeIntegerRowSum(module: ModuleBuilder, bytes: 1 | 4): void {
  writeRowFold(module, 'integerSum', (f) => {
    const sum = f.local('v128');
    const [total, count] = f.localsOf('i32', 2);
    const addVector = (address: Local): void => {
      f.get(sum).get(address).memory(v128.load);
      // bytes are added to their neighbours until there are four sums
      if (bytes === 1) f.op(i16x8.extadd_pairwise_i8x16_u).op(i32x4.extadd_pairwise_i16x8_u);
      f.op(i32x4.add).set(sum);
    };
    const addElement = (address: Local): void => {
      f.get(total)
        .get(address)
        .memory(bytes === 1 ? i32.load8_u : i32.load)
        .op(i32.add)
        .set(total);
    };
    return {
      begin: () => f.i32x4(0).set(sum).i32(0).set(total),
      fold: (address, length) => {
        eachVector(
          f,
          address,
          length,
          count,
          () => addVector(address),
          () => addElement(address),
          bytes,
        );
      },
      end: () => {
        pushSumOfLanes(f, sum);
        // a store of float32 leaves the bits as they are
        f.get(total).op(i32.add).op(f32.reinterpret_i32);
      },
    };
  });
}

function pushSumOfLanes(f: FunctionBuilder, sum: Local): void {
  f.get(sum).lane(i32x4.extract_lane, 0);
  for (let lane = 1; lane < 4; lane++) f.get(sum).lane(i32x4.extract_lane, lane).op(i32.add);
}
