import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachVector, writeRowFold } from './rows.ts';

/** Vectors that are added up independently, so that additions need not wait for each other. */
const accumulators = 4;

/** How many rounds of them are added up in float32 before float64 takes over: each lane sums so many elements. */
const rounds = 32;

/**
 * Adds `sum` of {@link writeRowFold}. Blocks of 512 elements are summed in float32, at the speed of memory, and the
 * blocks in float64, so that long sums are as precise as short ones.
 */
export function writeRowSum(module: ModuleBuilder): void {
  writeRowFold(module, 'sum', (f) => {
    const sums = f.localsOf('v128', accumulators);
    const [first, total] = [sums[0]!, f.local('v128')];
    const tail = f.local('f64');
    const [left, count] = [f.local('i32'), f.local('i32')];
    return {
      begin: () => f.f32x4(0).set(total).f64(0).set(tail),
      fold: (address, length) => {
        f.get(length).set(left);
        f.block(() => {
          f.loop(() => {
            f.get(left).i32(4).op(i32.shr_u).tee(count).op(i32.eqz).branchIf(1);
            f.get(count).i32(rounds).get(count).i32(rounds).op(i32.lt_u).select().set(count);
            f.get(left).get(count).i32(4).op(i32.shl).op(i32.sub).set(left);
            for (const sum of sums) f.f32x4(0).set(sum);
            f.repeat(count, () => {
              for (const [i, sum] of sums.entries()) {
                f.get(sum)
                  .get(address)
                  .memory(v128.load, 16 * i)
                  .op(f32x4.add)
                  .set(sum);
              }
              f.increment(address, 16 * accumulators);
            });
            addUp(f, sums);
            addToTotal(f, total, first);
            f.branch(0);
          });
        });
        f.f32x4(0).set(first);
        eachVector(
          f,
          address,
          left,
          count,
          () => f.get(first).get(address).memory(v128.load).op(f32x4.add).set(first),
          () => f.get(tail).get(address).memory(f32.load).op(f64.promote_f32).op(f64.add).set(tail),
        );
        addToTotal(f, total, first);
      },
      end: () => {
        f.get(total).lane(f64x2.extract_lane, 0).get(total).lane(f64x2.extract_lane, 1).op(f64.add);
        f.get(tail).op(f64.add).op(f32.demote_f64);
      },
    };
  });
}

/** Adds all sums to the first, in pairs. */
function addUp(f: FunctionBuilder, sums: readonly Local[]): void {
  for (let apart = 1; apart < sums.length; apart *= 2) {
    for (let i = 0; i + apart < sums.length; i += 2 * apart) {
      f.get(sums[i]!)
        .get(sums[i + apart]!)
        .op(f32x4.add)
        .set(sums[i]!);
    }
  }
}

/** Adds the four lanes of a sum to the two of `total`. */
function addToTotal(f: FunctionBuilder, total: Local, sum: Local): void {
  f.get(total).get(sum).op(f64x2.promote_low_f32x4).op(f64x2.add);
  f.get(sum).get(sum).shuffle32([2, 3, 2, 3]).op(f64x2.promote_low_f32x4).op(f64x2.add).set(total);
}
