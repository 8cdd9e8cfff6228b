import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import { AcrossRows } from './across-rows.ts';
import { AlongRows } from './along-rows.ts';
import type { RowLayout } from './row-layout.ts';

/** How rows are walked: one at a time, four at a time, or four while there are so many and what remains one at a time. */
export type Walk = 'along' | 'across' | 'both';

/**
 * Writes a loop over rows, whose number is counted down: `write` may write what comes before it, and returns what it
 * does. `columns` is the address of scratch memory for rows that are taken four at a time, see {@link columnsFor}.
 */
export function eachRow(
  f: FunctionBuilder,
  walk: Walk,
  rows: Local,
  length: Local,
  columns: Local,
  write: (row: RowLayout) => () => void,
): void {
  const loop = (count: Local, layout: RowLayout): void => {
    const body = write(layout);
    f.repeat(count, body);
  };
  if (walk !== 'along') {
    const fours = f.local('i32');
    f.get(rows).i32(2).op(i32.shr_u).set(fours);
    loop(fours, new AcrossRows(f, length, columns));
    f.get(rows).i32(3).op(i32.and).set(rows);
  }
  if (walk !== 'across') f.get(rows).if(() => loop(rows, new AlongRows(f, length)));
}
