import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { LossResult, pushDivisor } from './loss-result.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { RowVectors, spreadFolded } from './row-vectors.ts';

/** Adds `firstOutside`: the place of the first of `count` targets that is neither `ignored` nor a class, or -1. */
export function writeFirstOutside(module: ModuleBuilder): void {
  module.func('firstOutside', ['i32', 'i32', 'i32', 'i32'], ['i32'], (f, target, count, classes, ignored) => {
    const [place, y] = f.localsOf('i32', 2);
    f.repeat(count, () => {
      f.get(target).memory('i32.load').tee(y).get(classes).op('i32.ge_u');
      f.get(y).get(ignored).op('i32.ne').op('i32.and');
      f.if(() => f.get(place).op('return'));
      f.increment(target, 4).increment(place, 1);
    });
    f.i32(-1);
  });
}

/** Leaves the weight of class `y`, 1 without weights. */
function pushWeight(f: FunctionBuilder, weight: Local, y: Local): void {
  const value = f.local('f32');
  f.f32(1).set(value).get(weight);
  f.if(() => f.get(weight).get(y).i32(2).op('i32.shl').op('i32.add').memory('f32.load').set(value));
  f.get(value);
}

/** Puts the sum of all weights, or the number of classes, into `total`. */
function setTotalWeight(f: FunctionBuilder, row: RowVectors, weight: Local, classes: Local, total: Local): void {
  const [sum, address] = [f.local('v128'), f.local('i32')];
  f.get(classes).op('f32.convert_i32_s').set(total);
  f.get(weight).if(() => {
    f.get(weight).set(address);
    row.each([address], (vector) => {
      f.get(sum);
      vector.load(address);
      f.op('f32x4.add').set(sum);
    });
    spreadFolded(f, sum, () => f.op('f32x4.add'));
    f.get(sum).lane('f32x4.extract_lane', 0).set(total);
  });
}

/**
 * Adds `crossEntropy`. Rows are `rowStep` bytes apart, `weight` is 0 where there are none; `smooths` says whether `off`
 * counts.
 */
export function writeCrossEntropy(module: ModuleBuilder): void {
  const types = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  module.func(
    'crossEntropy',
    types,
    [],
    (f, logits, rowStep, rows, classes, target, weight, on, off, smooths, ignored, reduction, out, normalizers) => {
      const row = new RowVectors(f, classes);
      const result = new LossResult(f, reduction, out, rows);
      const [max, sum, differences] = f.localsOf('v128', 3);
      const [loss, w, logSum, totalWeight] = f.localsOf('f32', 4);
      const [address, weights, y] = f.localsOf('i32', 3);
      setTotalWeight(f, row, weight, classes, totalWeight);
      f.repeat(rows, () => {
        setMaximum(f, row, logits, max);
        f.f32x4(0).set(differences).get(logits).set(address);
        setSumOfExp(f, row, address, max, sum, (_, difference) => {
          f.get(differences).get(difference).op('f32x4.add').set(differences);
        });
        for (const [i, vector] of [max, sum].entries()) {
          f.get(normalizers)
            .get(vector)
            .lane('f32x4.extract_lane', 0)
            .memory('f32.store', 4 * i);
        }
        f.f32(0).set(loss).f32(0).set(w);
        f.get(target).memory('i32.load').tee(y).get(ignored).op('i32.ne');
        f.if(() => {
          pushWeight(f, weight, y);
          f.set(w).get(sum);
          pushLog(f);
          f.lane('f32x4.extract_lane', 0).set(logSum);
          // in this order, so that the small logarithm is not lost beside a large maximum
          f.get(logits).get(y).i32(2).op('i32.shl').op('i32.add').memory('f32.load');
          f.get(max).lane('f32x4.extract_lane', 0).op('f32.sub').get(logSum).op('f32.sub');
          f.get(w).get(on).op('f32.mul').op('f32.mul').op('f32.neg').set(loss);
          f.get(smooths).if(() => {
            f.get(weight).if(() => {
              f.get(weight).set(weights).get(logits).set(address).f32x4(0).set(differences);
              row.each([address, weights], (vector) => {
                f.get(differences);
                vector.loadOr(address, () => f.get(max));
                f.get(max).op('f32x4.sub');
                vector.load(weights);
                f.op('f32x4.mul').op('f32x4.add').set(differences);
              });
            });
            spreadFolded(f, differences, () => f.op('f32x4.add'));
            f.get(loss).get(off).get(differences).lane('f32x4.extract_lane', 0);
            f.get(logSum).get(totalWeight).op('f32.mul').op('f32.sub').op('f32.mul').op('f32.sub').set(loss);
          });
        });
        result.add(loss, w);
        f.advance(logits, rowStep).increment(target, 4).increment(normalizers, 8);
      });
      result.finish();
    },
  );
}

/** Adds `crossEntropyBackward`, whose rows of results lie one after the other. Gradients are `gradStep` bytes apart. */
export function writeCrossEntropyBackward(module: ModuleBuilder): void {
  const types = [
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
    'i32',
  ] as const;
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
    ) => {
      const row = new RowVectors(f, classes);
      const [max, scale, shift, vector] = f.localsOf('v128', 4);
      const [g, w, mass, totalWeight] = f.localsOf('f32', 4);
      const [weightSum, divisor] = f.localsOf('f64', 2);
      const [left, address, to, weights, y] = f.localsOf('i32', 5);
      const isKept = (): void => void f.get(y).get(ignored).op('i32.ne');
      setTotalWeight(f, row, weight, classes, totalWeight);
      f.get(rows).set(left).get(target).set(address);
      f.repeat(left, () => {
        f.get(address).memory('i32.load').set(y);
        isKept();
        f.if(() => {
          f.get(weightSum);
          pushWeight(f, weight, y);
          f.op('f64.promote_f32').op('f64.add').set(weightSum);
        });
        f.increment(address, 4);
      });
      pushDivisor(f, reduction, rows, weightSum);
      f.set(divisor);
      f.repeat(rows, () => {
        // an ignored row gets 0, but NaN where it has one, which PyTorch lets through
        f.f32(0).set(g).f32(0).set(w).f32(0).set(mass);
        f.get(target).memory('i32.load').set(y);
        isKept();
        f.if(() => {
          pushWeight(f, weight, y);
          f.set(w);
          f.get(grad).memory('f32.load').op('f64.promote_f32').get(divisor).op('f64.div').op('f32.demote_f64').tee(g);
          f.get(on).get(w).op('f32.mul').get(off).get(totalWeight).op('f32.mul').op('f32.add').op('f32.mul');
          f.set(mass);
        });
        f.get(mass).get(normalizers).memory('f32.load', 4).op('f32.div').op('f32x4.splat').set(scale);
        f.get(normalizers).memory('v128.load32_splat').set(max);
        // what smoothing takes off: the same from all classes, or in a second pass by their weights
        f.f32(0).get(g).get(off).op('f32.mul').op('f32.neg').get(weight).op('select').op('f32x4.splat').set(shift);
        f.get(logits).set(address).get(out).set(to);
        row.each([address, to], (elements) => {
          pushMultiplyAdd(
            f,
            () => {
              elements.load(address);
              f.get(max).op('f32x4.sub');
              pushExpOfNonPositive(f);
            },
            () => f.get(scale),
            () => f.get(shift),
          );
          f.set(vector);
          elements.store(to, vector);
        });
        f.get(weight).op('i32.eqz').get(off).f32(0).op('f32.eq').op('i32.or').op('i32.eqz');
        f.if(() => {
          f.get(g).get(off).op('f32.mul').op('f32x4.splat').set(shift).get(weight).set(weights).get(out).set(to);
          row.each([weights, to], (elements) => {
            elements.load(to);
            elements.load(weights);
            f.get(shift).op('f32x4.mul').op('f32x4.sub').set(vector);
            elements.store(to, vector);
          });
        });
        isKept();
        f.if(() => {
          f.get(out).get(y).i32(2).op('i32.shl').op('i32.add').tee(to).get(to).memory('f32.load');
          f.get(g).get(on).op('f32.mul').get(w).op('f32.mul').op('f32.sub').memory('f32.store');
        });
        f.advance(logits, rowStep).advance(grad, gradStep).increment(target, 4).increment(normalizers, 8);
        f.get(out).get(classes).i32(2).op('i32.shl').op('i32.add').set(out);
      });
    },
  );
}
