import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';

/**
 * Writes `times` rounds, which are counted down to 0, and `between` after each block of as many as `pushBlock` leaves that
 * others follow.
 */
export function repeatInBlocks(
  f: FunctionBuilder,
  times: Local,
  pushBlock: () => void,
  round: () => void,
  between: () => void,
): void {
  const [left, block] = f.localsOf('i32', 2);
  pushBlock();
  f.set(block);
  f.block(() => {
    f.loop(() => {
      f.get(times).get(block).get(times).get(block).op(i32.lt_u).select().set(left);
      f.get(times).get(left).op(i32.sub).set(times);
      f.repeat(left, round);
      f.get(times).op(i32.eqz).branchIf(1);
      between();
      f.branch(0);
    });
  });
}
