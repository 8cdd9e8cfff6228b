import * as f32 from '../../assembler/instructions/f32.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachWindow } from './each-window.ts';

/** Sums over windows in double precision, divided; `divisors` has a float64 for each window of a plane. */
export function defineAverages(module: ModuleBuilder): void {
  module.func(
    'averages',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (
      f,
      planes,
      plane,
      planeBytes,
      width,
      rows,
      columns,
      rowStep,
      columnStep,
      alongRows,
      alongColumns,
      divisors,
      out,
    ) => {
      const sum = f.local('f64');
      const [place, at, divisor] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.repeat(planes, () => {
        const windows = { plane, width, rows, columns, rowStep, columnStep, alongRows, alongColumns };
        f.get(divisors).set(divisor);
        eachWindow(f, windows, place, at, {
          begin: () => f.f64(0).set(sum),
          element: () => f.get(sum).get(at).memory(f32.load).op(f64.promote_f32).op(f64.add).set(sum),
          end: () => {
            f.get(out).get(sum).get(divisor).memory(f64.load).op(f64.div).op(f32.demote_f64).memory(f32.store);
            f.increment(divisor, 8).increment(out, 4);
          },
        });
        f.advance(plane, planeBytes);
      });
    },
  );
}

/** The transpose: adds shares of `grads` to the elements of planes of zeros. */
export function defineShares(module: ModuleBuilder): void {
  module.func(
    'shares',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (
      f,
      planes,
      plane,
      planeBytes,
      width,
      rows,
      columns,
      rowStep,
      columnStep,
      alongRows,
      alongColumns,
      divisors,
      grads,
    ) => {
      const share = f.local('f32');
      const [place, at, divisor] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.repeat(planes, () => {
        const windows = { plane, width, rows, columns, rowStep, columnStep, alongRows, alongColumns };
        f.get(divisors).set(divisor);
        eachWindow(f, windows, place, at, {
          begin: () => {
            f.get(grads).memory(f32.load).op(f64.promote_f32).get(divisor).memory(f64.load).op(f64.div);
            f.op(f32.demote_f64).set(share).increment(grads, 4).increment(divisor, 8);
          },
          element: () => f.get(at).get(at).memory(f32.load).get(share).op(f32.add).memory(f32.store),
          end: () => {},
        });
        f.advance(plane, planeBytes);
      });
    },
  );
}
