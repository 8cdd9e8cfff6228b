import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import { transpose4 } from '../transpose.ts';
import { eachVector, type RowLayout, type RowVector } from './row-layout.ts';

/**
 * Four rows at a time, a row in each lane, for rows too short to fill vectors along them: nothing is folded, and one
 * logarithm serves four rows. They are transposed into scratch memory and walked there.
 */
export class AcrossRows implements RowLayout {
  readonly count = 4;
  readonly #f: FunctionBuilder;
  readonly #length: Local;
  readonly #columns: Local;
  /** How many matrices stand there, one after the other. */
  #areas = 0;

  constructor(f: FunctionBuilder, length: Local, columns: Local) {
    this.#f = f;
    this.#length = length;
    this.#columns = columns;
  }

  open(from: Local, step: Local): Local {
    const area = this.#f.local('i32');
    this.#f
      .get(this.#length)
      .i32(16 * this.#areas++)
      .op(i32.mul)
      .get(this.#columns)
      .op(i32.add)
      .set(area);
    this.#transpose(from, step, area, true);
    return area;
  }

  results(opened: Local): Local {
    return opened;
  }

  close(results: Local, to: Local, step: Local): void {
    this.#transpose(to, step, results, false);
  }

  each(addresses: readonly Local[], body: (vector: RowVector) => void, unrolled = 1): void {
    eachVector(this.#f, this.#length, addresses, body, unrolled);
  }

  fold(): void {}

  /** Copies four rows at `first` to columns at `area`, or these to the rows. */
  #transpose(first: Local, step: Local, area: Local, toColumns: boolean): void {
    const f = this.#f;
    const rows = f.localsOf('i32', 4);
    const vectors = f.localsOf('v128', 4);
    const [columns, left] = f.localsOf('i32', 2);
    f.get(area).set(columns).get(first);
    for (const row of rows) f.tee(row).get(step).op(i32.add);
    f.drop();
    const advance = (count: number): void => {
      for (const row of rows) f.increment(row, 4 * count);
      f.increment(columns, 16 * count);
    };
    f.get(this.#length).i32(2).op(i32.shr_u).set(left);
    f.repeat(left, () => {
      for (const [i, vector] of vectors.entries()) {
        if (toColumns) f.get(rows[i]!).memory(v128.load).set(vector);
        else
          f.get(columns)
            .memory(v128.load, 16 * i)
            .set(vector);
      }
      transpose4(f, vectors);
      for (const [i, vector] of vectors.entries()) {
        if (toColumns)
          f.get(columns)
            .get(vector)
            .memory(v128.store, 16 * i);
        else f.get(rows[i]!).get(vector).memory(v128.store);
      }
      advance(4);
    });
    const [vector] = vectors;
    f.get(this.#length).i32(3).op(i32.and).set(left);
    f.repeat(left, () => {
      if (toColumns) {
        f.f32x4(0).set(vector);
        for (const [lane, row] of rows.entries()) f.get(row).get(vector).loadLane(lane).set(vector);
        f.get(columns).get(vector).memory(v128.store);
      } else {
        f.get(columns).memory(v128.load).set(vector);
        for (const [lane, row] of rows.entries()) f.get(row).get(vector).storeLane(lane);
      }
      advance(1);
    });
  }
}
