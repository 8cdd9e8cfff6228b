import type { Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachWindow } from './each-window.ts';

/** Maxima of any windows, and their indices. */
export function defineMaxima(module: ModuleBuilder): void {
  module.func(
    'maxima',
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
      values,
      indices,
    ) => {
      const [value, best] = [f.local('f32'), f.local('f32')];
      const [place, at, index] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.repeat(planes, () => {
        const windows = { plane, width, rows, columns, rowStep, columnStep, alongRows, alongColumns };
        eachWindow(f, windows, place, at, {
          begin: () => f.f32(Number.NEGATIVE_INFINITY).set(best).get(place).set(index),
          element: () => {
            f.get(at).memory(f32.load).tee(value).get(best).op(f32.gt).get(value).get(value).op(f32.ne);
            f.op(i32.or).if(() => f.get(value).set(best).get(place).set(index));
          },
          end: () => {
            f.get(values).get(best).memory(f32.store).increment(values, 4);
            f.get(indices).get(index).memory(i32.store).increment(indices, 4);
          },
        });
        f.advance(plane, planeBytes);
      });
    },
  );
}

/** Maxima of windows of two by two, side by side, at least four in a row. */
export function definePairMaxima(module: ModuleBuilder): void {
  module.func(
    'pairMaxima',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, planes, plane, planeBytes, width, rows, columns, values, indices) => {
      const lanes = f.local('v128');
      const [first, second, value, best] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
      const [place, index, take] = [f.local('v128'), f.local('v128'), f.local('v128')];
      const [row, rowIndex, left, at, rowsLeft] = [
        f.local('i32'),
        f.local('i32'),
        f.local('i32'),
        f.local('i32'),
        f.local('i32'),
      ];
      const [rowBytes, back] = [f.local('i32'), f.local('i32')];
      const lane = f.local('i32');
      // the even and the odd elements of eight
      const halves = [
        [0, 2, 4, 6],
        [1, 3, 5, 7],
      ] as const;
      const consider = (from: readonly [Local, Local], half: (typeof halves)[number], offset: () => void): void => {
        f.get(from[0]).get(from[1]).shuffle32(half).tee(value).get(best).op(f32x4.gt);
        f.get(value).get(value).op(f32x4.ne).op(v128.or).set(take);
        f.get(value).get(best).get(take).op(v128.bitselect).set(best);
        f.get(place);
        offset();
        f.op(i32x4.splat).op(i32x4.add).get(index).get(take).op(v128.bitselect).set(index);
      };
      for (let i = 1; i < 4; i++)
        f.get(lanes)
          .i32(2 * i)
          .lane(i32x4.replace_lane, i)
          .set(lanes);
      f.get(width).i32(2).op(i32.shl).set(rowBytes);
      f.repeat(planes, () => {
        f.get(plane).set(row).i32(0).set(rowIndex).get(rows).set(rowsLeft);
        f.repeat(rowsLeft, () => {
          f.get(row).set(at).get(columns).set(left);
          f.get(lanes).get(rowIndex).op(i32x4.splat).op(i32x4.add).set(place);
          f.loop(() => {
            // fewer than four are left: some are computed again
            f.get(left)
              .i32(4)
              .op(i32.lt_u)
              .if(() => {
                f.i32(4).get(left).op(i32.sub).set(back);
                f.get(at).get(back).i32(3).op(i32.shl).op(i32.sub).set(at);
                f.get(place).get(back).i32(1).op(i32.shl).op(i32x4.splat).op(i32x4.sub).set(place);
                f.get(values).get(back).i32(2).op(i32.shl).op(i32.sub).set(values);
                f.get(indices).get(back).i32(2).op(i32.shl).op(i32.sub).set(indices);
                f.i32(4).set(left);
              });
            f.get(at).memory(v128.load).set(first).get(at).memory(v128.load, 16).set(second);
            f.get(first).get(second).shuffle32(halves[0]).set(best).get(place).set(index);
            consider([first, second], halves[1], () => f.i32(1));
            f.get(at).get(rowBytes).op(i32.add).tee(lane).memory(v128.load).set(first);
            f.get(lane).memory(v128.load, 16).set(second);
            consider([first, second], halves[0], () => f.get(width));
            consider([first, second], halves[1], () => f.get(width).i32(1).op(i32.add));
            f.get(values).get(best).memory(v128.store).increment(values, 16);
            f.get(indices).get(index).memory(v128.store).increment(indices, 16);
            f.increment(at, 32).get(place).i32(8).op(i32x4.splat).op(i32x4.add).set(place);
            f.get(left).i32(4).op(i32.sub).tee(left).branchIf(0);
          });
          f.get(row).get(rowBytes).i32(1).op(i32.shl).op(i32.add).set(row);
          f.get(rowIndex).get(width).i32(1).op(i32.shl).op(i32.add).set(rowIndex);
        });
        f.advance(plane, planeBytes);
      });
    },
  );
}

/** Adds elements to those of planes that indices name; one outside is left out. */
export function defineAddAt(module: ModuleBuilder): void {
  module.func(
    'addAt',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, planes, count, grads, indices, size, out) => {
      const [left, index, at] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.repeat(planes, () => {
        f.get(count).set(left);
        f.repeat(left, () => {
          // never outside of the plane, whatever was written into the indices
          f.get(indices)
            .memory(i32.load)
            .tee(index)
            .get(size)
            .op(i32.lt_u)
            .if(() => {
              f.get(out).get(index).i32(2).op(i32.shl).op(i32.add).tee(at);
              f.get(at).memory(f32.load).get(grads).memory(f32.load).op(f32.add).memory(f32.store);
            });
          f.increment(indices, 4).increment(grads, 4);
        });
        f.get(out).get(size).i32(2).op(i32.shl).op(i32.add).set(out);
      });
    },
  );
}
