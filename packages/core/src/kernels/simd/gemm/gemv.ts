import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { multiplyAdd } from '../multiply-add.ts';
import { transpose4 } from '../transpose.ts';

/**
 * `y += A · x` for contiguous rows of A and contiguous x and y: four rows at a time, so that each vector of x serves four
 * (two sums for each row gain nothing: 26 against 29 GFLOPS).
 */
export function defineRowProducts(module: ModuleBuilder, fused: boolean): void {
  module.func('rowProducts', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (f, rows, depth, a, aRow, x, y) => {
    const sums = f.localsOf('v128', 4);
    const [vector, row] = [f.local('v128'), f.local('v128')];
    const [count, xAt, steps] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const pointers = f.localsOf('i32', 4);
    /** Adds the products of as many rows to the first of their sums, or to all of theirs in turn. */
    const products = (height: number): void => {
      const perRow = sums.length / height;
      const step = (load: 'v128.load' | 'v128.load32_zero', bytes: number, vectors: number): void => {
        for (let v = 0; v < vectors; v++) {
          f.get(xAt)
            .memory(load, v * bytes)
            .set(vector);
          for (let r = 0; r < height; r++) {
            f.get(pointers[r]!)
              .memory(load, v * bytes)
              .set(row);
            multiplyAdd(f, fused, sums[r * perRow + v]!, row, vector);
          }
        }
        for (const pointer of [xAt, ...pointers.slice(0, height)]) f.increment(pointer, vectors * bytes);
      };
      for (let r = 0; r < height; r++) f.get(a).set(pointers[r]!).advance(a, aRow);
      for (const sum of sums) f.f32x4(0).set(sum);
      f.get(x).set(xAt);
      f.get(depth)
        .i32(Math.log2(4 * perRow))
        .op('i32.shr_u')
        .set(steps);
      f.repeat(steps, () => step('v128.load', vectorBytes, perRow));
      f.get(depth)
        .i32(4 * perRow - 1)
        .op('i32.and')
        .i32(2)
        .op('i32.shr_u')
        .set(steps);
      f.repeat(steps, () => step('v128.load', vectorBytes, 1));
      // the last elements alone in their vectors, whose other lanes add zeros
      f.get(depth).i32(3).op('i32.and').set(steps);
      f.repeat(steps, () => step('v128.load32_zero', 4, 1));
      for (let r = 0; r < height; r++) {
        const first = sums[r * perRow]!;
        for (let i = 1; i < perRow; i++)
          f.get(first)
            .get(sums[r * perRow + i]!)
            .op('f32x4.add')
            .set(first);
      }
    };
    f.get(rows).i32(2).op('i32.shr_u').set(count);
    f.repeat(count, () => {
      products(4);
      transpose4(f, sums);
      f.get(y).get(y).memory('v128.load');
      for (const sum of sums) f.get(sum).op('f32x4.add');
      f.memory('v128.store').increment(y, vectorBytes);
    });
    f.get(rows).i32(3).op('i32.and').set(count);
    f.repeat(count, () => {
      products(1);
      f.get(y).get(y).memory('f32.load');
      for (let i = 0; i < 4; i++) f.get(sums[0]!).lane('f32x4.extract_lane', i).op('f32.add');
      f.memory('f32.store').increment(y, 4);
    });
  });
}

/** `y += x · A` for contiguous rows of A and contiguous y: as many columns at a time as there are registers for sums. */
export function defineColumnProducts(module: ModuleBuilder, fused: boolean): void {
  module.func(
    'columnProducts',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, columns, depth, a, aRow, x, xStep, y) => {
      const sums = f.localsOf('v128', 8);
      const [factor, row] = [f.local('v128'), f.local('v128')];
      const [count, aAt, xAt, steps] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
      for (const width of [32, 8, 4]) {
        const used = sums.slice(0, width / 4);
        f.get(columns).i32(Math.log2(width)).op('i32.shr_u').set(count);
        f.repeat(count, () => {
          for (const [i, sum] of used.entries())
            f.get(y)
              .memory('v128.load', i * vectorBytes)
              .set(sum);
          f.get(a).set(aAt).get(x).set(xAt).get(depth).set(steps);
          f.repeat(steps, () => {
            f.get(xAt).memory('v128.load32_splat').set(factor).advance(xAt, xStep);
            for (const [i, sum] of used.entries()) {
              f.get(aAt)
                .memory('v128.load', i * vectorBytes)
                .set(row);
              multiplyAdd(f, fused, sum, factor, row);
            }
            f.advance(aAt, aRow);
          });
          for (const [i, sum] of used.entries())
            f.get(y)
              .get(sum)
              .memory('v128.store', i * vectorBytes);
          f.increment(y, 4 * width).increment(a, 4 * width);
        });
        f.get(columns)
          .i32(width - 1)
          .op('i32.and')
          .set(columns);
      }
      f.repeat(columns, () => {
        const sum = sums[0]!;
        f.get(y).memory('v128.load32_zero').set(sum);
        f.get(a).set(aAt).get(x).set(xAt).get(depth).set(steps);
        f.repeat(steps, () => {
          f.get(xAt).memory('v128.load32_zero').set(factor).get(aAt).memory('v128.load32_zero').set(row);
          multiplyAdd(f, fused, sum, factor, row);
          f.advance(xAt, xStep).advance(aAt, aRow);
        });
        f.get(y).get(sum).storeLane(0).increment(y, 4).increment(a, 4);
      });
    },
  );
}
