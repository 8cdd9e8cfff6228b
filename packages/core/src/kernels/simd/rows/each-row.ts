import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { AcrossRows } from './across-rows.ts';
import { AlongRows } from './along-rows.ts';
import type { RowLayout } from './row-layout.ts';

/**
 * Writes a loop over rows, whose number is counted down: `write` may write what comes before it, and returns what it
 * does. Where `columns` is the address of scratch memory, see {@link columnsFor}, it takes four rows at a time while
 * there are so many.
 */
export function eachRow(
  f: FunctionBuilder,
  rows: Local,
  length: Local,
  columns: Local,
  write: (row: RowLayout) => () => void,
): void {
  const loop = (count: Local, layout: RowLayout): void => {
    const body = write(layout);
    f.repeat(count, body);
  };
  f.get(columns).if(() => {
    const fours = f.local('i32');
    f.get(rows).i32(2).op('i32.shr_u').set(fours);
    loop(fours, new AcrossRows(f, length, columns));
    f.get(rows).i32(3).op('i32.and').set(rows);
  });
  f.get(rows).if(() => loop(rows, new AlongRows(f, length)));
}
