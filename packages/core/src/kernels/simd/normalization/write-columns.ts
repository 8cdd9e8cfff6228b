import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { ColumnSums, eachRowOf, eachStrip } from './column-strips.ts';

const int = 'i32';

/** Leaves a row's length in bytes, and 1 over a count as float64 in both halves of a vector. */
export function stepAndShare(f: FunctionBuilder, columns: Local, rows: Local): [step: Local, share: Local] {
  const [step, share] = [f.local(int), f.local('v128')];
  f.get(columns).i32(2).op(i32.shl).set(step);
  f.f64(1).get(rows).op(f64.convert_i32_u).op(f64.div).op(f64x2.splat).set(share);
  return [step, share];
}

/** Takes a vector of variances and leaves `1 / √(variance + eps)`, with eps in all lanes. */
export function pushInverseSpreads(f: FunctionBuilder, variances: Local, eps: Local): void {
  f.f32x4(1).get(variances).get(eps).op(f32x4.add).op(f32x4.sqrt).op(f32x4.div);
}

/** Adds `normalizeColumns`, over `rows` of `columns` elements. */
export function writeNormalizeColumns(module: ModuleBuilder): void {
  module.func(
    'normalizeColumns',
    [int, int, int, 'f32', int, int, int, int, int],
    [],
    (f, x, columns, rows, eps, weight, bias, out, mean, variance) => {
      const [step, share] = stepAndShare(f, columns, rows);
      const allEps = f.local('v128');
      f.get(eps).op(f32x4.splat).set(allEps);
      eachStrip(f, columns, [x, weight, bias, out, mean, variance], (vectors) => {
        const sums = new ColumnSums(f, vectors.length);
        const [centers, factors, shifts] = [0, 1, 2].map(() => f.localsOf('v128', vectors.length));
        const vector = f.local('v128');
        const pushCentered = (i: number, from: Local): void => {
          vectors[i]!.load(from);
          f.get(centers![i]!).op(f32x4.sub);
        };
        const sumDown = (add: (i: number, from: Local) => void): void => {
          sums.begin();
          const addRow = ([from]: readonly Local[]): void => {
            for (const i of vectors.keys()) add(i, from!);
          };
          eachRowOf(f, rows, step, [x], addRow, [sums]);
        };
        sumDown((i, from) => sums.add(i, () => vectors[i]!.load(from)));
        for (const [i, elements] of vectors.entries()) {
          sums.push(i, share);
          f.set(centers![i]!);
          elements.store(mean, centers![i]!);
        }
        sumDown((i, from) => {
          pushCentered(i, from);
          f.set(vector);
          sums.addProduct(i, vector, vector);
        });
        for (const [i, elements] of vectors.entries()) {
          sums.push(i, share);
          f.set(vector);
          elements.store(variance, vector);
          pushInverseSpreads(f, vector, allEps);
          elements.load(weight);
          f.op(f32x4.mul).set(factors![i]!);
          elements.load(bias);
          f.set(shifts![i]!);
        }
        eachRowOf(f, rows, step, [x, out], ([from, to]) => {
          for (const [i, elements] of vectors.entries()) {
            pushMultiplyAdd(
              f,
              () => pushCentered(i, from!),
              () => f.get(factors![i]!),
              () => f.get(shifts![i]!),
            );
            f.set(vector);
            elements.store(to!, vector);
          }
        });
      });
    },
  );
}
