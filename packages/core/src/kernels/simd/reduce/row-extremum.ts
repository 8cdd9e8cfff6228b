import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { type Extremum, pushExtremum } from './extremum.ts';
import { eachVector, type RowFold, writeRowFold } from './rows.ts';

/** Vectors that are folded independently, so that they need not wait for each other. */
const accumulators = 4;

/** Writes the fold of elements to their largest or smallest, NaN where there is one. */
function extremumOf(f: FunctionBuilder, kind: Extremum): RowFold {
  const worst = kind === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const bestOfTwo = kind === 'max' ? f32.max : f32.min;
  const bests = f.localsOf('v128', accumulators);
  const [first, x, tail] = [bests[0]!, f.local('v128'), f.local('f32')];
  const [count, rest] = [f.local('i32'), f.local('i32')];
  const take = (best: Local, address: Local, offset: number): void => {
    f.get(best).get(address).memory(v128.load, offset);
    pushExtremum(f, kind, x);
    f.set(best);
  };
  return {
    begin: () => {
      for (const best of bests) f.f32x4(worst).set(best);
      f.f32(worst).set(tail);
    },
    fold: (address, length) => {
      f.get(length).i32(4).op(i32.shr_u).set(count);
      f.repeat(count, () => {
        for (const [i, best] of bests.entries()) take(best, address, 16 * i);
        f.increment(address, 16 * accumulators);
      });
      f.get(length).i32(15).op(i32.and).set(rest);
      eachVector(
        f,
        address,
        rest,
        count,
        () => take(first, address, 0),
        () => f.get(tail).get(address).memory(f32.load).op(bestOfTwo).set(tail),
      );
    },
    end: () => {
      for (const best of bests.slice(1)) {
        f.get(first).get(best);
        pushExtremum(f, kind, x);
        f.set(first);
      }
      f.get(tail);
      for (let lane = 0; lane < 4; lane++) f.get(first).lane(f32x4.extract_lane, lane).op(bestOfTwo);
    },
  };
}

/** Adds `max` or `min` of {@link writeRowFold}. */
export function writeRowExtremum(module: ModuleBuilder, kind: Extremum): void {
  writeRowFold(module, kind, (f) => extremumOf(f, kind));
}

/**
 * Adds `argmax` or `argmin`: the index of the first extremum, or of the first NaN, of each of `rows`, `rowStep` bytes
 * apart. Reading a row again up to there is cheaper than to carry indices along.
 */
export function writeArgExtremum(module: ModuleBuilder, kind: Extremum): void {
  module.func(`arg${kind}`, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f, input, out, rows, rowStep, length) => {
    const [best, x] = f.localsOf('v128', 2);
    const [address, count] = f.localsOf('i32', 2);
    const { begin, fold, end } = extremumOf(f, kind);
    const isBestOrNaN = (): void => {
      f.tee(x).get(best).op(f32x4.eq).get(x).get(x).op(f32x4.ne).op(v128.or).op(v128.any_true);
    };
    f.repeat(rows, () => {
      begin();
      f.get(input).set(address);
      fold(address, length);
      end();
      f.op(f32x4.splat).set(best).get(input).set(address);
      f.get(length).i32(2).op(i32.shr_u).set(count);
      f.block(() => {
        f.loop(() => {
          f.get(count).op(i32.eqz).branchIf(1);
          f.get(address).memory(v128.load);
          isBestOrNaN();
          f.branchIf(1).increment(address, 16).increment(count, -1).branch(0);
        });
      });
      // it is in the vector where the search ended, or in what is less than a vector
      f.block(() => {
        f.loop(() => {
          f.get(address).memory(v128.load32_splat);
          isBestOrNaN();
          f.branchIf(1).increment(address, 4).branch(0);
        });
      });
      f.get(out).get(address).get(input).op(i32.sub).i32(2).op(i32.shr_u).memory(i32.store);
      f.increment(out, 4).advance(input, rowStep);
    });
  });
}
