import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { ClassTargets } from './class-targets.ts';
import { eachRow, type Walk } from './each-row.ts';
import { LossResult, reductionCodes } from './loss-result.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { advanceRows, type RowLayout } from './row-layout.ts';
import {
  addNumbers,
  pushElementsAt,
  pushNumbers,
  skipNumbers,
  splat,
  storeNumbers,
  subtractAt,
} from './row-numbers.ts';
import { Slopes } from './slopes.ts';

/** Adds `areClasses`: 1 if each of `count` targets is a class or `ignored`, else 0. */
export function writeAreClasses(module: ModuleBuilder): void {
  module.func('areClasses', ['i32', 'i32', 'i32', 'i32'], ['i32'], (f, target, count, classes, ignored) => {
    const y = f.local('i32');
    f.repeat(count, () => {
      f.get(target).memory(i32.load).tee(y).get(classes).op(i32.ge_u);
      f.get(y).get(ignored).op(i32.ne).op(i32.and);
      f.if(() => f.i32(0).return());
      f.increment(target, 4);
    });
    f.i32(1);
  });
}

/** Puts the sum of the weights that are walked by an address into a vector, without weights the number of classes. */
function sumOfWeights(f: FunctionBuilder, row: RowLayout, weights: Local, classes: Local): Local {
  const sum = f.local('v128');
  f.get(weights).if(
    () => {
      const address = f.local('i32');
      f.get(weights).set(address);
      row.each([address], (vector) => {
        f.get(sum);
        vector.load(address);
        f.op(f32x4.add).set(sum);
      });
      row.fold(sum, () => f.op(f32x4.add));
    },
    () => f.get(classes).op(f32.convert_i32_s).op(f32x4.splat).set(sum),
  );
  return sum;
}

/**
 * Adds `crossEntropy`. Rows are `rowStep` bytes apart, `weight` is 0 where there are none; `smooths` says whether `off`
 * counts. `columns` is room for two matrices of four rows, see {@link eachRow}.
 */
export function writeCrossEntropy(module: ModuleBuilder, walk: Walk): void {
  const addresses = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const types = [...addresses, 'f32', 'f32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    'crossEntropy',
    types,
    [],
    (
      f,
      logits,
      rowStep,
      rows,
      classes,
      target,
      weight,
      on,
      off,
      smooths,
      ignored,
      reduction,
      out,
      normalizers,
      columns,
    ) => {
      const result = new LossResult(f, reduction, out, rows);
      const [ons, offs] = [splat(f, on), splat(f, off)];
      eachRow(f, walk, rows, classes, columns, (row) => {
        const targets = new ClassTargets(f, row, target, ignored, weight);
        const totalWeight = sumOfWeights(f, row, targets.weights, classes);
        const [max, sum, differences, logSum, loss] = f.localsOf('v128', 5);
        const [address, weights] = f.localsOf('i32', 2);
        return () => {
          const x = row.open(logits, rowStep);
          setMaximum(f, row, x, max);
          f.f32x4(0).set(differences).get(x).set(address);
          setSumOfExp(f, row, address, max, sum, (_, difference) => {
            f.get(differences).get(difference).op(f32x4.add).set(differences);
          });
          storeNumbers(f, row, normalizers, max, sum);
          targets.next();
          f.get(sum);
          pushLog(f);
          f.set(logSum);
          // in this order, so that the small logarithm is not lost beside a large maximum
          pushElementsAt(f, row, x, targets.y);
          f.get(max).op(f32x4.sub).get(logSum).op(f32x4.sub);
          f.get(targets.w).get(ons).op(f32x4.mul).op(f32x4.mul).op(f32x4.neg).set(loss);
          f.get(smooths).if(() => {
            f.get(targets.weights).if(() => {
              f.get(targets.weights).set(weights).get(x).set(address).f32x4(0).set(differences);
              row.each([address, weights], (vector) => {
                f.get(differences);
                vector.loadOr(address, () => f.get(max));
                f.get(max).op(f32x4.sub);
                vector.load(weights);
                f.op(f32x4.mul).op(f32x4.add).set(differences);
              });
            });
            row.fold(differences, () => f.op(f32x4.add));
            f.get(loss).get(offs).get(differences);
            f.get(logSum).get(totalWeight).op(f32x4.mul).op(f32x4.sub).op(f32x4.mul).op(f32x4.sub);
            f.set(loss);
          });
          f.get(loss).get(targets.kept).op(v128.and).set(loss);
          result.add(row, loss, targets.w);
          advanceRows(f, row, logits, rowStep);
          skipNumbers(f, row, normalizers, 2);
        };
      });
      result.finish();
    },
  );
}

/**
 * Adds `crossEntropyBackward`, whose rows of results lie one after the other. Gradients are `gradStep` bytes apart: 0 where
 * the losses were reduced. The rest as for {@link writeCrossEntropy}.
 */
export function writeCrossEntropyBackward(module: ModuleBuilder, walk: Walk): void {
  const addresses = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const types = [...addresses, 'f32', 'f32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    'crossEntropyBackward',
    types,
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
      weight,
      on,
      off,
      ignored,
      reduction,
      normalizers,
      out,
      columns,
    ) => {
      const [ons, offs] = [splat(f, on), splat(f, off)];
      const sums = f.local('v128');
      f.get(reduction).i32(reductionCodes.weightedMean).op(i32.eq);
      f.if(() => {
        const [left, next] = f.localsOf('i32', 2);
        f.get(rows).set(left).get(target).set(next);
        eachRow(f, walk, left, classes, columns, (row) => {
          const targets = new ClassTargets(f, row, next, ignored, weight);
          return () => {
            targets.next();
            addNumbers(f, row, sums, targets.w);
          };
        });
      });
      const slopes = new Slopes(f, grad, gradStep, reduction, rows, sums);
      const outStep = f.local('i32');
      f.get(classes).i32(2).op(i32.shl).set(outStep);
      eachRow(f, walk, rows, classes, columns, (row) => {
        const targets = new ClassTargets(f, row, target, ignored, weight);
        const totalWeight = sumOfWeights(f, row, targets.weights, classes);
        const [max, scale, shift, result] = f.localsOf('v128', 4);
        const amount = f.local('v128');
        const [address, to, weights] = f.localsOf('i32', 3);
        return () => {
          const x = row.open(logits, rowStep);
          const results = row.results(x, out);
          targets.next();
          const g = slopes.next(row);
          // an ignored row gets 0, but NaN where it has one, which PyTorch lets through
          f.get(g).get(targets.kept).op(v128.and).set(g);
          f.get(ons).get(targets.w).op(f32x4.mul).tee(amount).get(offs).get(totalWeight).op(f32x4.mul);
          f.op(f32x4.add).get(g).op(f32x4.mul);
          pushNumbers(f, row, normalizers, 1, 2);
          f.op(f32x4.div).set(scale);
          pushNumbers(f, row, normalizers, 0, 2);
          f.set(max).get(amount).get(g).op(f32x4.mul).set(amount);
          // what smoothing takes off each class
          f.get(g).get(offs).op(f32x4.mul).op(f32x4.neg).set(shift);
          f.get(x).set(address).get(results).set(to).get(targets.weights).set(weights);
          const eachElement = (weighted: boolean): void => {
            row.each(weighted ? [address, to, weights] : [address, to], (elements) => {
              pushMultiplyAdd(
                f,
                () => {
                  elements.load(address);
                  f.get(max).op(f32x4.sub);
                  pushExpOfNonPositive(f);
                },
                () => f.get(scale),
                () => {
                  f.get(shift);
                  if (!weighted) return;
                  elements.load(weights);
                  f.op(f32x4.mul);
                },
              );
              f.set(result);
              elements.store(to, result);
            });
          };
          f.get(targets.weights).if(
            () => eachElement(true),
            () => eachElement(false),
          );
          subtractAt(f, row, results, targets.y, amount);
          row.close(results, out, outStep);
          advanceRows(f, row, logits, rowStep);
          advanceRows(f, row, out, outStep);
          skipNumbers(f, row, normalizers, 2);
        };
      });
    },
  );
}
