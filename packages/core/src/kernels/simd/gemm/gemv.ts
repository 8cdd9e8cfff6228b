import type { MemoryInstruction } from '../../assembler/instruction.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { multiplyAdd } from '../multiply-add.ts';
import { transpose4 } from '../transpose.ts';

/**
 * `y += A · x` for contiguous rows of A and contiguous x and y: eight rows at a time, so that each vector of x serves
 * eight. Four sums would wait for one another: 0.52 of the ceiling instead of 0.65.
 */
export function defineRowProducts(module: ModuleBuilder, fused: boolean): void {
  module.func('rowProducts', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (f, rows, depth, a, aRow, x, y) => {
    const sums = f.localsOf('v128', 8);
    const [vector, row] = [f.local('v128'), f.local('v128')];
    const [count, xAt, steps] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const pointers = f.localsOf('i32', 8);
    /** Sums up the products of as many rows, a single one in four sums in turn. */
    const products = (height: number): void => {
      const perRow = height === 1 ? 4 : 1;
      const step = (load: MemoryInstruction, bytes: number, vectors: number): void => {
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
        .op(i32.shr_u)
        .set(steps);
      f.repeat(steps, () => step(v128.load, vectorBytes, perRow));
      if (perRow > 1) {
        f.get(depth)
          .i32(4 * perRow - 1)
          .op(i32.and)
          .i32(2)
          .op(i32.shr_u)
          .set(steps);
        f.repeat(steps, () => step(v128.load, vectorBytes, 1));
      }
      // the last elements alone in their vectors, whose other lanes add zeros
      f.get(depth).i32(3).op(i32.and).set(steps);
      f.repeat(steps, () => step(v128.load32_zero, 4, 1));
      for (let r = 0; r < height; r++) {
        const first = sums[r * perRow]!;
        for (let i = 1; i < perRow; i++)
          f.get(first)
            .get(sums[r * perRow + i]!)
            .op(f32x4.add)
            .set(first);
      }
    };
    for (const height of [8, 4]) {
      f.get(rows).i32(Math.log2(height)).op(i32.shr_u).set(count);
      if (height === 4) f.get(count).i32(1).op(i32.and).set(count);
      f.repeat(count, () => {
        products(height);
        for (let r = 0; r < height; r += 4) {
          const four = sums.slice(r, r + 4);
          transpose4(f, four);
          f.get(y).get(y).memory(v128.load);
          for (const sum of four) f.get(sum).op(f32x4.add);
          f.memory(v128.store).increment(y, vectorBytes);
        }
      });
    }
    f.get(rows).i32(3).op(i32.and).set(count);
    f.repeat(count, () => {
      products(1);
      f.get(y).get(y).memory(f32.load);
      for (let i = 0; i < 4; i++) f.get(sums[0]!).lane(f32x4.extract_lane, i).op(f32.add);
      f.memory(f32.store).increment(y, 4);
    });
  });
}

/** How many rows are added to `y` at a time; with it their lines fit a set of a cache of eight ways, whatever their size. */
const rowsAtATime = 6;

/**
 * `y += x · A` for contiguous rows of A and contiguous y. Rows are read along, several at a time, so that each vector of y
 * serves several: pieces of all rows one below the other take up to twice as long.
 */
export function defineColumnProducts(module: ModuleBuilder, fused: boolean): void {
  module.func(
    'columnProducts',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, columns, depth, a, aRow, x, xStep, y) => {
      const factors = f.localsOf('v128', rowsAtATime);
      const rows = f.localsOf('i32', rowsAtATime);
      const [sum, row] = [f.local('v128'), f.local('v128')];
      const [to, count, steps] = f.localsOf('i32', 3);
      for (const height of [rowsAtATime, 1]) {
        const multiply = (load: MemoryInstruction, offset: number): void => {
          f.get(to).memory(load, offset).set(sum);
          for (let r = 0; r < height; r++) {
            f.get(rows[r]!).memory(load, offset).set(row);
            multiplyAdd(f, fused, sum, factors[r]!, row);
          }
          f.get(to).get(sum);
        };
        const advance = (bytes: number): void => {
          for (const pointer of [to, ...rows.slice(0, height)]) f.increment(pointer, bytes);
        };
        f.get(depth)
          .i32(rowsAtATime)
          .op(height === 1 ? i32.rem_u : i32.div_u)
          .set(count);
        f.repeat(count, () => {
          for (let r = 0; r < height; r++) {
            f.get(x).memory(v128.load32_splat).set(factors[r]!).advance(x, xStep);
            f.get(a).set(rows[r]!).advance(a, aRow);
          }
          f.get(y).set(to).get(columns).i32(3).op(i32.shr_u).set(steps);
          f.repeat(steps, () => {
            for (const offset of [0, vectorBytes]) {
              multiply(v128.load, offset);
              f.memory(v128.store, offset);
            }
            advance(2 * vectorBytes);
          });
          f.get(columns)
            .i32(4)
            .op(i32.and)
            .if(() => {
              multiply(v128.load, 0);
              f.memory(v128.store);
              advance(vectorBytes);
            });
          f.get(columns).i32(3).op(i32.and).set(steps);
          f.repeat(steps, () => {
            multiply(v128.load32_zero, 0);
            f.storeLane(0);
            advance(4);
          });
        });
      }
    },
  );
}
