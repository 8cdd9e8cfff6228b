import type { Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { AlongRows } from '../rows/along-rows.ts';
import { LongSums } from './long-sums.ts';
import { bytesBehindVectors, eachGroup, pushInverseSpread, reciprocalOf } from './row-groups.ts';

/**
 * Adds `normalize`, over `rows` of `length` elements one after the other, `group` of them at a time. The weights and biases
 * of rows are `affineStep` bytes apart. What is not `centered` has neither mean nor bias.
 */
export function writeNormalizeRows(module: ModuleBuilder, centered: boolean): void {
  const types = ['i32', 'i32', 'i32', 'i32', 'f32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    'normalize',
    types,
    [],
    (f, x, rows, group, length, eps, weight, bias, affineStep, out, mean, variance) => {
      const row = new AlongRows(f, length);
      const sums = new LongSums(f, 1, 4);
      const share = reciprocalOf(f, length);
      const behind = bytesBehindVectors(f, length);
      const [center, scale, vector] = f.localsOf('v128', 3);
      const [from, m, v, w, b] = f.localsOf('i32', 5);
      const pushCentered = (load: () => void): void => {
        load();
        if (centered) f.get(center).op(f32x4.sub);
      };
      const setCenter = (): void => {
        if (centered) f.get(m).memory(v128.load32_splat).set(center).increment(m, 4);
      };
      const store = (where: Local): void => {
        sums.carry();
        f.get(where);
        sums.push(0);
        f.get(share).op(f64.mul).op(f32.demote_f64).memory(f32.store).increment(where, 4);
      };
      eachGroup(f, rows, group, (each) => {
        if (centered) {
          f.get(x).set(from).get(mean).set(m);
          each(() => {
            sums.begin();
            sums.over(row, [from], (elements) => sums.add(0, elements, () => elements.load(from)));
            store(m);
            f.advance(from, behind);
          });
        }
        f.get(x).set(from).get(mean).set(m).get(variance).set(v);
        each(() => {
          setCenter();
          sums.begin();
          sums.over(row, [from], (elements) => {
            pushCentered(() => elements.load(from));
            if (centered) elements.clear();
            f.set(vector);
            sums.addProduct(0, elements, vector, vector);
          });
          store(v);
          f.advance(from, behind);
        });
        f.get(mean).set(m);
        each(() => {
          setCenter();
          pushInverseSpread(f, variance, eps);
          f.set(scale).increment(variance, 4).get(weight).set(w).get(bias).set(b);
          row.each(centered ? [x, out, w, b] : [x, out, w], (elements) => {
            pushCentered(() => elements.load(x));
            f.get(scale).op(f32x4.mul).set(vector);
            if (centered) {
              pushMultiplyAdd(
                f,
                () => f.get(vector),
                () => elements.load(w),
                () => elements.load(b),
              );
            } else {
              f.get(vector);
              elements.load(w);
              f.op(f32x4.mul);
            }
            f.set(vector);
            elements.store(out, vector);
          });
          f.advance(x, behind).advance(out, behind).advance(weight, affineStep).advance(bias, affineStep);
        });
        f.get(m).set(mean);
      });
    },
  );
}
