import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { AlongRows } from '../rows/along-rows.ts';
import { ChannelWalk } from './channel-walk.ts';
import { LongSums } from './long-sums.ts';
import { eachGroup, pushInverseSpread } from './row-groups.ts';

/** What the second loop over a group takes from the first: three float32. */
export const noteBytes = 12;

/** Of a weight and its bias in the sums of gradients: two float64. */
export const sumBytes = 16;

const int = 'i32';
const types = [int, int, int, int, int, int, int, int, int, 'f32', int, int, int, int, int, int] as const;

/**
 * Adds `gradients`, of channels as in {@link writeNormalizeChannels}; that of x unless `ofX` is 0. Those of each weight and
 * its bias are added to what is in `sums`, {@link sumBytes} each. `notes` has {@link noteBytes} for each of a group of groups.
 */
export function writeChannelGradients(module: ModuleBuilder): void {
  module.func(
    'gradients',
    types,
    [],
    (
      f,
      grad,
      x,
      groups,
      group,
      length,
      units,
      pieces,
      groupAffine,
      unitAffine,
      eps,
      mean,
      variance,
      weight,
      ofX,
      affineSums,
      notes,
    ) => {
      const row = new AlongRows(f, length);
      const sums = new LongSums(f, 2, 2);
      const walk = new ChannelWalk(f, { groups, length, units, pieces, unitAffine });
      const [center, scale, factor, slope, level, g, y] = f.localsOf('v128', 7);
      const [first, above, unit, unitAbove, unitOut, m, scales, w, note] = f.localsOf(int, 9);
      const [ofWeight, ofBias, level64, slope64, own] = f.localsOf('f64', 5);
      const setCenter = (): void => void f.get(m).memory(v128.load32_splat).set(center).increment(m, 4);
      const [toSums, groupWeights] = f.localsOf(int, 2);
      f.get(weight).set(groupWeights);
      eachGroup(f, groups, group, (each) => {
        f.get(x).set(first).get(grad).set(above).get(mean).set(m).get(groupWeights).set(scales);
        f.get(notes).set(note);
        each(() => {
          setCenter();
          pushInverseSpread(f, variance, eps);
          f.set(scale).increment(variance, 4).f64(0).set(level64).f64(0).set(slope64);
          f.get(first).set(unit).get(above).set(unitAbove).get(scales).set(w);
          walk.eachUnit([unit, unitAbove], [w], () => {
            sums.begin();
            walk.eachPiece(
              [unit, unitAbove],
              ([from, fromAbove]) =>
                sums.over(row, [from!, fromAbove!], (elements) => {
                  elements.load(from!);
                  f.get(center).op(f32x4.sub);
                  elements.clear();
                  f.set(y);
                  elements.load(fromAbove!);
                  f.set(g);
                  sums.addProduct(0, elements, g, y);
                  sums.add(1, elements, () => f.get(g));
                }),
              sums,
            );
            sums.push(0);
            f.get(scale).lane(f32x4.extract_lane, 0).op(f64.promote_f32).op(f64.mul).set(ofWeight);
            sums.push(1);
            f.set(ofBias);
            // as far from the first as the weight is, but for their sizes
            f.get(w)
              .get(weight)
              .op(i32.sub)
              .i32(sumBytes / 4)
              .op(i32.mul)
              .get(affineSums)
              .op(i32.add)
              .set(toSums);
            for (const [i, sum] of [ofWeight, ofBias].entries()) {
              f.get(toSums)
                .get(toSums)
                .memory(f64.load, 8 * i)
                .get(sum)
                .op(f64.add)
                .memory(f64.store, 8 * i);
            }
            f.get(w).memory(f32.load).op(f64.promote_f32).set(own);
            f.get(slope64).get(own).get(ofWeight).op(f64.mul).op(f64.add).set(slope64);
            f.get(level64).get(own).get(ofBias).op(f64.mul).op(f64.add).set(level64);
          });
          f.get(note).get(scale).storeLane(0);
          for (const [i, sum] of [slope64, level64].entries()) {
            f.get(note).get(sum).get(walk.share).op(f64.mul).op(f32.demote_f64).op(f32.neg);
            f.get(scale).lane(f32x4.extract_lane, 0).op(f32.mul);
            // the slope once more, as it is taken by what is not divided by the spread
            if (i === 0) f.get(scale).lane(f32x4.extract_lane, 0).op(f32.mul);
            f.memory(f32.store, 4 + 4 * i);
          }
          f.increment(note, noteBytes);
          for (const start of [first, above]) f.advance(start, walk.groupBytes);
          f.advance(scales, groupAffine);
        });
        f.get(ofX).if(() => {
          f.get(mean).set(m).get(notes).set(note).get(groupWeights).set(scales);
          each(() => {
            setCenter();
            for (const [i, vector] of [scale, slope, level].entries()) {
              f.get(note)
                .memory(v128.load32_splat, 4 * i)
                .set(vector);
            }
            f.increment(note, noteBytes)
              .get(x)
              .set(unit)
              .get(grad)
              .set(unitAbove)
              .get(ofX)
              .set(unitOut)
              .get(scales)
              .set(w);
            walk.eachUnit([unit, unitAbove, unitOut], [w], () => {
              f.get(w).memory(v128.load32_splat).get(scale).op(f32x4.mul).set(factor);
              walk.eachPiece([unit, unitAbove, unitOut], ([from, fromAbove, to]) => {
                row.each([from!, fromAbove!, to!], (elements) => {
                  elements.load(from!);
                  f.get(center).op(f32x4.sub).set(y);
                  elements.load(fromAbove!);
                  f.set(g);
                  pushMultiplyAdd(
                    f,
                    () => f.get(g),
                    () => f.get(factor),
                    () =>
                      pushMultiplyAdd(
                        f,
                        () => f.get(y),
                        () => f.get(slope),
                        () => f.get(level),
                      ),
                  );
                  f.set(g);
                  elements.store(to!, g);
                });
              });
            });
            for (const start of [x, grad, ofX]) f.advance(start, walk.groupBytes);
            f.advance(scales, groupAffine);
          });
        });
        f.get(first).set(x).get(above).set(grad).get(m).set(mean).get(scales).set(groupWeights);
      });
    },
  );
}
