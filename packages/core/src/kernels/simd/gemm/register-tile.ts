import type { FunctionRef } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { elementBytes, vectorBytes } from '../bytes.ts';
import { keepsInstructionOrder } from '../features.ts';
import { multiplyAdd } from '../multiply-add.ts';

/** What a tile may rely on: that elements of a row of A lie side by side, those of a column, or nothing. */
type TileLayout = 'rows' | 'columns' | 'any';

/**
 * The layout that gains most. That of rows is unrolled, which drops a host that does not {@link keepsInstructionOrder} from
 * 54 to 42 GFLOPS; that of columns gains on such hosts alone, which keep the bases of all rows in registers.
 */
export function preferredLayout(): 'rows' | 'columns' {
  return keepsInstructionOrder() ? 'rows' : 'columns';
}

/** How many terms a tile of contiguous rows adds up before it moves its pointers on. */
const unrolled = 4;

/**
 * The innermost loop of all products: `C = start + A · B` for a few rows and four columns for each of `vectors`, all sums
 * in registers. Distances are in bytes: of rows (`…Row`), of columns (`aColumn`).
 *
 * A core that is shared with a hardware thread starts fewer instructions than this loop can use, so there are layouts
 * which need fewer of them for pointers: 0.6 of the ceiling becomes 0.68, 0.97 stays.
 */
export function defineTile(
  module: ModuleBuilder,
  fused: boolean,
  rows: number,
  vectors: number,
  layout: TileLayout,
): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, a, aRow, aColumn, b, bRow, start, startRow, c, cRow) => {
      const sums = f.localsOf('v128', rows * vectors);
      const right = f.localsOf('v128', vectors);
      const left = f.local('v128');
      const pointers = [a, ...f.localsOf('i32', layout === 'columns' ? 0 : rows - 1)];
      for (let r = 1; r < pointers.length; r++)
        f.get(pointers[r - 1]!)
          .get(aRow)
          .op(i32.add)
          .set(pointers[r]!);
      for (let r = 0; r < rows; r++) {
        for (let v = 0; v < vectors; v++) {
          f.get(start)
            .memory(v128.load, v * vectorBytes)
            .set(sums[r * vectors + v]!);
        }
        if (r < rows - 1) f.advance(start, startRow);
      }
      const addTerm = (column: number): void => {
        for (let v = 0; v < vectors; v++) {
          f.get(b)
            .memory(v128.load, v * vectorBytes)
            .set(right[v]!);
        }
        for (let r = 0; r < rows; r++) {
          if (layout === 'columns') f.get(a).memory(v128.load32_splat, r * elementBytes);
          else f.get(pointers[r]!).memory(v128.load32_splat, column * elementBytes);
          f.set(left);
          for (let v = 0; v < vectors; v++) multiplyAdd(f, fused, sums[r * vectors + v]!, left, right[v]!);
        }
        f.advance(b, bRow);
      };
      if (layout === 'rows') {
        f.block(() => {
          f.loop(() => {
            for (let i = 0; i < unrolled; i++) {
              addTerm(i);
              if (i === unrolled - 1) for (const pointer of pointers) f.increment(pointer, unrolled * elementBytes);
              f.get(depth).i32(-1).op(i32.add).tee(depth).op(i32.eqz).branchIf(1);
            }
            f.branch(0);
          });
        });
      } else {
        f.repeat(depth, () => {
          addTerm(0);
          for (const pointer of pointers) f.advance(pointer, aColumn);
        });
      }
      for (let r = 0; r < rows; r++) {
        for (let v = 0; v < vectors; v++) {
          f.get(c)
            .get(sums[r * vectors + v]!)
            .memory(v128.store, v * vectorBytes);
        }
        if (r < rows - 1) f.advance(c, cRow);
      }
    },
  );
}
