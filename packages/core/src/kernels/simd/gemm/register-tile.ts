import type { FunctionRef } from '../../assembler/function-builder.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { multiplyAdd } from '../multiply-add.ts';

/** How the elements of A that a tile reads lie: `rows` a stride apart and each contiguous, or all in one column. */
export type TileLayout = 'rows' | 'columns';

/**
 * The innermost loop of all products: `C = start + A · B` for a few rows and four columns for each of `vectors`, all sums
 * in registers. A step is the distance in bytes of rows, or of columns of A in the layout `columns`. Unrolling the loop
 * by four drops it from 54 to 35 GFLOPS.
 */
export function defineTile(
  module: ModuleBuilder,
  fused: boolean,
  layout: TileLayout,
  rows: number,
  vectors: number,
): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, a, aStep, b, bStep, start, startStep, c, cStep) => {
      const sums = f.localsOf('v128', rows * vectors);
      const right = f.localsOf('v128', vectors);
      const left = f.local('v128');
      const pointers = layout === 'rows' ? [a, ...f.localsOf('i32', rows - 1)] : [a];
      for (let r = 1; r < pointers.length; r++)
        f.get(pointers[r - 1]!)
          .get(aStep)
          .op('i32.add')
          .set(pointers[r]!);
      for (let r = 0; r < rows; r++) {
        for (let v = 0; v < vectors; v++)
          f.get(start)
            .memory('v128.load', v * vectorBytes)
            .set(sums[r * vectors + v]!);
        if (r < rows - 1) f.advance(start, startStep);
      }
      f.repeat(depth, () => {
        for (let v = 0; v < vectors; v++)
          f.get(b)
            .memory('v128.load', v * vectorBytes)
            .set(right[v]!);
        for (let r = 0; r < rows; r++) {
          if (layout === 'rows') f.get(pointers[r]!).memory('v128.load32_splat');
          else f.get(a).memory('v128.load32_splat', 4 * r);
          f.set(left);
          for (let v = 0; v < vectors; v++) multiplyAdd(f, fused, sums[r * vectors + v]!, left, right[v]!);
        }
        if (layout === 'rows') for (const pointer of pointers) f.increment(pointer, 4);
        else f.advance(a, aStep);
        f.advance(b, bStep);
      });
      for (let r = 0; r < rows; r++) {
        for (let v = 0; v < vectors; v++)
          f.get(c)
            .get(sums[r * vectors + v]!)
            .memory('v128.store', v * vectorBytes);
        if (r < rows - 1) f.advance(c, cStep);
      }
    },
  );
}
