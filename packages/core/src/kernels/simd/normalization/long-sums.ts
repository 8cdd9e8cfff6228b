import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import type { AlongRows } from '../rows/along-rows.ts';
import type { RowVector } from '../rows/row-layout.ts';
import { repeatInBlocks } from './repeat-in-blocks.ts';

/** How many rounds of them are added up in float32 before float64 takes over: each lane sums so many elements. */
const rounds = 32;

/**
 * Several sums over one row at once. Blocks of 512 elements are summed in float32 and the blocks in float64, so that long
 * sums are as precise as short ones.
 */
export class LongSums {
  readonly #f: FunctionBuilder;
  readonly #accumulators: number;
  readonly #parts: readonly (readonly Local[])[];
  readonly #totals: readonly Local[];

  /** Vectors are added up to as many `accumulators`, 2 or 4, so that additions need not wait for each other. */
  constructor(f: FunctionBuilder, count: number, accumulators: number) {
    this.#f = f;
    this.#accumulators = accumulators;
    this.#parts = Array.from({ length: count }, () => f.localsOf('v128', accumulators));
    this.#totals = f.localsOf('v128', count);
  }

  /** Writes a walk over a row, in which `body` may add to the sums; the last of them are to be carried. The addresses advance. */
  over(row: AlongRows, addresses: readonly Local[], body: (vector: RowVector) => void): void {
    const f = this.#f;
    row.each(addresses, body, this.#accumulators, (times, round) =>
      repeatInBlocks(
        f,
        times,
        () => f.i32(rounds),
        round,
        () => this.carry(),
      ),
    );
  }

  begin(): void {
    for (const local of [...this.#parts.flat(), ...this.#totals]) this.#f.f32x4(0).set(local);
  }

  /** Takes up a vector, which `push` leaves. */
  add(sum: number, { turn }: RowVector, push: () => void): void {
    const part = this.#parts[sum]![turn]!;
    this.#f.get(part);
    push();
    this.#f.op(f32x4.add).set(part);
  }

  /** Takes up the product of two vectors. */
  addProduct(sum: number, { turn }: RowVector, x: Local, y: Local): void {
    const f = this.#f;
    const part = this.#parts[sum]![turn]!;
    pushMultiplyAdd(
      f,
      () => f.get(x),
      () => f.get(y),
      () => f.get(part),
    );
    f.set(part);
  }

  /** Leaves a sum as float64. */
  push(sum: number): void {
    const f = this.#f;
    const total = this.#totals[sum]!;
    f.get(total).lane(f64x2.extract_lane, 0).get(total).lane(f64x2.extract_lane, 1).op(f64.add);
  }

  /** Adds what was summed in float32 to the totals, which may be pushed then. */
  carry(): void {
    const f = this.#f;
    for (const [i, parts] of this.#parts.entries()) {
      const first = parts[0]!;
      for (let apart = 1; apart < parts.length; apart *= 2) {
        for (let k = 0; k < parts.length; k += 2 * apart) {
          const part = parts[k]!;
          f.get(part)
            .get(parts[k + apart]!)
            .op(f32x4.add)
            .set(part);
        }
      }
      const total = this.#totals[i]!;
      f.get(total).get(first).op(f64x2.promote_low_f32x4).op(f64x2.add);
      f.get(first).get(first).shuffle32([2, 3, 2, 3]).op(f64x2.promote_low_f32x4).op(f64x2.add).set(total);
      for (const part of parts) f.f32x4(0).set(part);
    }
  }
}
