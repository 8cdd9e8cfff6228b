import type { FunctionBuilder, FunctionRef, Local } from '../../assembler/function-builder.ts';
import type { MemoryInstruction } from '../../assembler/instruction.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { choose } from '../choose.ts';
import { multiplyAdd } from '../multiply-add.ts';

/** How many channels and taps of a weight's gradient are summed up in registers. */
export const gradientRows = 3;
export const gradientTaps = 3;

interface Tile {
  readonly rows: number;
  readonly taps: number;
}

/**
 * `sums[r][t] += Σ grad[r][p] · input[p + offsets[t]]` over the positions p of a plane, in four parts. Rows of positions
 * are `width` long; steps are the distances in bytes of channels and of rows, of input rows from end to start.
 */
function defineTile(module: ModuleBuilder, fused: boolean, { rows, taps }: Tile): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, grad, gradPlane, input, inputSkip, offsets, height, width, sums, sumsRow) => {
      const totals = f.localsOf('v128', rows * taps);
      const grads = [grad, ...f.localsOf('i32', rows - 1)];
      const inputs = f.localsOf('i32', taps);
      const [right, left] = [f.local('v128'), f.local('v128')];
      const [steps, sumsAt] = [f.local('i32'), f.local('i32')];
      for (let r = 1; r < rows; r++)
        f.get(grads[r - 1]!)
          .get(gradPlane)
          .op(i32.add)
          .set(grads[r]!);
      for (let t = 0; t < taps; t++) {
        f.get(offsets)
          .memory(i32.load, 4 * t)
          .get(input)
          .op(i32.add)
          .set(inputs[t]!);
      }
      const eachSum = (visit: (sum: Local, offset: number) => void): void => {
        f.get(sums).set(sumsAt);
        for (let r = 0; r < rows; r++) {
          for (let t = 0; t < taps; t++) visit(totals[r * taps + t]!, t * vectorBytes);
          f.advance(sumsAt, sumsRow);
        }
      };
      const step = (load: MemoryInstruction, bytes: number): void => {
        // the vectors of the rows are loaded for each tap again: held, they would leave no register for them
        for (let t = 0; t < taps; t++) {
          f.get(inputs[t]!).memory(load).set(right);
          for (let r = 0; r < rows; r++) {
            f.get(grads[r]!).memory(load).set(left);
            multiplyAdd(f, fused, totals[r * taps + t]!, left, right);
          }
        }
        for (const pointer of [...grads, ...inputs]) f.increment(pointer, bytes);
      };
      eachSum((sum, offset) => f.get(sumsAt).memory(v128.load, offset).set(sum));
      f.repeat(height, () => {
        f.get(width).i32(2).op(i32.shr_u).set(steps);
        f.repeat(steps, () => step(v128.load, vectorBytes));
        f.get(width)
          .i32(2)
          .op(i32.and)
          .if(() => step(v128.load64_zero, 8));
        f.get(width)
          .i32(1)
          .op(i32.and)
          .if(() => step(v128.load32_zero, 4));
        for (const pointer of inputs) f.advance(pointer, inputSkip);
      });
      eachSum((sum, offset) => f.get(sumsAt).get(sum).memory(v128.store, offset));
    },
  );
}

/** The gradient of the weights of up to four channels: all taps, three at a time. */
export function defineWeightStrip(module: ModuleBuilder, fused: boolean): void {
  const tiles = Array.from({ length: gradientRows }, (_, r) =>
    Array.from({ length: gradientTaps }, (_, t) => defineTile(module, fused, { rows: r + 1, taps: t + 1 })),
  );
  module.func(
    'weightStrip',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, rows, taps, grad, gradPlane, input, inputSkip, offsets, height, width, sums, sumsRow) => {
      const run = (tileTaps: number): void =>
        choose(f, rows, gradientRows, (count) => {
          f.get(grad)
            .get(gradPlane)
            .get(input)
            .get(inputSkip)
            .get(offsets)
            .get(height)
            .get(width)
            .get(sums)
            .get(sumsRow);
          f.call(tiles[count - 1]![tileTaps - 1]!);
        });
      f.block(() => {
        f.loop(() => {
          f.get(taps).i32(gradientTaps).op(i32.lt_u).branchIf(1);
          run(gradientTaps);
          f.increment(offsets, 4 * gradientTaps).increment(sums, vectorBytes * gradientTaps);
          f.get(taps).i32(gradientTaps).op(i32.sub).set(taps).branch(0);
        });
      });
      for (let count = 1; count < gradientTaps; count++) {
        f.get(taps)
          .i32(count)
          .op(i32.eq)
          .if(() => run(count));
      }
    },
  );
}

/** The sums of the four parts that each of `count` elements is in. */
export function defineSumParts(module: ModuleBuilder): void {
  module.func('sumParts', ['i32', 'i32', 'i32'], [], (f, count, from, to) => {
    const parts = f.local('v128');
    const pushLane = (f: FunctionBuilder, i: number): FunctionBuilder => f.get(parts).lane(f32x4.extract_lane, i);
    f.repeat(count, () => {
      f.get(from).memory(v128.load).set(parts).get(to);
      for (let i = 0; i < 4; i++) pushLane(f, i);
      f.op(f32.add).op(f32.add).op(f32.add).memory(f32.store);
      f.increment(from, vectorBytes).increment(to, 4);
    });
  });
}
