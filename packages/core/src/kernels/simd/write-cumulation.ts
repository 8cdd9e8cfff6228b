import * as f32x4 from '../assembler/instructions/f32x4.ts';
import * as f64x2 from '../assembler/instructions/f64x2.ts';
import * as i32 from '../assembler/instructions/i32.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../assembler/module-builder.ts';

/** What makes an element and all before it one. */
export type Cumulation = 'sum' | 'prod';

/**
 * Adds a function that writes the sum, or product, of each element of `columns` and those before it, in float64 on the
 * way. Columns consist of `length` elements, `step` bytes apart; those that do not lie `side` by side are `columnStep`
 * bytes apart. With an `outStep` of 0 the last results stay.
 */
export function writeCumulation(module: ModuleBuilder, name: string, kind: Cumulation, side: boolean): void {
  module.func(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, input, out, columns, length, step, outStep, columnStep, outColumnStep) => {
      const [left, count] = f.localsOf('i32', 2);
      const x = f.local('v128');
      /** Walks down `width` columns together. */
      const walk = (width: number): void => {
        const streams = side ? 1 : width;
        const [from, to] = [f.localsOf('i32', streams), f.localsOf('i32', streams)];
        const totals = f.localsOf('v128', Math.ceil(width / 2));
        f.get(columns).i32(width).op(i32.div_u).set(left);
        f.get(columns).i32(width).op(i32.rem_u).set(columns);
        f.repeat(left, () => {
          for (let i = 0; i < streams; i++) {
            f.get(input).set(from[i]!).get(out).set(to[i]!);
            if (side) f.increment(input, 4 * width).increment(out, 4 * width);
            else f.advance(input, columnStep).advance(out, outColumnStep);
          }
          for (const total of totals) {
            // -0 changes nothing that is added to it, not even -0
            f.f64(kind === 'sum' ? -0 : 1)
              .op(f64x2.splat)
              .set(total);
          }
          f.get(length).set(count);
          f.repeat(count, () => {
            for (let i = 0; i < width; i++) {
              const [stream, offset] = side ? [0, 4 * i] : [i, 0];
              const total = totals[i >> 1]!;
              f.get(from[stream]!);
              // a new vector: the lanes of the last one would have to be waited for
              if (i % 2 === 0) f.memory(v128.load32_zero, offset).set(x);
              else f.get(x).loadLane(1, offset).set(x);
              if (i % 2 === 0 && width > 1) continue;
              f.get(x)
                .op(f64x2.promote_low_f32x4)
                .get(total)
                .op(kind === 'sum' ? f64x2.add : f64x2.mul);
              f.tee(total).op(f32x4.demote_f64x2_zero).set(x);
              if (width > 1)
                f.get(to[side ? 0 : i - 1]!)
                  .get(x)
                  .storeLane(0, side ? offset - 4 : 0);
              f.get(to[stream]!)
                .get(x)
                .storeLane(i % 2, offset);
            }
            for (const address of from) f.advance(address, step);
            for (const address of to) f.advance(address, outStep);
          });
        });
      };
      // as many as a line of the cache has, which is read once so
      if (side) walk(16);
      walk(4);
      walk(1);
    },
  );
}
