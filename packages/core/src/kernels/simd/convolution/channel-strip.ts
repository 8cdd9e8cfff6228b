import type { Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { choose } from '../choose.ts';
import { defineTapTile } from './tap-tile.ts';

/** So many vectors of positions are summed up at a time, to hide the latency of adding to each. */
const mostVectors = 8;

/**
 * As `windowStrip` for a single channel, as in a depthwise convolution: all tiles of a row have the same number of
 * vectors, as few of them as there can be, and the last may begin before the end of the one before it (28 x 28 by 3 x 3:
 * 0.37 of the ceiling, with tiles of at most four vectors 0.28).
 */
export function defineChannelStrip(module: ModuleBuilder, fused: boolean): void {
  const tiles = Array.from({ length: mostVectors }, (_, i) => defineTapTile(module, fused, 1, i + 1));
  module.func(
    'channelStrip',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, taps, weights, offsets, input, inputRow, height, width, start, out) => {
      const [vectors, tiling, bytes, left, at, outAt] = f.localsOf('i32', 6);
      const divideRoundingUp = (by: Local): void => {
        f.get(vectors).get(by).op(i32.add).i32(1).op(i32.sub).get(by).op(i32.div_u);
      };
      f.get(width).i32(3).op(i32.add).i32(2).op(i32.shr_u).set(vectors);
      f.i32(mostVectors).set(tiling);
      divideRoundingUp(tiling);
      f.set(tiling);
      // a vector that the row fills in part needs a tile before it, to begin within
      f.get(tiling).get(tiling).i32(1).op(i32.eq).get(width).i32(3).op(i32.and).i32(0).op(i32.ne).op(i32.and);
      f.op(i32.add).set(tiling);
      divideRoundingUp(tiling);
      f.tee(vectors).i32(Math.log2(vectorBytes)).op(i32.shl).set(bytes);
      f.get(width).i32(2).op(i32.shl).set(width);
      f.repeat(height, () => {
        f.get(input).set(at).get(out).set(outAt).get(width).set(left);
        f.loop(() => {
          f.get(left)
            .get(bytes)
            .op(i32.lt_u)
            .if(() => {
              for (const pointer of [at, outAt])
                f.get(pointer).get(left).op(i32.add).get(bytes).op(i32.sub).set(pointer);
              f.get(bytes).set(left);
            });
          choose(f, vectors, mostVectors, (count) => {
            f.get(taps)
              .get(weights)
              .get(offsets)
              .get(at)
              .get(start)
              .get(outAt)
              .get(width)
              .call(tiles[count - 1]!);
          });
          f.advance(at, bytes).advance(outAt, bytes);
          f.get(left).get(bytes).op(i32.sub).tee(left).branchIf(0);
        });
        f.advance(input, inputRow).advance(out, width);
      });
    },
  );
}
