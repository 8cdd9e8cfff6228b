import { middle, stateWords } from '../../../random/mt19937.ts';
import type { FunctionBuilder, FunctionRef, Local } from '../../assembler/function-builder.ts';
import type { VectorInstruction } from '../../assembler/instruction.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

const bytesPerVector = 16;

/** The state, and behind it its first vector again: the words that follow the last. */
export const stateBytes: number = stateWords * 4 + bytesPerVector;

/** `draw(state, next, to, count)` writes random words from the next one of the state on, and returns the next one after. */
export function writeDraw(module: ModuleBuilder): void {
  const renew = writeRenew(module);
  const temper = writeTemper(module);
  module.func('draw', ['i32', 'i32', 'i32', 'i32'], ['i32'], (f, state, next, to, count) => {
    const words = f.local('i32');
    f.loop(() => {
      f.get(next).i32(stateWords).op(i32.eq);
      f.if(() => f.get(state).call(renew).i32(0).set(next));
      f.i32(stateWords).get(next).op(i32.sub).tee(words).get(count);
      f.get(words).get(count).op(i32.lt_u).select().set(words);
      f.get(state).get(next).i32(2).op(i32.shl).op(i32.add).get(to).get(words).call(temper);
      f.get(to).get(words).i32(2).op(i32.shl).op(i32.add).set(to);
      f.advance(next, words);
      f.get(count).get(words).op(i32.sub).tee(count).branchIf(0);
    });
    f.get(next);
  });
}

/** `renew(state)`: all words anew, four at a time. A word depends on those 397 further or, round the end, 227 before. */
function writeRenew(module: ModuleBuilder): FunctionRef {
  const twist = module.func('twist', ['i32', 'i32', 'i32'], ['i32'], (f, word, vectors, other) => {
    const [high, one, matrix, mixed, following] = f.localsOf('v128', 5);
    f.i32x4(0x80000000 | 0).set(high);
    f.i32x4(1).set(one);
    f.i32x4(0x9908b0df | 0).set(matrix);
    f.repeat(vectors, () => {
      f.get(word).memory(v128.load, 4).set(following);
      f.get(word).memory(v128.load).get(following).get(high).op(v128.bitselect).set(mixed);
      f.get(word);
      f.get(word).get(other).op(i32.add).memory(v128.load);
      f.get(mixed).i32(1).op(i32x4.shr_u).op(v128.xor);
      f.get(following).get(one).op(v128.and).op(i32x4.neg).get(matrix).op(v128.and).op(v128.xor);
      f.memory(v128.store);
      f.increment(word, bytesPerVector);
    });
    f.get(word);
  });
  // the last of the words that have one 397 further share a vector with one that has not
  const before = Math.floor((stateWords - middle) / 4);
  return module.func('renew', ['i32'], [], (f, state) => {
    const word = f.local('i32');
    f.get(state)
      .i32(before)
      .i32(middle * 4)
      .call(twist)
      .set(word);
    f.get(state)
      .get(state)
      .memory(v128.load)
      .memory(v128.store, stateWords * 4);
    f.get(word)
      .i32(1)
      .i32(middle * 4)
      .call(twist);
    f.i32(stateWords / 4 - before - 1)
      .i32((middle - stateWords) * 4)
      .call(twist)
      .drop();
  });
}

/** `temper(word, to, count)`: words of the state as they are drawn; up to three more are written. */
function writeTemper(module: ModuleBuilder): FunctionRef {
  return module.func('temper', ['i32', 'i32', 'i32'], [], (f, word, to, count) => {
    const [y, second, third] = f.localsOf('v128', 3);
    f.i32x4(0x9d2c5680 | 0).set(second);
    f.i32x4(0xefc60000 | 0).set(third);
    const mix = (shift: VectorInstruction, bits: number, mask?: Local): FunctionBuilder => {
      f.get(y).get(y).i32(bits).op(shift);
      if (mask) f.get(mask).op(v128.and);
      return f.op(v128.xor);
    };
    f.increment(count, 3).get(count).i32(2).op(i32.shr_u).set(count);
    f.repeat(count, () => {
      f.get(word).memory(v128.load).set(y);
      mix(i32x4.shr_u, 11).set(y);
      mix(i32x4.shl, 7, second).set(y);
      mix(i32x4.shl, 15, third).set(y);
      f.get(to);
      mix(i32x4.shr_u, 18).memory(v128.store);
      f.increment(word, bytesPerVector).increment(to, bytesPerVector);
    });
  });
}
