import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import * as i32 from '../assembler/instructions/i32.ts';

/** Runs what `write` writes for the value of `count`, which is 1 to `most`; the largest is asked for first. */
export function choose(f: FunctionBuilder, count: Local, most: number, write: (count: number) => void): void {
  if (most === 1) {
    write(1);
    return;
  }
  f.get(count).i32(most).op(i32.eq);
  f.if(
    () => write(most),
    () => choose(f, count, most - 1, write),
  );
}
