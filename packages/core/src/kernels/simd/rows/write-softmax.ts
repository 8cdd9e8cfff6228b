import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushFloat } from '../functions/arithmetic.ts';
import { pushExp } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { eachRow } from './each-row.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { advanceRows, type RowLayout } from './row-layout.ts';
import { skipNumbers, storeNumbers } from './row-numbers.ts';

/**
 * Adds a function over `rows` of `length` elements, `rowStep` bytes apart, that makes as many rows of results, one after the
 * other. `columns` is room for a matrix of four rows, see {@link eachRow}; `write` says what is done with the rows and the
 * results that are walked by two addresses.
 */
function writeRowsOfResults(
  module: ModuleBuilder,
  name: string,
  write: (f: FunctionBuilder, row: RowLayout) => (x: Local, results: Local) => void,
): void {
  module.func(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (f, input, rowStep, rows, length, out, columns) => {
    const outStep = f.local('i32');
    f.get(length).i32(2).op('i32.shl').set(outStep);
    eachRow(f, rows, length, columns, (row) => {
      const writeRow = write(f, row);
      return () => {
        const x = row.open(input, rowStep);
        const results = row.results(x, out);
        writeRow(x, results);
        row.close(results, out, outStep);
        advanceRows(f, row, input, rowStep);
        advanceRows(f, row, out, outStep);
      };
    });
  });
}

/** Adds `softmax`. */
export function writeSoftmax(module: ModuleBuilder): void {
  writeRowsOfResults(module, 'softmax', (f, row) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return (x, results) => {
      setMaximum(f, row, x, max);
      f.get(x).set(address).get(results).set(to);
      setSumOfExp(f, row, address, max, sum, (vector, _, exp) => vector.store(to, exp), [to]);
      f.f32x4(1).get(sum).op('f32x4.div').set(sum).get(results).set(to);
      row.each([to], (vector) => {
        vector.load(to);
        f.get(sum).op('f32x4.mul').set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds `logSoftmax`. */
export function writeLogSoftmax(module: ModuleBuilder): void {
  writeRowsOfResults(module, 'logSoftmax', (f, row) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return (x, results) => {
      setMaximum(f, row, x, max);
      f.get(x).set(address);
      setSumOfExp(f, row, address, max, sum);
      f.get(sum);
      pushLog(f);
      f.set(sum).get(x).set(address).get(results).set(to);
      row.each([address, to], (vector) => {
        vector.load(address);
        // in this order, so that the small logarithm is not lost beside a large maximum
        f.get(max).op('f32x4.sub').get(sum).op('f32x4.sub').set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds `logsumexp`, whose results are numbers. */
export function writeLogsumexp(module: ModuleBuilder): void {
  module.func(
    'logsumexp',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, input, rowStep, rows, length, out, columns) => {
      eachRow(f, rows, length, columns, (row) => {
        const [max, sum, isInfinite] = f.localsOf('v128', 3);
        const address = f.local('i32');
        return () => {
          const x = row.open(input, rowStep);
          setMaximum(f, row, x, max);
          f.get(max).op('f32x4.abs');
          pushFloat(f, Number.POSITIVE_INFINITY);
          f.op('f32x4.eq').set(isInfinite).get(x).set(address);
          f.get(isInfinite).op('v128.any_true');
          f.if(
            () => {
              // ∞ - ∞ would make NaN of what is ∞ or -∞; all of the sum is 0, ∞ or NaN then
              f.get(max).get(isInfinite).op('v128.andnot').set(max).f32x4(0).set(sum);
              row.each([address], (vector) => {
                f.get(sum);
                vector.loadOr(address, () => pushFloat(f, Number.NEGATIVE_INFINITY));
                f.get(max).op('f32x4.sub');
                pushExp(f);
                f.op('f32x4.add').set(sum);
              });
              row.fold(sum, () => f.op('f32x4.add'));
            },
            () => setSumOfExp(f, row, address, max, sum),
          );
          f.get(sum);
          pushLog(f);
          f.get(max).op('f32x4.add').set(sum);
          storeNumbers(f, row, out, sum);
          skipNumbers(f, row, out);
          advanceRows(f, row, input, rowStep);
        };
      });
    },
  );
}
