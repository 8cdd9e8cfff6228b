import type { FunctionRef } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { choose } from '../choose.ts';
import { narrowColumns, panelColumns, tileRows } from '../gemm/sizes.ts';
import { defineTapTile } from './tap-tile.ts';

/** Two channels take more positions at once, for enough sums to hide latencies. */
const broadColumns = 16;

/**
 * Two to six channels of a convolution of one sample, whose windows are a step of one apart along rows of at least four
 * positions. `inputRow` is the distance of the first elements of windows in two rows of the output, `outPlane` that of
 * the output's channels; both in bytes.
 */
export function defineWindowStrip(module: ModuleBuilder, fused: boolean): void {
  const tilesOf = (most: number, columns: number): readonly FunctionRef[] =>
    Array.from({ length: most - 1 }, (_, i) => defineTapTile(module, fused, i + 2, columns / 4));
  const broad = tilesOf(2, broadColumns);
  const wide = tilesOf(tileRows, panelColumns);
  const narrow = tilesOf(tileRows, narrowColumns);
  module.func(
    'windowStrip',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, rows, taps, weights, offsets, input, inputRow, height, width, start, out, outPlane) => {
      const [left, at, outAt, further] = f.localsOf('i32', 4);
      f.get(rows).i32(1).op(i32.sub).set(further);
      const run = (tiles: readonly FunctionRef[]): void =>
        choose(f, further, tiles.length, (count) => {
          f.get(taps)
            .get(weights)
            .get(offsets)
            .get(at)
            .get(start)
            .get(outAt)
            .get(outPlane)
            .call(tiles[count - 1]!);
        });
      /** As many positions at a time as there are. */
      const runAlong = (tiles: readonly FunctionRef[], count: number): void => {
        f.block(() => {
          f.loop(() => {
            f.get(left).i32(count).op(i32.lt_u).branchIf(1);
            run(tiles);
            f.increment(at, 4 * count).increment(outAt, 4 * count);
            f.get(left).i32(count).op(i32.sub).set(left).branch(0);
          });
        });
      };
      /** Puts the pointers so many elements behind the place that `left` positions are left from. */
      const moveTo = (count: number): void => {
        for (const pointer of [at, outAt]) {
          f.get(pointer).get(left).i32(count).op(i32.sub).i32(2).op(i32.shl).op(i32.add).set(pointer);
        }
      };
      f.repeat(height, () => {
        f.get(input).set(at).get(out).set(outAt).get(width).set(left);
        f.get(rows)
          .i32(2)
          .op(i32.eq)
          .if(() => runAlong(broad, broadColumns));
        runAlong(wide, panelColumns);
        // what is left ends a last tile, which computes some positions again
        f.get(left).if(() => {
          f.get(left)
            .i32(narrowColumns)
            .op(i32.gt_u)
            .get(width)
            .i32(panelColumns)
            .op(i32.ge_u)
            .op(i32.and)
            .if(
              () => {
                moveTo(panelColumns);
                run(wide);
              },
              () => {
                f.get(left)
                  .i32(narrowColumns)
                  .op(i32.gt_u)
                  .if(() => {
                    run(narrow);
                    f.increment(at, vectorBytes).increment(outAt, vectorBytes);
                    f.get(left).i32(narrowColumns).op(i32.sub).set(left);
                  });
                moveTo(narrowColumns);
                run(narrow);
              },
            );
        });
        f.advance(input, inputRow);
        f.get(out).get(width).i32(2).op(i32.shl).op(i32.add).set(out);
      });
    },
  );
}
