import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { LossResult, pushDivisor } from './loss-result.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { type RowVector, RowVectors, spreadFolded } from './row-vectors.ts';

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
  f.op('f32x4.mul');
}

/** A number in all lanes of a vector. */
function splat(f: FunctionBuilder, number: Local): Local {
  const vector = f.local('v128');
  f.get(number).op('f32x4.splat').set(vector);
  return vector;
}

/** Adds `losses` or, for classes with weights, `weightedLosses`. Steps, between rows, are in bytes. */
export function writeSoftCrossEntropy(module: ModuleBuilder, weighted: boolean): void {
  const types = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'i32', 'i32', 'i32'] as const;
  module.func(
    weighted ? 'weightedLosses' : 'losses',
    types,
    [],
    (f, logits, rowStep, rows, classes, target, targetStep, weight, keep, spread, reduction, out, normalizers) => {
      const row = new RowVectors(f, classes);
      const result = new LossResult(f, reduction, out, rows);
      const [max, sum, total, entropy, share] = f.localsOf('v128', 5);
      const [x, t, w] = f.localsOf('i32', 3);
      const [loss, one] = f.localsOf('f32', 2);
      const [keeps, spreads] = [splat(f, keep), splat(f, spread)];
      f.f32(1).set(one);
      f.repeat(rows, () => {
        setMaximum(f, row, logits, max);
        f.get(logits).set(x).get(target).set(t).get(weight).set(w).f32x4(0).set(total).f32x4(0).set(entropy);
        setSumOfExp(
          f,
          row,
          x,
          max,
          sum,
          (vector, difference) => {
            pushShares(f, vector, t, keeps, spreads, weighted ? w : undefined);
            vector.clear();
            f.set(share).get(total).get(share).op('f32x4.add').set(total);
            f.get(entropy).get(share).get(difference).op('f32x4.mul').op('f32x4.add').set(entropy);
          },
          weighted ? [t, w] : [t],
        );
        for (const vector of [total, entropy]) spreadFolded(f, vector, () => f.op('f32x4.add'));
        for (const [i, vector] of [max, sum, total].entries()) {
          f.get(normalizers)
            .get(vector)
            .lane('f32x4.extract_lane', 0)
            .memory('f32.store', 4 * i);
        }
        f.get(sum);
        pushLog(f);
        f.get(total).op('f32x4.mul').get(entropy).op('f32x4.sub').lane('f32x4.extract_lane', 0).set(loss);
        result.add(loss, one);
        f.advance(logits, rowStep).advance(target, targetStep).increment(normalizers, 12);
      });
      result.finish();
    },
  );
}

/** Adds `gradients` or `weightedGradients`, whose rows of results lie one after the other. */
export function writeSoftCrossEntropyBackward(module: ModuleBuilder, weighted: boolean): void {
  const types = [
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'f32',
    'f32',
    'i32',
    'i32',
    'i32',
  ] as const;
  module.func(
    weighted ? 'weightedGradients' : 'gradients',
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
      targetStep,
      weight,
      keep,
      spread,
      reduction,
      normalizers,
      out,
    ) => {
      const row = new RowVectors(f, classes);
      const [max, scale, slope, vector] = f.localsOf('v128', 4);
      const [x, t, w] = f.localsOf('i32', 3);
      const [g, divisor] = [f.local('f32'), f.local('f64')];
      const [keeps, spreads] = [splat(f, keep), splat(f, spread)];
      pushDivisor(f, reduction, rows, divisor);
      f.set(divisor);
      f.repeat(rows, () => {
        f.get(grad).memory('f32.load').op('f64.promote_f32').get(divisor).op('f64.div').op('f32.demote_f64').tee(g);
        f.get(normalizers).memory('f32.load', 8).op('f32.mul').get(normalizers).memory('f32.load', 4).op('f32.div');
        f.op('f32x4.splat').set(scale).get(g).op('f32x4.splat').set(slope);
        f.get(normalizers).memory('v128.load32_splat').set(max);
        f.get(logits).set(x).get(target).set(t).get(weight).set(w);
        row.each(weighted ? [x, t, w, out] : [x, t, out], (elements) => {
          elements.load(x);
          f.get(max).op('f32x4.sub');
          pushExpOfNonPositive(f);
          f.get(scale).op('f32x4.mul');
          pushShares(f, elements, t, keeps, spreads, weighted ? w : undefined);
          f.get(slope).op('f32x4.mul').op('f32x4.sub').set(vector);
          elements.store(out, vector);
        });
        // the walk ends before what is less than a vector
        f.get(out).get(classes).i32(3).op('i32.and').i32(2).op('i32.shl').op('i32.add').set(out);
        f.advance(logits, rowStep).advance(target, targetStep).advance(grad, gradStep).increment(normalizers, 12);
      });
    },
  );
}
