import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { RowReduction } from '../../cross-entropy.ts';
import type { RowLayout } from './row-layout.ts';
import { addNumbers, skipNumbers, storeNumbers } from './row-numbers.ts';

/** How functions are told of a reduction. */
export const reductionCodes: Readonly<Record<RowReduction, number>> = { none: 0, sum: 1, mean: 2, weightedMean: 3 };

/**
 * Leaves what a sum of losses is divided by, in float64: NaN where a mean would be over nothing. `weights` are the two
 * parts of their sum, for a mean by these.
 */
export function pushDivisor(f: FunctionBuilder, reduction: Local, rows: Local, weights?: Local): void {
  const divisor = f.local('f64');
  f.f64(1).set(divisor);
  f.get(reduction)
    .i32(reductionCodes.mean)
    .op(i32.eq)
    .if(() => f.get(rows).op(f64.convert_i32_u).set(divisor));
  if (weights) {
    f.get(reduction)
      .i32(reductionCodes.weightedMean)
      .op(i32.eq)
      .if(() => {
        pushBoth(f, weights);
        f.set(divisor);
      });
  }
  f.get(divisor).f64(Number.NaN).get(divisor).f64(0).op(f64.ne).select();
}

/** Where the losses of rows go: each to `out`, or added up, in float64, and all to `out` as one number. */
export class LossResult {
  readonly #f: FunctionBuilder;
  readonly #reduction: Local;
  readonly #out: Local;
  readonly #rows: Local;
  readonly #totals: Local;
  readonly #weights: Local;

  /** To be made before the rows are counted down. */
  constructor(f: FunctionBuilder, reduction: Local, out: Local, rows: Local) {
    this.#f = f;
    this.#reduction = reduction;
    this.#out = out;
    this.#rows = f.local('i32');
    this.#totals = f.local('v128');
    this.#weights = f.local('v128');
    f.get(rows).set(this.#rows);
  }

  /** Takes up the losses of the next rows and, for a mean by these, their weights. */
  add(row: RowLayout, losses: Local, weights?: Local): void {
    const f = this.#f;
    f.get(this.#reduction).if(
      () => {
        addNumbers(f, row, this.#totals, losses);
        if (weights) addNumbers(f, row, this.#weights, weights);
      },
      () => {
        storeNumbers(f, row, this.#out, losses);
        skipNumbers(f, row, this.#out);
      },
    );
  }

  finish(): void {
    const f = this.#f;
    f.get(this.#reduction).if(() => {
      f.get(this.#out);
      pushBoth(f, this.#totals);
      pushDivisor(f, this.#reduction, this.#rows, this.#weights);
      f.op(f64.div).op(f32.demote_f64).memory(f32.store);
    });
  }
}

/** Leaves the sum of the two float64 in a vector. */
function pushBoth(f: FunctionBuilder, sums: Local): void {
  f.get(sums).lane(f64x2.extract_lane, 0).get(sums).lane(f64x2.extract_lane, 1).op(f64.add);
}
