import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushFloat } from '../functions/arithmetic.ts';
import { pushExp } from '../functions/exp.ts';
import { pushLog } from '../functions/log.ts';
import { setMaximum, setSumOfExp } from './normalize.ts';
import { RowVectors, spreadFolded } from './row-vectors.ts';

interface Rows {
  readonly row: RowVectors;
  readonly input: Local;
  readonly out: Local;
}

/** Adds a function over `rows` of `length` elements, `rowStep` bytes apart; `write` says what becomes of one. */
function writeRows(
  module: ModuleBuilder,
  name: string,
  results: 'row' | 'element',
  write: (f: FunctionBuilder) => (rows: Rows) => void,
): void {
  module.func(name, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f, input, rowStep, rows, length, out) => {
    const row = new RowVectors(f, length);
    const writeRow = write(f);
    f.repeat(rows, () => {
      writeRow({ row, input, out });
      f.advance(input, rowStep).get(out);
      if (results === 'row') f.get(length).i32(2).op('i32.shl');
      else f.i32(4);
      f.op('i32.add').set(out);
    });
  });
}

/** Adds `softmax`, of {@link writeRows} with rows as results. */
export function writeSoftmax(module: ModuleBuilder): void {
  writeRows(module, 'softmax', 'row', (f) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return ({ row, input, out }) => {
      setMaximum(f, row, input, max);
      f.get(input).set(address).get(out).set(to);
      setSumOfExp(f, row, address, max, sum, (vector, _, exp) => vector.store(to, exp), [to]);
      f.f32x4(1).get(sum).op('f32x4.div').set(sum).get(out).set(to);
      row.each([to], (vector) => {
        vector.load(to);
        f.get(sum).op('f32x4.mul').set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds `logSoftmax`, of {@link writeRows} with rows as results. */
export function writeLogSoftmax(module: ModuleBuilder): void {
  writeRows(module, 'logSoftmax', 'row', (f) => {
    const [max, sum, result] = f.localsOf('v128', 3);
    const [address, to] = f.localsOf('i32', 2);
    return ({ row, input, out }) => {
      setMaximum(f, row, input, max);
      f.get(input).set(address);
      setSumOfExp(f, row, address, max, sum);
      f.get(sum);
      pushLog(f);
      f.set(sum).get(input).set(address).get(out).set(to);
      row.each([address, to], (vector) => {
        vector.load(address);
        // in this order, so that the small logarithm is not lost beside a large maximum
        f.get(max).op('f32x4.sub').get(sum).op('f32x4.sub').set(result);
        vector.store(to, result);
      });
    };
  });
}

/** Adds `logsumexp`, of {@link writeRows} with elements as results. */
export function writeLogsumexp(module: ModuleBuilder): void {
  writeRows(module, 'logsumexp', 'element', (f) => {
    const [max, sum, isInfinite] = f.localsOf('v128', 3);
    const address = f.local('i32');
    return ({ row, input, out }) => {
      setMaximum(f, row, input, max);
      f.get(max).op('f32x4.abs');
      pushFloat(f, Number.POSITIVE_INFINITY);
      f.op('f32x4.eq').set(isInfinite).get(input).set(address);
      f.get(isInfinite).op('v128.any_true');
      f.if(
        () => {
          // ∞ - ∞ would make NaN of what is ∞ or -∞; all of the sum is 0, ∞ or NaN then
          f.f32x4(0).set(max).f32x4(0).set(sum);
          row.each([address], (vector) => {
            f.get(sum);
            vector.loadOr(address, () => pushFloat(f, Number.NEGATIVE_INFINITY));
            pushExp(f);
            f.op('f32x4.add').set(sum);
          });
          spreadFolded(f, sum, () => f.op('f32x4.add'));
        },
        () => setSumOfExp(f, row, address, max, sum),
      );
      f.get(out).get(sum);
      pushLog(f);
      f.get(max).op('f32x4.add').lane('f32x4.extract_lane', 0).memory('f32.store');
    };
  });
}
