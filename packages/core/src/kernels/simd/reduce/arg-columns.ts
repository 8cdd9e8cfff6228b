import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import type { Extremum } from './extremum.ts';

/** Columns that are looked at together; there must be as many. */
export const lanes = 4;

/**
 * Adds `argmaxColumns` and the like: for each of `columns`, `columnStep` bytes apart, the index of the first extremum, or
 * of the first NaN, of its `length` elements, `rowStep` bytes apart. `side` says that the columns lie side by side.
 */
export function writeArgColumns(module: ModuleBuilder, kind: Extremum, side: boolean): void {
  const name = `arg${kind}${side ? 'Columns' : 'Strided'}`;
  module.func(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, input, out, columns, columnStep, length, rowStep) => {
      const addresses = f.localsOf('i32', side ? 1 : lanes);
      const [x, best, index, place, take] = f.localsOf('v128', 5);
      const [back, count] = f.localsOf('i32', 2);
      f.loop(() => {
        f.get(columns).i32(lanes).op(i32.lt_u);
        f.if(() => {
          // fewer are left: some are looked at again
          f.i32(lanes).get(columns).op(i32.sub).set(back).i32(lanes).set(columns);
          f.get(input).get(back).get(columnStep).op(i32.mul).op(i32.sub).set(input);
          f.get(out).get(back).i32(2).op(i32.shl).op(i32.sub).set(out);
        });
        f.get(input).set(addresses[0]!);
        for (let i = 1; i < addresses.length; i++)
          f.get(addresses[i - 1]!)
            .get(columnStep)
            .op(i32.add)
            .set(addresses[i]!);
        f.get(input).get(columnStep).i32(2).op(i32.shl).op(i32.add).set(input);
        f.f32x4(kind === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY).set(best);
        f.i32x4(0).tee(index).set(place);
        f.get(length).set(count);
        f.repeat(count, () => {
          loadColumns(f, addresses, x);
          f.get(x)
            .get(best)
            .op(kind === 'max' ? f32x4.gt : f32x4.lt);
          f.get(x).get(x).op(f32x4.ne).get(best).get(best).op(f32x4.eq).op(v128.and).op(v128.or).set(take);
          f.get(x).get(best).get(take).op(v128.bitselect).set(best);
          f.get(place).get(index).get(take).op(v128.bitselect).set(index);
          f.get(place).i32(1).op(i32x4.splat).op(i32x4.add).set(place);
          for (const address of addresses) f.advance(address, rowStep);
        });
        f.get(out)
          .get(index)
          .memory(v128.store)
          .increment(out, 4 * lanes);
        f.get(columns).i32(lanes).op(i32.sub).tee(columns).branchIf(0);
      });
    },
  );
}

function loadColumns(f: FunctionBuilder, addresses: readonly Local[], x: Local): void {
  if (addresses.length === 1) f.get(addresses[0]!).memory(v128.load).set(x);
  else {
    f.get(addresses[0]!).memory(v128.load32_zero).set(x);
    for (let lane = 1; lane < lanes; lane++) f.get(addresses[lane]!).get(x).loadLane(lane).set(x);
  }
}
