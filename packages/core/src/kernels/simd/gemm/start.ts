import * as f32 from '../../assembler/instructions/f32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

/**
 * What sums begin with: `count` elements, `step` bytes apart, to contiguous ones. Adds 0 to each: sums that begin with
 * +0 never become -0, so neither shall those that begin with a bias of -0.
 */
export function defineStartRow(module: ModuleBuilder): void {
  module.func('startRow', ['i32', 'i32', 'i32', 'i32'], [], (f, count, from, step, to) => {
    f.repeat(count, () => {
      f.get(to).get(from).memory(f32.load).f32(0).op(f32.add).memory(f32.store);
      f.advance(from, step).increment(to, 4);
    });
  });
}
