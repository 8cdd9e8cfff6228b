import * as f32 from '../../assembler/instructions/f32.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { sumBytes } from './write-channel-gradients.ts';

/** Adds `finish`: `count` sums of {@link writeChannelGradients} become the gradients of weight and bias, each unless its address is 0. */
export function writeFinish(module: ModuleBuilder): void {
  module.func('finish', ['i32', 'i32', 'i32', 'i32'], [], (f, sums, count, ofWeight, ofBias) => {
    f.repeat(count, () => {
      for (const [i, to] of [ofWeight, ofBias].entries()) {
        f.get(to).if(() => {
          f.get(to)
            .get(sums)
            .memory(f64.load, 8 * i)
            .op(f32.demote_f64)
            .memory(f32.store)
            .increment(to, 4);
        });
      }
      f.increment(sums, sumBytes);
    });
  });
}
