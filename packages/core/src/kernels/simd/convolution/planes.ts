import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i64 from '../../assembler/instructions/i64.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';

/** Copies planes to contiguous rows; steps are distances in bytes. */
export function defineCopyPlanes(module: ModuleBuilder): void {
  module.func(
    'copyPlanes',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, planes, height, width, from, fromPlane, fromRow, fromColumn, to, toPlane, toRow) => {
      const [row, rowTo, rows] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const [source, target, steps] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const copyContiguous = (): void => {
        f.get(width).i32(2).op(i32.shr_u).set(steps);
        f.repeat(steps, () => {
          f.get(target).get(source).memory(v128.load).memory(v128.store);
          f.increment(source, vectorBytes).increment(target, vectorBytes);
        });
        f.get(width)
          .i32(2)
          .op(i32.and)
          .if(() => {
            f.get(target).get(source).memory(i64.load).memory(i64.store).increment(source, 8).increment(target, 8);
          });
        f.get(width)
          .i32(1)
          .op(i32.and)
          .if(() => {
            f.get(target).get(source).memory(i32.load).memory(i32.store);
          });
      };
      const copyApart = (): void => {
        f.get(width).set(steps);
        f.repeat(steps, () => {
          f.get(target).get(source).memory(i32.load).memory(i32.store);
          f.advance(source, fromColumn).increment(target, 4);
        });
      };
      f.repeat(planes, () => {
        f.get(from).set(row).get(to).set(rowTo).get(height).set(rows);
        f.repeat(rows, () => {
          f.get(row).set(source).get(rowTo).set(target);
          f.get(fromColumn).i32(4).op(i32.eq).if(copyContiguous, copyApart);
          f.advance(row, fromRow).advance(rowTo, toRow);
        });
        f.advance(from, fromPlane).advance(to, toPlane);
      });
    },
  );
}

/** Fills contiguous planes with one element each, to which 0 is added: see what sums of products start with. */
export function defineFillPlanes(module: ModuleBuilder): void {
  module.func('fillPlanes', ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f, planes, size, from, step, to) => {
    const value = f.local('f32');
    const left = f.local('i32');
    f.repeat(planes, () => {
      f.get(from).memory(f32.load).f32(0).op(f32.add).set(value);
      f.get(size).i32(2).op(i32.shr_u).set(left);
      f.repeat(left, () => {
        f.get(to).get(value).op(f32x4.splat).memory(v128.store).increment(to, vectorBytes);
      });
      f.get(size).i32(3).op(i32.and).set(left);
      f.repeat(left, () => {
        f.get(to).get(value).memory(f32.store).increment(to, 4);
      });
      f.advance(from, step);
    });
  });
}

/** 0 if all of these elements are finite, and NaN otherwise. */
export function defineFinite(module: ModuleBuilder): void {
  module.func('finite', ['i32', 'i32'], ['f32'], (f, count, from) => {
    const sum = f.local('f32');
    f.repeat(count, () => {
      f.get(sum).get(from).memory(f32.load).f32(0).op(f32.mul).op(f32.add).set(sum);
      f.increment(from, 4);
    });
    f.get(sum);
  });
}
