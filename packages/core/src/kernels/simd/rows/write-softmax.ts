import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushFloat } from '../functions/arithmetic.ts';
import { pushExp } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { eachRow, type Walk } from './each-row.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { advanceRows } from './row-layout.ts';
import { skipNumbers, storeNumbers } from './row-numbers.ts';
import { type RowWay, writeRowFunction } from './write-row-function.ts';

/** Adds softmax, see {@link writeRowFunction}. */
export function writeSoftmax(module: ModuleBuilder, way: RowWay): void {
  writeRowFunction(module, way, 1, (f, row) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return ([x], results) => {
      setMaximum(f, row, x!, max);
      f.get(x!).set(address).get(results).set(to);
      setSumOfExp(f, row, address, max, sum, (vector, _, exp) => vector.store(to, exp), [to]);
      f.f32x4(1).get(sum).op(f32x4.div).set(sum).get(results).set(to);
      row.each([to], (vector) => {
        vector.load(to);
        f.get(sum).op(f32x4.mul).set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds logSoftmax, see {@link writeRowFunction}. */
export function writeLogSoftmax(module: ModuleBuilder, way: RowWay): void {
  writeRowFunction(module, way, 1, (f, row) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return ([x], results) => {
      setMaximum(f, row, x!, max);
      f.get(x!).set(address);
      setSumOfExp(f, row, address, max, sum);
      f.get(sum);
      pushLog(f);
      f.set(sum).get(x!).set(address).get(results).set(to);
      row.each([address, to], (vector) => {
        vector.load(address);
        // in this order, so that the small logarithm is not lost beside a large maximum
        f.get(max).op(f32x4.sub).get(sum).op(f32x4.sub).set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds logsumexp as `run`, whose results are numbers. */
export function writeLogsumexp(module: ModuleBuilder, walk: Walk): void {
  module.func(
    'run',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, input, rowStep, rows, length, out, columns) => {
      eachRow(f, walk, rows, length, columns, (row) => {
        const [max, sum, isInfinite] = f.localsOf('v128', 3);
        const address = f.local('i32');
        return () => {
          const x = row.open(input, rowStep);
          setMaximum(f, row, x, max);
          f.get(max).op(f32x4.abs);
          pushFloat(f, Number.POSITIVE_INFINITY);
          f.op(f32x4.eq).set(isInfinite).get(x).set(address);
          f.get(isInfinite).op(v128.any_true);
          f.if(
            () => {
              // ∞ - ∞ would make NaN of what is ∞ or -∞; all of the sum is 0, ∞ or NaN then
              f.get(max).get(isInfinite).op(v128.andnot).set(max).f32x4(0).set(sum);
              row.each([address], (vector) => {
                f.get(sum);
                vector.loadOr(address, () => pushFloat(f, Number.NEGATIVE_INFINITY));
                f.get(max).op(f32x4.sub);
                pushExp(f);
                f.op(f32x4.add).set(sum);
              });
              row.fold(sum, () => f.op(f32x4.add));
            },
            () => setSumOfExp(f, row, address, max, sum),
          );
          f.get(sum);
          pushLog(f);
          f.get(max).op(f32x4.add).set(sum);
          storeNumbers(f, row, out, sum);
          skipNumbers(f, row, out);
          advanceRows(f, row, input, rowStep);
        };
      });
    },
  );
}
