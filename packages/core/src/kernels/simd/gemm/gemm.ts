import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { definePackBlock, definePackColumnMajor, definePackRows } from './pack.ts';
import { preferredLayout } from './register-tile.ts';
import { blockColumns, blockDepth, panelColumns, tileRows } from './sizes.ts';
import { defineStrip, edgeBytes } from './strip.ts';

const packedRowsBytes = tileRows * blockDepth * 4;

/** Fewer rows than this read B in place where they can: packing it would not pay. */
const fewRows = 13;

/**
 * From so many columns and terms on, rows of A that are not contiguous are packed (512 by 128 by 512 takes 1.25 ms instead
 * of 1.48; 128 by 64 by 64 would take 21.7 us instead of 19.8).
 */
const manyColumns = 25;
const manyTerms = 65;
/** So many columns outweigh packing for tiles that want contiguous rows (128 by 64 by 784: 0.87 of the time, quiet 1.006). */
const columnsForRows = 256;

/** How much scratch a product needs. */
export function gemmScratchBytes(columns: number, depth: number): number {
  const padded = (Math.min(columns, blockColumns) + panelColumns - 1) & -panelColumns;
  return edgeBytes + packedRowsBytes + Math.min(depth, blockDepth) * padded * 4;
}

/**
 * `C = start + A · B`, with A and B of any strides (in bytes) and contiguous rows of C. What the sums start with is C
 * itself, or with a `startRow` of 0 one row for all, padded to a multiple of eight elements. No size may be 0.
 */
export function defineGemm(module: ModuleBuilder, fused: boolean): void {
  const packRows = definePackRows(module);
  const packColumnMajor = preferredLayout() === 'rows' ? definePackColumnMajor(module) : undefined;
  const packBlock = definePackBlock(module);
  const strip = defineStrip(module, fused);
  module.func(
    'gemm',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, rows, columns, depth, a, aRow, aColumn, b, bRow, bColumn, c, cRow, start, startRow, scratch) => {
      const [packsA, packsB, packedA, packedB] = f.localsOf('i32', 4);
      const [largest, k, kLeft, n, nLeft, m, mLeft] = f.localsOf('i32', 7);
      const [bBlock, cBlock, startBlock] = f.localsOf('i32', 3);
      const [aStrip, cStrip, startStrip, aTile, aTileRow, aTileColumn] = f.localsOf('i32', 6);

      f.get(rows).i32(fewRows).op(i32.ge_u).get(bColumn).i32(4).op(i32.ne).op(i32.or);
      f.get(bRow).op(i32.eqz).op(i32.or).set(packsB);
      f.get(scratch).i32(edgeBytes).op(i32.add).tee(packedA).i32(packedRowsBytes).op(i32.add).set(packedB);
      // blocks of equal depth, strips of equal height: no small rest, whose sums would be too few to hide latencies
      f.get(depth).set(largest);
      evenShare(f, largest, blockDepth);
      f.get(depth).set(kLeft);
      f.loop(() => {
        minimum(f, kLeft, largest, k);
        f.get(b).set(bBlock).get(c).set(cBlock).get(start).set(startBlock).get(columns).set(nLeft);
        f.loop(() => {
          f.i32(blockColumns).set(n);
          minimum(f, nLeft, n, n);
          f.get(n).get(k).get(bBlock).get(bRow).get(bColumn).get(packsB).get(packedB).call(packBlock);
          f.get(aColumn).i32(4).op(i32.ne).get(n).i32(manyColumns).op(i32.ge_u).op(i32.and);
          f.get(k).i32(manyTerms).op(i32.ge_u);
          if (packColumnMajor) f.get(n).i32(columnsForRows).op(i32.ge_u).op(i32.or);
          f.op(i32.and).set(packsA);
          f.get(a).set(aStrip).get(cBlock).set(cStrip).get(startBlock).set(startStrip).get(rows).set(mLeft);
          f.loop(() => {
            f.get(mLeft).set(m);
            evenShare(f, m, tileRows);
            f.get(packsA).if(
              () => {
                const asColumns = (): void => {
                  f.get(k).get(m).get(aStrip).get(aRow).get(aColumn).get(packedA).call(packRows);
                  f.i32(4).set(aTileRow).get(m).i32(2).op(i32.shl).set(aTileColumn);
                };
                f.get(packedA).set(aTile);
                if (!packColumnMajor) asColumns();
                else {
                  f.get(aRow).i32(4).op(i32.eq).get(m).i32(4).op(i32.ge_u).op(i32.and);
                  f.get(k).i32(4).op(i32.ge_u).op(i32.and);
                  f.if(() => {
                    f.get(k).i32(2).op(i32.shl).set(aTileRow).i32(4).set(aTileColumn);
                    f.get(k).get(m).get(aStrip).get(aColumn).get(packedA).get(aTileRow).call(packColumnMajor);
                  }, asColumns);
                }
              },
              () => f.get(aStrip).set(aTile).get(aRow).set(aTileRow).get(aColumn).set(aTileColumn),
            );
            f.get(m).get(n).get(k).get(aTile).get(aTileRow).get(aTileColumn);
            f.get(bBlock).get(bRow).i32(0).get(packsB).op(i32.eqz).select().get(packedB);
            f.get(startStrip).get(startRow).get(cStrip).get(cRow).get(scratch).call(strip);
            for (const [pointer, step] of [
              [aStrip, aRow],
              [cStrip, cRow],
              [startStrip, startRow],
            ] as const) {
              f.get(pointer).get(m).get(step).op(i32.mul).op(i32.add).set(pointer);
            }
            f.get(mLeft).get(m).op(i32.sub).tee(mLeft).branchIf(0);
          });
          f.get(bBlock).get(n).get(bColumn).op(i32.mul).op(i32.add).set(bBlock);
          for (const pointer of [cBlock, startBlock]) f.get(pointer).get(n).i32(2).op(i32.shl).op(i32.add).set(pointer);
          f.get(nLeft).get(n).op(i32.sub).tee(nLeft).branchIf(0);
        });
        f.get(a).get(k).get(aColumn).op(i32.mul).op(i32.add).set(a);
        f.get(b).get(k).get(bRow).op(i32.mul).op(i32.add).set(b);
        // from here on the sums go on from what C has
        f.get(c).set(start).get(cRow).set(startRow);
        f.get(kLeft).get(k).op(i32.sub).tee(kLeft).branchIf(0);
      });
    },
  );
}

/** `size` divided into as few even shares as are at most `limit`, rounded up. */
function evenShare(f: FunctionBuilder, size: Local, limit: number): void {
  f.get(size)
    .get(size)
    .i32(limit - 1)
    .op(i32.add)
    .i32(limit)
    .op(i32.div_u);
  const parts = f.local('i32');
  f.tee(parts).op(i32.add).i32(1).op(i32.sub).get(parts).op(i32.div_u).set(size);
}

function minimum(f: FunctionBuilder, x: Local, y: Local, into: Local): void {
  f.get(x).get(y).get(x).get(y).op(i32.lt_u).select().set(into);
}
