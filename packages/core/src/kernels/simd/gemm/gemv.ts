import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { multiplyAdd } from '../multiply-add.ts';
import { transpose4 } from '../transpose.ts';
import { vectorBytes } from './sizes.ts';

/**
 * `y += A · x` for contiguous rows of A and contiguous x and y: four rows at a time, so that each vector of x serves four
 * and four sums hide the latency of additions (a product of 6 × 8 tiles: 3–8 GFLOPS against 25–33).
 */
export function defineRowProducts(module: ModuleBuilder, fused: boolean): void {
  module.func('rowProducts', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (f, rows, depth, a, aRow, x, y) => {
    const sums = f.localsOf('v128', 4);
    const [vector, row] = [f.local('v128'), f.local('v128')];
    const [count, xAt, steps] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const pointers = f.localsOf('i32', 4);
    const clear = (): void => {
      for (const sum of sums) f.f32x4(0).set(sum);
    };
    f.get(rows).i32(2).op('i32.shr_u').set(count);
    f.repeat(count, () => {
      for (let r = 0; r < 4; r++) f.get(a).set(pointers[r]!).advance(a, aRow);
      clear();
      f.get(x).set(xAt);
      // the last elements alone in their vectors, whose other lanes add zeros
      for (const [load, bytes] of [
        ['v128.load', 16],
        ['v128.load32_zero', 4],
      ] as const) {
        if (bytes === 16) f.get(depth).i32(2).op('i32.shr_u').set(steps);
        else f.get(depth).i32(3).op('i32.and').set(steps);
        f.repeat(steps, () => {
          f.get(xAt).memory(load).set(vector).increment(xAt, bytes);
          for (let r = 0; r < 4; r++) {
            f.get(pointers[r]!).memory(load).set(row).increment(pointers[r]!, bytes);
            multiplyAdd(f, fused, sums[r]!, row, vector);
          }
        });
      }
      transpose4(f, sums);
      f.get(y).get(y).memory('v128.load');
      f.get(sums[0]!).get(sums[1]!).op('f32x4.add').get(sums[2]!).get(sums[3]!).op('f32x4.add').op('f32x4.add');
      f.op('f32x4.add').memory('v128.store').increment(y, vectorBytes);
    });
    // rows that are left, each with four sums of its own
    f.get(rows).i32(3).op('i32.and').set(count);
    f.repeat(count, () => {
      const pointer = pointers[0]!;
      f.get(a).set(pointer).advance(a, aRow);
      clear();
      f.get(x).set(xAt);
      f.get(depth).i32(4).op('i32.shr_u').set(steps);
      f.repeat(steps, () => {
        for (let i = 0; i < 4; i++) {
          f.get(xAt)
            .memory('v128.load', i * vectorBytes)
            .set(vector);
          f.get(pointer)
            .memory('v128.load', i * vectorBytes)
            .set(row);
          multiplyAdd(f, fused, sums[i]!, row, vector);
        }
        f.increment(xAt, 4 * vectorBytes).increment(pointer, 4 * vectorBytes);
      });
      for (const [load, bytes] of [
        ['v128.load', 16],
        ['v128.load32_zero', 4],
      ] as const) {
        if (bytes === 16) f.get(depth).i32(15).op('i32.and').i32(2).op('i32.shr_u').set(steps);
        else f.get(depth).i32(3).op('i32.and').set(steps);
        f.repeat(steps, () => {
          f.get(xAt).memory(load).set(vector).increment(xAt, bytes);
          f.get(pointer).memory(load).set(row).increment(pointer, bytes);
          multiplyAdd(f, fused, sums[0]!, row, vector);
        });
      }
      const sum = sums[0]!;
      f.get(sum).get(sums[1]!).op('f32x4.add').get(sums[2]!).get(sums[3]!).op('f32x4.add').op('f32x4.add').set(sum);
      f.get(y).get(y).memory('f32.load');
      for (let i = 0; i < 4; i++) f.get(sum).lane('f32x4.extract_lane', i);
      f.op('f32.add').op('f32.add').op('f32.add').op('f32.add').memory('f32.store').increment(y, 4);
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
