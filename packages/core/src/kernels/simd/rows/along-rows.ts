import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import { eachVector, type Repeat, type RowLayout, type RowVector } from './row-layout.ts';

/**
 * Rows one after the other, by vectors along them. What remains at the end of a row is a vector of fewer elements: it costs
 * as much as a whole one, which a loop over single elements would exceed.
 */
export class AlongRows implements RowLayout {
  readonly count = 1;
  readonly #f: FunctionBuilder;
  readonly #vectors: Local;
  readonly #rest: Local;
  readonly #mask: Local;
  readonly #partial: Local;

  /** Writes what all rows share; `length` in elements must not change. */
  constructor(f: FunctionBuilder, length: Local) {
    this.#f = f;
    this.#vectors = f.local('i32');
    this.#rest = f.local('i32');
    this.#mask = f.local('v128');
    this.#partial = f.local('v128');
    f.get(length).i32(2).op(i32.shr_u).set(this.#vectors);
    f.get(length).i32(3).op(i32.and).set(this.#rest);
    f.i32x4(0);
    for (let lane = 1; lane < 4; lane++) f.i32(lane).lane(i32x4.replace_lane, lane);
    f.get(this.#rest).op(i32x4.splat).op(i32x4.lt_s).set(this.#mask);
  }

  open(from: Local): Local {
    return from;
  }

  results(_: Local, to: Local): Local {
    return to;
  }

  close(): void {}

  each(addresses: readonly Local[], body: (vector: RowVector) => void, unrolled = 1, repeat?: Repeat): void {
    eachVector(this.#f, this.#vectors, addresses, body, unrolled, repeat);
    this.#f.get(this.#rest).if(() => body(this.#fewer()));
  }

  fold(vector: Local, fold: () => void): void {
    const f = this.#f;
    for (const lanes of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ] as const) {
      f.get(vector).get(vector).get(vector).shuffle32(lanes);
      fold();
      f.set(vector);
    }
  }

  #fewer(): RowVector {
    const f = this.#f;
    const [rest, mask, partial] = [this.#rest, this.#mask, this.#partial];
    const load = (address: Local): void => {
      f.get(rest)
        .i32(2)
        .op(i32.and)
        .if(
          () => {
            f.get(address).memory(v128.load64_zero).set(partial);
            f.get(rest)
              .i32(1)
              .op(i32.and)
              .if(() => {
                f.get(partial).get(address).memory(f32.load, 8).lane(f32x4.replace_lane, 2).set(partial);
              });
          },
          () => f.get(address).memory(v128.load32_zero).set(partial),
        );
      f.get(partial);
    };
    return {
      turn: 0,
      load,
      loadOr: (address, fill) => {
        load(address);
        fill();
        f.get(mask).op(v128.bitselect);
      },
      clear: () => void f.get(mask).op(v128.and),
      store: (address, vector) => {
        for (let lane = 0; lane < 3; lane++) {
          f.get(rest)
            .i32(lane)
            .op(i32.gt_u)
            .if(() => {
              f.get(address)
                .get(vector)
                .storeLane(lane, 4 * lane);
            });
        }
      },
    };
  }
}
