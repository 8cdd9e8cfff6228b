import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';

/** A vector of elements of rows; in those that are walked together, at the same place. */
export interface RowVector {
  /** Which of the vectors that are taken in one round it is. */
  readonly turn: number;
  /** Leaves the elements of the row at an address that {@link RowLayout.each} was given; 0 where there are fewer. */
  load(address: Local): void;
  /** As {@link load}, with what `fill` leaves where there are fewer. */
  loadOr(address: Local, fill: () => void): void;
  /** Makes 0 of what stands on the stack where there are fewer elements. */
  clear(): void;
  store(address: Local, vector: Local): void;
}

/**
 * How rows of one length lie in vectors: one row along them, or four rows across them, a row in each lane. What happens to
 * rows is written once, in these terms. A number that each row has is a vector too: in all lanes, or a lane for each row.
 */
export interface RowLayout {
  /** How many rows are walked at a time. */
  readonly count: 1 | 4;
  /** The address to walk rows by that lie at `from`, `step` bytes apart: 0 where they are one row for all. */
  open(from: Local, step: Local): Local;
  /** The address to walk results by that go to rows at `to`. It may be that of the opened rows, which are lost then. */
  results(opened: Local, to: Local): Local;
  /** Brings the results to rows at `to`, `step` bytes apart. */
  close(results: Local, to: Local, step: Local): void;
  /** Writes `body` for each vector; `unrolled` of them, a power of two, in one round. The addresses advance. */
  each(addresses: readonly Local[], body: (vector: RowVector) => void, unrolled?: number): void;
  /** Makes what `fold` makes of the lanes of a vector that belong to one row a number of that row. */
  fold(vector: Local, fold: () => void): void;
}

/** Writes rounds of a walk, as many as a variable says, which is counted down to 0. */
export type Repeat = (times: Local, round: () => void) => void;

/** Writes `body` for each of `count` whole vectors; `unrolled` of them in one round, `repeat` so often. The addresses advance. */
export function eachVector(
  f: FunctionBuilder,
  count: Local,
  addresses: readonly Local[],
  body: (vector: RowVector) => void,
  unrolled: number,
  repeat: Repeat = (times, round) => f.repeat(times, round),
): void {
  const left = f.local('i32');
  const round = (turns: number): void => {
    for (let turn = 0; turn < turns; turn++) body(wholeVector(f, turn));
    for (const address of addresses) f.increment(address, 16 * turns);
  };
  f.get(count).i32(Math.log2(unrolled)).op(i32.shr_u).set(left);
  repeat(left, () => round(unrolled));
  if (unrolled === 1) return;
  f.get(count)
    .i32(unrolled - 1)
    .op(i32.and)
    .set(left);
  f.repeat(left, () => round(1));
}

/** A vector of which all elements belong to rows. */
export function wholeVector(f: FunctionBuilder, turn: number): RowVector {
  const load = (address: Local): void => void f.get(address).memory(v128.load, 16 * turn);
  return {
    turn,
    load,
    loadOr: load,
    clear: () => {},
    store: (address, vector) =>
      void f
        .get(address)
        .get(vector)
        .memory(v128.store, 16 * turn),
  };
}

/** Moves an address on to the next rows, `step` bytes apart. */
export function advanceRows(f: FunctionBuilder, { count }: RowLayout, address: Local, step: Local): void {
  f.get(address).get(step).i32(count).op(i32.mul).op(i32.add).set(address);
}
