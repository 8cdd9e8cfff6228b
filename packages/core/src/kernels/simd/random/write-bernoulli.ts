import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

const bytesPerVector = 16;

/**
 * `compare(words, to, vectors, high, low)`: 1 where the 53 bits of two words, the high ones first, are below a bound of
 * as many bits, 0 elsewhere.
 */
export function writeCompare(module: ModuleBuilder): void {
  module.func('compare', ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f, words, to, vectors, high, low) => {
    const [first, second, upper, highs, lows, kept, one] = f.localsOf('v128', 7);
    f.get(high).op(i32x4.splat).set(highs);
    f.get(low).op(i32x4.splat).set(lows);
    f.i32x4(0x1fffff).set(kept);
    f.f32x4(1).set(one);
    f.repeat(vectors, () => {
      f.get(words).memory(v128.load).set(first);
      f.get(words).memory(v128.load, bytesPerVector).set(second);
      f.get(first).get(second).shuffle32([0, 2, 4, 6]).get(kept).op(v128.and).set(upper);
      f.get(to);
      f.get(upper).get(highs).op(i32x4.lt_s);
      f.get(upper).get(highs).op(i32x4.eq);
      f.get(first).get(second).shuffle32([1, 3, 5, 7]).get(lows).op(i32x4.lt_u).op(v128.and);
      f.op(v128.or).get(one).op(v128.and).memory(v128.store);
      f.increment(words, 2 * bytesPerVector).increment(to, bytesPerVector);
    });
  });
}
