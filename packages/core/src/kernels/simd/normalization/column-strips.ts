import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import { pushMultiplyAdd } from '../functions/arithmetic.ts';
import { AlongRows } from '../rows/along-rows.ts';
import { type RowVector, wholeVector } from '../rows/row-layout.ts';
import { repeatInBlocks } from './repeat-in-blocks.ts';

/**
 * Vectors side by side in a strip: a line of the cache, so that few lines are read twice. With half of it the gradients of 256
 * rows of 1024 elements take 530 µs instead of 250.
 */
const width = 4;

/** Rows that are added up in float32 before float64 takes over. */
const rowsOfSum = 32;

/**
 * Writes a walk over columns by strips of some vectors side by side, whose sums stay in registers while `body` walks down
 * the rows. The addresses, of the first row, advance. What is left is taken a vector at a time.
 */
export function eachStrip(
  f: FunctionBuilder,
  columns: Local,
  addresses: readonly Local[],
  body: (vectors: readonly RowVector[]) => void,
): void {
  const [strips, rest] = f.localsOf('i32', 2);
  f.get(columns)
    .i32(2 + Math.log2(width))
    .op(i32.shr_u)
    .set(strips);
  f.repeat(strips, () => {
    body(Array.from({ length: width }, (_, turn) => wholeVector(f, turn)));
    for (const address of addresses) f.increment(address, 16 * width);
  });
  f.get(columns)
    .i32(4 * width - 1)
    .op(i32.and)
    .set(rest);
  f.get(rest).if(() => new AlongRows(f, rest).each(addresses, (vector) => body([vector])));
}

/** Writes a walk down `rows`, `step` bytes apart; the addresses stay, and `body` gets those in the row. `sums` are carried. */
export function eachRowOf(
  f: FunctionBuilder,
  rows: Local,
  step: Local,
  starts: readonly Local[],
  body: (addresses: readonly Local[]) => void,
  sums: readonly ColumnSums[] = [],
): void {
  const left = f.local('i32');
  const addresses = f.localsOf('i32', starts.length);
  for (const [i, start] of starts.entries()) f.get(start).set(addresses[i]!);
  const round = (): void => {
    body(addresses);
    for (const address of addresses) f.advance(address, step);
  };
  f.get(rows).set(left);
  if (sums.length === 0) {
    f.repeat(left, round);
    return;
  }
  const carry = (): void => {
    for (const sum of sums) sum.carry();
  };
  repeatInBlocks(f, left, () => f.i32(rowsOfSum), round, carry);
  carry();
}

/** A sum for each column of a strip: of blocks of rows in float32, and of the blocks in float64. */
export class ColumnSums {
  readonly #f: FunctionBuilder;
  readonly #parts: readonly Local[];
  readonly #low: readonly Local[];
  readonly #high: readonly Local[];

  constructor(f: FunctionBuilder, width: number) {
    this.#f = f;
    this.#parts = f.localsOf('v128', width);
    this.#low = f.localsOf('v128', width);
    this.#high = f.localsOf('v128', width);
  }

  begin(): void {
    for (const local of [...this.#parts, ...this.#low, ...this.#high]) this.#f.f32x4(0).set(local);
  }

  /** Takes up a vector of a row, which `push` leaves. */
  add(column: number, push: () => void): void {
    const part = this.#parts[column]!;
    this.#f.get(part);
    push();
    this.#f.op(f32x4.add).set(part);
  }

  /** Takes up the product of two vectors. */
  addProduct(column: number, x: Local, y: Local): void {
    const f = this.#f;
    const part = this.#parts[column]!;
    pushMultiplyAdd(
      f,
      () => f.get(x),
      () => f.get(y),
      () => f.get(part),
    );
    f.set(part);
  }

  /** Leaves the sums times a number, float64 in both halves of a vector, as float32. */
  push(column: number, factor: Local): void {
    const f = this.#f;
    for (const half of [this.#low, this.#high]) {
      f.get(half[column]!).get(factor).op(f64x2.mul).op(f32x4.demote_f64x2_zero);
    }
    f.shuffle32([0, 1, 4, 5]);
  }

  /** Adds what was summed in float32 to the totals, which may be pushed then. */
  carry(): void {
    const f = this.#f;
    for (const [i, part] of this.#parts.entries()) {
      const [low, high] = [this.#low[i]!, this.#high[i]!];
      f.get(low).get(part).op(f64x2.promote_low_f32x4).op(f64x2.add).set(low);
      f.get(high).get(part).get(part).shuffle32([2, 3, 2, 3]).op(f64x2.promote_low_f32x4).op(f64x2.add).set(high);
      f.f32x4(0).set(part);
    }
  }
}
