import type { FunctionRef } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { elementBytes, vectorBytes } from '../bytes.ts';
import { choose } from '../choose.ts';
import { defineCopyRows } from './pack.ts';
import { defineTile, preferredLayout } from './register-tile.ts';
import { narrowColumns, panelBytes, panelColumns, tileRows } from './sizes.ts';

export const edgeBytes: number = tileRows * panelBytes;

/**
 * Multiplies up to six rows of A with all panels of a block of B. Panels are packed unless `bStep` is not 0; one of
 * fewer than eight columns always is. Sums of such a one go through `edge`, room for a tile ({@link edgeBytes}).
 */
export function defineStrip(module: ModuleBuilder, fused: boolean): FunctionRef {
  const copyRows = defineCopyRows(module);
  const tilesOf = (vectors: number): readonly FunctionRef[] =>
    Array.from({ length: tileRows }, (_, i) => defineTile(module, fused, i + 1, vectors, 'any'));
  const wide = tilesOf(2);
  const narrow = tilesOf(1);
  // strips are of even heights: fewer than five rows are rare, and writing tiles for them delays the first product
  const layout = preferredLayout();
  const wideOfLayout = wide.map((tile, i) => (i < 4 ? tile : defineTile(module, fused, i + 1, 2, layout)));
  return module.func(
    'strip',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, rows, columns, depth, a, aRow, aColumn, b, bStep, packed, start, startStep, c, cStep, edge) => {
      const panel = f.local('i32');
      const step = f.local('i32');
      const [tileStart, tileStartStep, tile, tileStep] = [
        f.local('i32'),
        f.local('i32'),
        f.local('i32'),
        f.local('i32'),
      ];
      const run = (tiles: readonly FunctionRef[]): void =>
        choose(f, rows, tileRows, (count) => {
          f.get(depth).get(a).get(aRow).get(aColumn).get(panel).get(step);
          f.get(tileStart)
            .get(tileStartStep)
            .get(tile)
            .get(tileStep)
            .call(tiles[count - 1]!);
        });
      f.get(start).set(tileStart).get(startStep).set(tileStartStep).get(c).set(tile).get(cStep).set(tileStep);
      f.block(() => {
        f.loop(() => {
          f.get(columns).i32(panelColumns).op(i32.lt_u).branchIf(1);
          f.get(bStep).if(
            () => f.get(b).set(panel).get(bStep).set(step),
            () => f.get(packed).set(panel).i32(panelBytes).set(step),
          );
          f.get(layout === 'rows' ? aColumn : aRow)
            .i32(elementBytes)
            .op(i32.eq);
          f.if(
            () => run(wideOfLayout),
            () => run(wide),
          );
          f.increment(b, panelBytes).increment(tileStart, panelBytes).increment(tile, panelBytes);
          f.get(packed).get(depth).i32(5).op(i32.shl).op(i32.add).set(packed);
          f.get(columns).i32(panelColumns).op(i32.sub).tee(columns).branchIf(0);
        });
        f.return();
      });
      // the rest
      f.get(packed).set(panel).i32(panelBytes).i32(vectorBytes).get(columns).i32(narrowColumns).op(i32.gt_u);
      f.select().set(step);
      f.get(tile).set(c);
      f.get(columns)
        .i32(narrowColumns)
        .op(i32.eq)
        .if(() => {
          run(narrow);
          f.return();
        });
      f.get(tileStartStep).if(() => {
        f.get(rows).get(columns).get(tileStart).get(tileStartStep).get(edge).i32(panelBytes).call(copyRows);
        f.get(edge).set(tileStart).i32(panelBytes).set(tileStartStep);
      });
      f.get(edge).set(tile).i32(panelBytes).set(tileStep);
      f.get(columns)
        .i32(narrowColumns)
        .op(i32.gt_u)
        .if(
          () => run(wide),
          () => run(narrow),
        );
      f.get(rows).get(columns).get(edge).i32(panelBytes).get(c).get(cStep).call(copyRows);
    },
  );
}
