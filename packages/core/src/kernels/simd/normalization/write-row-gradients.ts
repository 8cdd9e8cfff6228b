import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { AlongRows } from '../rows/along-rows.ts';
import { LongSums } from './long-sums.ts';
import { bytesBehindVectors, eachGroup, pushInverseSpread, reciprocalOf } from './row-groups.ts';

/** What a function for gradients is to do. */
export interface Gradients {
  readonly centered: boolean;
  readonly input: boolean;
  readonly affine: boolean;
}

/** What the second loop over a row takes from the first: three float32. */
export const noteBytes = 12;

const int = 'i32';
const types = [int, int, int, int, int, 'f32', int, int, int, int, int, int, int, int] as const;

/**
 * Adds `gradients`, of rows as in {@link writeNormalizeRows}. Those of weight and bias are added to what is there. `notes`
 * has {@link noteBytes} for each row of a group.
 */
export function writeRowGradients(module: ModuleBuilder, { centered, input, affine }: Gradients): void {
  module.func(
    'gradients',
    types,
    [],
    (f, grad, x, rows, group, length, eps, mean, variance, weight, affineStep, ofX, ofWeight, ofBias, notes) => {
      const row = new AlongRows(f, length);
      const sums = new LongSums(f, centered ? 2 : 1, 2);
      const share = reciprocalOf(f, length);
      const behind = bytesBehindVectors(f, length);
      const [center, scale, slope, level, g, y] = f.localsOf('v128', 6);
      const [from, above, m, scales, w, toWeight, toBias, note] = f.localsOf('i32', 8);
      const setCenter = (): void => {
        if (centered) f.get(m).memory(v128.load32_splat).set(center).increment(m, 4);
      };
      const pushMean = (sum: number): void => {
        sums.push(sum);
        f.get(share).op(f64.mul).op(f32.demote_f64).op(f32x4.splat);
      };
      const others = [...(input ? [w] : []), ...(affine ? [toWeight] : []), ...(affine && centered ? [toBias] : [])];
      eachGroup(f, rows, group, (each) => {
        f.get(x).set(from).get(grad).set(above).get(mean).set(m).get(weight).set(scales).get(notes).set(note);
        each(() => {
          setCenter();
          pushInverseSpread(f, variance, eps);
          f.set(scale).increment(variance, 4);
          f.get(scales).set(w).get(ofWeight).set(toWeight).get(ofBias).set(toBias);
          if (input) sums.begin();
          sums.over(row, [from, above, ...others], (elements) => {
            elements.load(from);
            if (centered) f.get(center).op(f32x4.sub);
            f.get(scale).op(f32x4.mul);
            elements.clear();
            f.set(y);
            elements.load(above);
            f.set(g);
            if (affine) {
              pushMultiplyAdd(
                f,
                () => f.get(g),
                () => f.get(y),
                () => elements.load(toWeight),
              );
              f.set(level);
              elements.store(toWeight, level);
            }
            if (affine && centered) {
              elements.load(toBias);
              f.get(g).op(f32x4.add).set(level);
              elements.store(toBias, level);
            }
            if (input) {
              f.get(g);
              elements.load(w);
              f.op(f32x4.mul).set(g);
              sums.addProduct(0, elements, g, y);
              if (centered) sums.add(1, elements, () => f.get(g));
            }
          });
          if (input) {
            sums.carry();
            pushMean(0);
            f.get(scale).op(f32x4.mul).op(f32x4.neg).set(slope);
            f.get(note).get(scale).storeLane(0).get(note).get(slope).storeLane(0, 4);
            if (centered) {
              pushMean(1);
              f.op(f32x4.neg).set(level).get(note).get(level).storeLane(0, 8);
            }
            f.increment(note, noteBytes);
          }
          f.advance(from, behind).advance(above, behind);
          for (const start of [scales, ofWeight, ofBias]) f.advance(start, affineStep);
        });
        if (input) {
          f.get(mean).set(m).get(notes).set(note);
          each(() => {
            setCenter();
            f.get(weight).set(w);
            f.get(note).memory(v128.load32_splat).set(scale).get(note).memory(v128.load32_splat, 4).set(slope);
            if (centered) f.get(note).memory(v128.load32_splat, 8).set(level);
            f.increment(note, noteBytes);
            // (grad · weight − mean(grad · weight) − y · mean(grad · weight · y)) / √(variance + eps)
            row.each([grad, x, w, ofX], (elements) => {
              elements.load(grad);
              f.set(g);
              elements.load(x);
              if (centered) f.get(center).op(f32x4.sub);
              f.set(y);
              pushMultiplyAdd(
                f,
                () => f.get(y),
                () => f.get(slope),
                () => {
                  if (centered) {
                    pushMultiplyAdd(
                      f,
                      () => f.get(g),
                      () => elements.load(w),
                      () => f.get(level),
                    );
                  } else {
                    f.get(g);
                    elements.load(w);
                    f.op(f32x4.mul);
                  }
                },
              );
              f.get(scale).op(f32x4.mul).set(g);
              elements.store(ofX, g);
            });
            f.advance(grad, behind).advance(x, behind).advance(ofX, behind).advance(weight, affineStep);
          });
        }
        f.get(from).set(x).get(above).set(grad).get(m).set(mean).get(scales).set(weight);
      });
    },
  );
}
