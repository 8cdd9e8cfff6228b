import type { Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { ColumnSums, eachRowOf, eachStrip } from './column-strips.ts';
import { pushInverseSpreads, stepAndShare } from './write-columns.ts';

const int = 'i32';

/** Adds `columnGradients`, of columns as in {@link writeNormalizeColumns}; each of the three unless its address is 0. */
export function writeColumnGradients(module: ModuleBuilder): void {
  module.func(
    'columnGradients',
    [int, int, int, int, 'f32', int, int, int, int, int, int],
    [],
    (f, grad, x, columns, rows, eps, mean, variance, weight, ofX, ofWeight, ofBias) => {
      const [step, share] = stepAndShare(f, columns, rows);
      const [allEps, one, vector, g] = f.localsOf('v128', 4);
      f.get(eps).op(f32x4.splat).set(allEps).f64(1).op(f64x2.splat).set(one);
      const starts = [grad, x, mean, variance, weight];
      const results = [ofX, ofWeight, ofBias];
      // an address of 0 must stay so
      const [atX, atWeight, atBias, column] = f.localsOf(int, 4);
      eachStrip(f, columns, [...starts, column], (vectors) => {
        for (const [i, at] of [atX, atWeight, atBias].entries()) f.get(results[i]!).get(column).op(i32.add).set(at);
        const products = new ColumnSums(f, vectors.length);
        const gradients = new ColumnSums(f, vectors.length);
        const [centers, factors, slopes, levels] = [0, 1, 2, 3].map(() => f.localsOf('v128', vectors.length));
        const pushCentered = (i: number, from: Local): void => {
          vectors[i]!.load(from);
          f.get(centers![i]!).op(f32x4.sub);
        };
        for (const [i, elements] of vectors.entries()) {
          elements.load(mean);
          f.set(centers![i]!);
        }
        products.begin();
        gradients.begin();
        eachRowOf(
          f,
          rows,
          step,
          [x, grad],
          ([from, above]) => {
            for (const [i, elements] of vectors.entries()) {
              pushCentered(i, from!);
              f.set(vector);
              elements.load(above!);
              f.set(g);
              products.addProduct(i, g, vector);
              gradients.add(i, () => f.get(g));
            }
          },
          [products, gradients],
        );
        for (const [i, elements] of vectors.entries()) {
          const [factor, slope, level] = [factors![i]!, slopes![i]!, levels![i]!];
          elements.load(variance);
          f.set(vector);
          pushInverseSpreads(f, vector, allEps);
          f.set(g);
          f.get(ofWeight).if(() => {
            products.push(i, one);
            f.get(g).op(f32x4.mul).set(vector);
            elements.store(atWeight, vector);
          });
          f.get(ofBias).if(() => {
            gradients.push(i, one);
            f.set(vector);
            elements.store(atBias, vector);
          });
          elements.load(weight);
          f.get(g).op(f32x4.mul).set(factor);
          gradients.push(i, share);
          f.get(factor).op(f32x4.mul).op(f32x4.neg).set(level);
          products.push(i, share);
          f.get(factor).op(f32x4.mul).get(g).op(f32x4.mul).get(g).op(f32x4.mul).op(f32x4.neg).set(slope);
        }
        f.get(ofX).if(() =>
          eachRowOf(f, rows, step, [x, grad, atX], ([from, above, to]) => {
            for (const [i, elements] of vectors.entries()) {
              pushCentered(i, from!);
              f.set(vector);
              elements.load(above!);
              f.set(g);
              pushMultiplyAdd(
                f,
                () => f.get(g),
                () => f.get(factors![i]!),
                () =>
                  pushMultiplyAdd(
                    f,
                    () => f.get(vector),
                    () => f.get(slopes![i]!),
                    () => f.get(levels![i]!),
                  ),
              );
              f.set(vector);
              elements.store(to!, vector);
            }
          }),
        );
      });
    },
  );
}
