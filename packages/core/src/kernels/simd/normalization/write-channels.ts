import type { Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { AlongRows } from '../rows/along-rows.ts';
import type { RowVector } from '../rows/row-layout.ts';
import { ChannelWalk } from './channel-walk.ts';
import { LongSums } from './long-sums.ts';
import { eachGroup, pushInverseSpread } from './row-groups.ts';

const int = 'i32';
const types = [int, int, int, int, int, int, int, int, 'f32', int, int, int, int, int] as const;

/** Adds `normalize`, over `groups` of channels, `group` of them at a time. */
export function writeNormalizeChannels(module: ModuleBuilder): void {
  module.func(
    'normalize',
    types,
    [],
    (f, x, groups, group, length, units, pieces, groupAffine, unitAffine, eps, weight, bias, out, mean, variance) => {
      const row = new AlongRows(f, length);
      const sums = new LongSums(f, 1, 4);
      const walk = new ChannelWalk(f, { groups, length, units, pieces, unitAffine });
      const [center, scale, factor, shift, vector] = f.localsOf('v128', 5);
      const [first, unit, unitOut, m, v, w, b] = f.localsOf(int, 7);
      const setCenter = (): void => void f.get(m).memory(v128.load32_splat).set(center).increment(m, 4);
      const pushCentered = (elements: RowVector, from: Local): void => {
        elements.load(from);
        f.get(center).op(f32x4.sub);
      };
      const storeMean = (where: Local, add: (elements: RowVector, from: Local) => void): void => {
        sums.begin();
        f.get(first).set(unit);
        walk.eachUnit([unit], [], () => {
          walk.eachPiece([unit], ([from]) => sums.over(row, [from!], (elements) => add(elements, from!)), sums);
        });
        f.get(where);
        sums.push(0);
        f.get(walk.share).op(f64.mul).op(f32.demote_f64).memory(f32.store).increment(where, 4);
        f.advance(first, walk.groupBytes);
      };
      eachGroup(f, groups, group, (each) => {
        f.get(x).set(first).get(mean).set(m);
        each(() => storeMean(m, (elements, from) => sums.add(0, elements, () => elements.load(from))));
        f.get(x).set(first).get(mean).set(m).get(variance).set(v);
        each(() => {
          setCenter();
          storeMean(v, (elements, from) => {
            pushCentered(elements, from);
            elements.clear();
            f.set(vector);
            sums.addProduct(0, elements, vector, vector);
          });
        });
        f.get(mean).set(m);
        each(() => {
          setCenter();
          pushInverseSpread(f, variance, eps);
          f.set(scale)
            .increment(variance, 4)
            .get(weight)
            .set(w)
            .get(bias)
            .set(b)
            .get(x)
            .set(unit)
            .get(out)
            .set(unitOut);
          walk.eachUnit([unit, unitOut], [w, b], () => {
            f.get(w).memory(v128.load32_splat).get(scale).op(f32x4.mul).set(factor);
            f.get(b).memory(v128.load32_splat).set(shift);
            walk.eachPiece([unit, unitOut], ([from, to]) => {
              row.each([from!, to!], (elements) => {
                pushMultiplyAdd(
                  f,
                  () => pushCentered(elements, from!),
                  () => f.get(factor),
                  () => f.get(shift),
                );
                f.set(vector);
                elements.store(to!, vector);
              });
            });
          });
          for (const start of [x, out]) f.advance(start, walk.groupBytes);
          for (const start of [weight, bias]) f.advance(start, groupAffine);
        });
        f.get(m).set(mean);
      });
    },
  );
}
