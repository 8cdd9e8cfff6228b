import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { eachRow, type Walk } from './each-row.ts';
import { LossResult } from './loss-result.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { advanceRows, type RowVector } from './row-layout.ts';
import { pushNumbers, skipNumbers, splat, storeNumbers } from './row-numbers.ts';
import { Slopes } from './slopes.ts';

/** Leaves `keep · t + spread` of a vector of targets, times the weights where there are such. */
function pushShares(
  f: FunctionBuilder,
  vector: RowVector,
  target: Local,
  keep: Local,
  spread: Local,
  weight: Local | undefined,
): void {
  pushMultiplyAdd(
    f,
    () => vector.load(target),
    () => f.get(keep),
    () => f.get(spread),
  );
  if (!weight) return;
  vector.load(weight);
  f.op(f32x4.mul);
}

/**
 * Adds `losses` or, for classes with weights, `weightedLosses`. Steps, between rows, are in bytes; `columns` is room for
 * three matrices of four rows, see {@link eachRow}.
 */
export function writeSoftCrossEntropy(module: ModuleBuilder, walk: Walk, weighted: boolean): void {
  const addresses = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    weighted ? 'weightedLosses' : 'losses',
    [...addresses, 'f32', 'f32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (
      f,
      logits,
      rowStep,
      rows,
      classes,
      target,
      targetStep,
      weight,
      keep,
      spread,
      reduction,
      out,
      normalizers,
      columns,
    ) => {
      const result = new LossResult(f, reduction, out, rows);
      const [keeps, spreads] = [splat(f, keep), splat(f, spread)];
      eachRow(f, walk, rows, classes, columns, (row) => {
        const [max, sum, total, entropy, share, loss] = f.localsOf('v128', 6);
        const [x, t, w] = f.localsOf('i32', 3);
        const noStep = f.local('i32');
        const weights = weighted ? row.open(weight, noStep) : undefined;
        return () => {
          const opened = row.open(logits, rowStep);
          setMaximum(f, row, opened, max);
          f.get(opened).set(x).get(row.open(target, targetStep)).set(t);
          if (weights) f.get(weights).set(w);
          f.f32x4(0).set(total).f32x4(0).set(entropy);
          setSumOfExp(
            f,
            row,
            x,
            max,
            sum,
            (vector, difference) => {
              pushShares(f, vector, t, keeps, spreads, weights && w);
              vector.clear();
              f.set(share).get(total).get(share).op(f32x4.add).set(total);
              f.get(entropy).get(share).get(difference).op(f32x4.mul).op(f32x4.add).set(entropy);
            },
            weights ? [t, w] : [t],
          );
          for (const vector of [total, entropy]) row.fold(vector, () => f.op(f32x4.add));
          storeNumbers(f, row, normalizers, max, sum, total);
          f.get(sum);
          pushLog(f);
          f.get(total).op(f32x4.mul).get(entropy).op(f32x4.sub).set(loss);
          result.add(row, loss);
          advanceRows(f, row, logits, rowStep);
          advanceRows(f, row, target, targetStep);
          skipNumbers(f, row, normalizers, 3);
        };
      });
      result.finish();
    },
  );
}

/** Adds `gradients` or `weightedGradients`, whose rows of results lie one after the other. */
export function writeSoftCrossEntropyBackward(module: ModuleBuilder, walk: Walk, weighted: boolean): void {
  const addresses = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    weighted ? 'weightedGradients' : 'gradients',
    [...addresses, 'f32', 'f32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (
      f,
      grad,
      gradStep,
      logits,
      rowStep,
      rows,
      classes,
      target,
      targetStep,
      weight,
      keep,
      spread,
      reduction,
      normalizers,
      out,
      columns,
    ) => {
      const slopes = new Slopes(f, grad, gradStep, reduction, rows);
      const [keeps, spreads] = [splat(f, keep), splat(f, spread)];
      const outStep = f.local('i32');
      f.get(classes).i32(2).op(i32.shl).set(outStep);
      eachRow(f, walk, rows, classes, columns, (row) => {
        const [max, scale, vector] = f.localsOf('v128', 3);
        const [x, t, w, to] = f.localsOf('i32', 4);
        const noStep = f.local('i32');
        const weights = weighted ? row.open(weight, noStep) : undefined;
        return () => {
          const opened = row.open(logits, rowStep);
          const results = row.results(opened, out);
          const g = slopes.next(row);
          f.get(g);
          pushNumbers(f, row, normalizers, 2, 3);
          f.op(f32x4.mul);
          pushNumbers(f, row, normalizers, 1, 3);
          f.op(f32x4.div).set(scale);
          pushNumbers(f, row, normalizers, 0, 3);
          f.set(max).get(opened).set(x).get(results).set(to).get(row.open(target, targetStep)).set(t);
          if (weights) f.get(weights).set(w);
          row.each(weights ? [x, t, w, to] : [x, t, to], (elements) => {
            elements.load(x);
            f.get(max).op(f32x4.sub);
            pushExpOfNonPositive(f);
            f.get(scale).op(f32x4.mul);
            pushShares(f, elements, t, keeps, spreads, weights && w);
            f.get(g).op(f32x4.mul).op(f32x4.sub).set(vector);
            elements.store(to, vector);
          });
          row.close(results, out, outStep);
          advanceRows(f, row, logits, rowStep);
          advanceRows(f, row, target, targetStep);
          advanceRows(f, row, out, outStep);
          skipNumbers(f, row, normalizers, 3);
        };
      });
    },
  );
}
