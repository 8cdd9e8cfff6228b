import type { FunctionRef } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { narrowColumns, panelBytes, panelColumns } from '../gemm/sizes.ts';
import { transpose4 } from '../transpose.ts';

/**
 * The matrix of what windows see, a row for each position and a column for each tap, as the packed panels of a product.
 * Steps are the distances in bytes of the first elements of windows.
 */
export function definePackTaps(module: ModuleBuilder): void {
  const packFour = definePackFour(module);
  module.func(
    'packTaps',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, taps, offsets, input, inputRow, inputColumn, height, width, to) => {
      const [step, count, at] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const pack = (): void => {
        f.get(count).get(offsets).get(input).get(inputRow).get(inputColumn).get(height).get(width).get(at).get(step);
        f.call(packFour);
      };
      f.loop(() => {
        f.i32(panelBytes).i32(vectorBytes).get(taps).i32(narrowColumns).op(i32.gt_u).select().set(step);
        f.get(taps).set(count).get(to).set(at);
        pack();
        f.get(taps)
          .i32(narrowColumns)
          .op(i32.gt_u)
          .if(() => {
            f.get(taps).i32(narrowColumns).op(i32.sub).set(count);
            f.increment(offsets, 4 * narrowColumns).increment(at, vectorBytes);
            pack();
            f.increment(offsets, 4 * narrowColumns);
          });
        f.get(taps)
          .i32(panelColumns)
          .op(i32.gt_u)
          .if(() => {
            f.get(taps).i32(panelColumns).op(i32.sub).set(taps);
            f.get(to).get(height).get(width).op(i32.mul).i32(panelBytes).op(i32.mul).op(i32.add).set(to);
            f.branch(1);
          });
      });
    },
  );
}

/** Packs up to four taps, the last one again where there are fewer. */
function definePackFour(module: ModuleBuilder): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, taps, offsets, input, inputRow, inputColumn, height, width, to, toStep) => {
      const columns = f.localsOf('i32', 4);
      const vectors = f.localsOf('v128', 4);
      const [left, skip] = [f.local('i32'), f.local('i32')];
      for (let i = 0; i < 4; i++) {
        if (i > 0)
          f.get(taps)
            .i32(i)
            .op(i32.gt_u)
            .if(() => f.increment(offsets, 4));
        f.get(offsets).memory(i32.load).get(input).op(i32.add).set(columns[i]!);
      }
      f.get(inputRow).get(width).get(inputColumn).op(i32.mul).op(i32.sub).set(skip);
      f.repeat(height, () => {
        f.get(width).set(left);
        f.get(inputColumn)
          .i32(4)
          .op(i32.eq)
          .if(() => {
            f.get(width).i32(2).op(i32.shr_u).set(left);
            f.repeat(left, () => {
              for (let i = 0; i < 4; i++) {
                f.get(columns[i]!).memory(v128.load).set(vectors[i]!).increment(columns[i]!, vectorBytes);
              }
              transpose4(f, vectors);
              for (const vector of vectors) f.get(to).get(vector).memory(v128.store).advance(to, toStep);
            });
            f.get(width).i32(3).op(i32.and).set(left);
          });
        f.repeat(left, () => {
          for (let i = 0; i < 4; i++) {
            f.get(to)
              .get(columns[i]!)
              .memory(i32.load)
              .memory(i32.store, 4 * i)
              .advance(columns[i]!, inputColumn);
          }
          f.advance(to, toStep);
        });
        for (const column of columns) f.advance(column, skip);
      });
    },
  );
}
